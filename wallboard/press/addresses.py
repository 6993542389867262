"""Keeps addresses of sources out of what the desk says: one that has no name of its own is called by its host."""

from __future__ import annotations

import re

import msgspec

from wallboard.core.contract.snapshot import Name
from wallboard.core.event_info import EventInfo
from wallboard.core.wording import say, shipped_languages

_HOST = r"\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]+\.)+[A-Za-z]{2,}|localhost|\[[0-9A-Fa-f:.]+\]"
_ADDRESS = re.compile(rf"(?:{_HOST})(?::\d+)?(?:/.*)?|[\w.-]+:\d+(?:/.*)?|.*://.*", re.DOTALL)


def is_address(text: str) -> bool:
    """Whether a name is where something is found, not what it is called."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def public_source(name: str) -> str:
    """A source's name as the public may know it; "" where it is an address."""
    return "" if is_address(name) else name


def public_facts(facts: EventInfo, source: str) -> EventInfo:
    """The event's facts; one that is called after the address of its source is just called an event."""
    names = facts.name.texts.values()
    if not any(is_address(each) and source in ("", each) for each in names):
        return facts
    plain = Name.of({tag: say("caption.event").first(tag) for tag in shipped_languages()})
    return msgspec.structs.replace(facts, name=plain)
