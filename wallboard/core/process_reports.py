"""What the processes of a wall report of themselves, about once a second, to whoever supervises them."""

from __future__ import annotations

import msgspec


class DisplayReport(msgspec.Struct, frozen=True):
    """What a display shows: its frames, the age of the newest figures, its badges, screens and alarms.

    `frames` counts since the process began; `screens` are those that it covers, none of them where it draws in windows
    or off screen (`place` says which).
    """

    frames: int
    frames_per_s: int
    age_s: int | None
    badges: tuple[str, ...]
    layout: str
    place: str
    screens: tuple[str, ...]
    alarms: tuple[str, ...]


class CollectorReport(msgspec.Struct, frozen=True):
    """What a collector has fetched since its process began; `failure` is why the newest fetch failed, "" if not."""

    fetches: int
    failed: int
    failure: str
