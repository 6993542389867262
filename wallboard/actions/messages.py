"""Messages of the operator for the ticker: prepared, seen, taken; each with its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from wallboard.actions.action import Argument
from wallboard.actions.context import Context
from wallboard.actions.control import Control, Message
from wallboard.actions.targets import aimed
from wallboard.core.instants import MINUTE_US, SECOND_US
from wallboard.core.plain_text import one_line

LONGEST: Final = 80
"""Letters of a message in one language: more is not read to its end while it travels."""
USUAL_US: Final = 10 * MINUTE_US
_LEAST_S, _MOST_S = 5, 86_400


def message_of(asked: Mapping[str, object], languages: tuple[str, ...], now_us: int) -> Message | None:
    """The message that a request brings along; None where it is none.

    `text` is one text, or an object with a text for each language; it ends at `until_us` (recording time), or
    `seconds` from now.
    """
    said = texts_of(asked.get("text"), languages, LONGEST)
    if said is None or not any(said.values()):
        return None
    until_us = _until(asked, now_us)
    return None if until_us is None else Message(tuple((tag, words) for tag, words in said.items() if words), until_us)


def texts_of(text: object, languages: tuple[str, ...], longest: int) -> dict[str, str] | None:
    """A text by language, each in one line: one text is in the first language; None where it is none, or too long."""
    texts = {languages[0]: text} if isinstance(text, str) else text
    if not isinstance(texts, Mapping) or not texts or not set(texts) <= set(languages):
        return None
    said = {tag: one_line(words).strip() for tag, words in texts.items() if isinstance(words, str)}
    return None if len(said) < len(texts) or any(len(words) > longest for words in said.values()) else said


def _until(asked: Mapping[str, object], now_us: int) -> int | None:
    seconds, until_us = asked.get("seconds"), asked.get("until_us")
    if until_us is not None:
        fits = type(until_us) is int and now_us < until_us <= now_us + _MOST_S * SECOND_US
        return until_us if fits and isinstance(until_us, int) else None
    if seconds is None:
        return now_us + USUAL_US
    return now_us + seconds * SECOND_US if type(seconds) is int and _LEAST_S <= seconds <= _MOST_S else None


def too_long(asked: Mapping[str, object]) -> int | None:
    """How many letters a message has that is too long."""
    text = asked.get("text")
    texts = text.values() if isinstance(text, Mapping) else (text,)
    longest = max((len(each) for each in texts if isinstance(each, str)), default=0)
    return longest if longest > LONGEST else None


def prepare_message(control: Control, context: Context) -> Control:
    """Prepare the message that is asked for."""
    message = message_of(context.asked, context.languages, context.now_us)
    return control if message is None else _prepared(control, context, message)


def next_message(control: Control, context: Context) -> Control:
    """Prepare the next of the messages that the configuration has ready."""
    if not context.messages:
        return control
    before = control.prepared(context.canvas)
    texts = None if before is None or before.message is None else before.message.texts
    place = context.messages.index(texts) + 1 if texts in context.messages else 0
    texts = context.messages[place % len(context.messages)]
    return _prepared(control, context, Message(texts, context.now_us + USUAL_US))


def clear_message(control: Control, context: Context) -> Control:
    """Take the message away from the ticker, at once."""
    return aimed(lambda each, _context: replace(each, message=None))(control, context)


def _prepared(control: Control, context: Context, message: Message) -> Control:
    change = aimed(lambda each, _context: replace(each, message=message))
    return change(control, replace(context, prepares=True))


def told(control: Control, context: Context) -> Argument | None:
    """What the journal keeps of a message: its texts and its end."""
    message = message_of(context.asked, context.languages, context.now_us)
    if message is None:
        return None
    return {**{f"text_{tag}": text for tag, text in message.texts}, "until_us": message.until_us}
