"""Why there is no picture: one reason of a short list, which the slate says in two or three words."""

from __future__ import annotations

import builtins
from typing import Final

import av

REASONS: Final = (
    "starting", "no_answer", "refused", "not_found", "no_login", "no_file", "no_picture", "unreadable", "no_key_frame",
    "too_large", "encrypted", "elsewhere", "ended", "timeout", "crashed", "hung", "no_extra", "no_secret", "no_device",
    "busy", "denied", "no_protocol", "empty_folder", "failed",
)  # fmt: skip
"""Keys of the catalogues, under [picture]."""


class NoPictureError(Exception):
    """There is no picture, for `reason`; `detail` is for the operator, and holds no address and no secret."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    @staticmethod
    def of(error: BaseException) -> NoPictureError:
        """What FFmpeg, or the system, has said: by the kind of the error, for its words hold addresses."""
        reason = next((reason for kinds, reason in _BY_KIND if isinstance(error, kinds)), "failed")
        said = getattr(error, "strerror", None)
        return NoPictureError(reason, said[:120] if isinstance(said, str) else type(error).__name__)


_UNREADABLE: Final = (
    av.error.InvalidDataError,
    av.error.DecoderNotFoundError,
    av.error.DemuxerNotFoundError,
    av.error.ArgumentError,  # of a form that is not allowed
)
_BY_KIND: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    ((av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError, builtins.PermissionError), "no_login"),
    ((av.error.HTTPNotFoundError, av.error.HTTPOtherClientError), "not_found"),
    ((builtins.ConnectionRefusedError,), "refused"),
    ((av.error.ExitError, builtins.TimeoutError), "timeout"),
    ((av.error.EOFError, builtins.EOFError), "ended"),
    ((av.error.HTTPServerError, builtins.ConnectionError), "no_answer"),
    ((av.error.ProtocolNotFoundError,), "no_protocol"),
    (_UNREADABLE, "unreadable"),
    ((builtins.MemoryError,), "too_large"),
    ((builtins.FileNotFoundError,), "no_file"),
    ((builtins.OSError,), "no_answer"),
)
