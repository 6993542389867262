"""The operator's message for the ticker, at an instant."""

from __future__ import annotations

import msgspec

from wallboard.actions.control import Message
from wallboard.core.wording import Said


class MessageText(msgspec.Struct, frozen=True):
    """A message as a text: what is said in one language alone is said in that."""

    texts: tuple[tuple[str, str], ...]

    def first(self, language: str) -> str:
        """The text in `language`, or else in the first that it has."""
        return dict(self.texts).get(language) or next((text for _, text in self.texts), "")

    def exact(self, language: str) -> str:
        """The text in `language`, or nothing."""
        return dict(self.texts).get(language, "")


def said_now(message: Message | None, playhead_us: int) -> Said | None:
    """The message at a playhead; None before it set out, and after its end."""
    if message is None or not message.since_us <= playhead_us < message.until_us:
        return None
    return MessageText(message.texts)
