"""uvicorn's WebSocket protocol, which can be ended while its client is closing it."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState


class PoliteSocket(WebSocketsSansIOProtocol):
    """A socket that ends with its server, whatever its client has just begun.

    uvicorn sends a close frame where the answer to the client's has gone out already, and its server ends by the error.
    """

    def shutdown(self) -> None:
        """End the connection."""
        try:
            super().shutdown()
        except InvalidState:
            self.transport.close()
