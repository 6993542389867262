"""What an operator's keys have just done, for two seconds beside the picture, and how far a held key has come."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wallboard.actions.action import Action
from wallboard.actions.confirmations import SHOWN_US
from wallboard.core.wording import Said


class KeyNotice(msgspec.Struct, frozen=True):
    """A line about the last key: `progress` (0..1) of a key that must be held, `alarm` of what has failed.

    `public` says whether it may stand on a canvas for the public, where there is none for the operator.
    """

    text: Said
    alarm: bool = False
    public: bool = True
    progress: float | None = None


class KeyNotices:
    """Keeps the newest notice until its time is over (`mono_us`: the system's monotonic clock)."""

    def __init__(self, mono_us: Callable[[], int]) -> None:
        self._mono_us = mono_us
        self._notice: KeyNotice | None = None
        self._until_us = 0
        self._quiet_until_us = 0
        self._held: tuple[Action, int] | None = None

    def say(self, text: Said, *, alarm: bool = False, public: bool = True) -> None:
        """Say it from now on; not `public`: on operators' canvases alone."""
        now_us = self._mono_us()
        self._notice = KeyNotice(text, alarm, public=alarm or (public and now_us >= self._quiet_until_us))
        self._until_us = now_us + SHOWN_US

    def keep_off_the_public(self) -> None:
        """A picture is being taken: nothing but what fails stands on a public canvas before that is over."""
        self._notice = None
        self._quiet_until_us = self._mono_us() + SHOWN_US

    def hold(self, action: Action | None) -> None:
        """A key that must be held went down; None: none is down any more."""
        self._held = None if action is None else (action, self._mono_us())

    def now(self) -> KeyNotice | None:
        """What is to be read now; None where there is nothing."""
        now_us = self._mono_us()
        if self._held is not None:
            action, since_us = self._held
            return KeyNotice(action.title, progress=min(1.0, (now_us - since_us) / action.hold_us))
        return self._notice if now_us < self._until_us else None
