"""What a file leaves open about its event: how the wall does without, and the line to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wallboard.config.event_facts import facts_of
from wallboard.config.event_settings import EXAMPLE
from wallboard.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Unstated:
    """A key that nobody has written: the section it belongs to, what follows from that, and the line to write."""

    section: str
    key: str
    follows: str
    line: str

    def __str__(self) -> str:
        return f"[{self.section}] {self.key}: not stated, so {self.follows}; write {self.line}"


def unstated(settings: Settings) -> tuple[Unstated, ...]:
    """What of the event and its money is not stated, the weightiest first; nothing where no source is configured."""
    return tuple(_unstated(settings)) if settings.sources else ()


def _unstated(settings: Settings) -> Iterator[Unstated]:
    event, title = settings.event, facts_of(settings).name.first("en")
    if event.start is None:
        follows = "there is no elapsed time, countdown or finale, and the curve shows the time of day"
        yield Unstated("event", "start", follows, f"start = {EXAMPLE}")
    if event.name is None and settings.theme.title is None:
        yield Unstated("event", "name", f"the title is the source's, {title!r}", 'name = "Autumn Sale"')
    if "zone" not in event.model_fields_set:
        yield Unstated("event", "zone", f"the clock is this machine's, {event.zone}", 'zone = "Europe/Berlin"')
    if settings.money.currency is None:
        follows = "amounts bear what the source states, and no symbol if it states nothing"
        yield Unstated("money", "currency", follows, 'currency = "CNY"')
