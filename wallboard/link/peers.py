"""The other machines: who is there, and how each of them does."""

from __future__ import annotations

from typing import Final

from wallboard.config.cluster_settings import MOST_NODES, NAME
from wallboard.core.instants import SECOND_US
from wallboard.link.messages import Beat, Refused
from wallboard.recording.link_files import Machine

SILENT_US: Final = 5 * SECOND_US
"""A machine that has not been heard for so long is gone, whether or not the broker has noticed."""
_MOST: Final = 2 * MOST_NODES


class Peers:
    """What the beats of all machines say."""

    def __init__(self, node: str, candidates: tuple[str, ...] = ()) -> None:
        """`node` is this machine; for the `candidates` there is always room."""
        self._node, self._candidates = node, candidates
        self._beats: dict[str, Beat] = {}
        self._seen_us: dict[str, int] = {}
        self._gone_us: dict[str, int] = {}
        self._led: dict[str, tuple[int, int]] = {}
        self._met_us = 0

    def take(self, beat: Beat, now_us: int, *, kept: bool) -> None:
        """Another machine has told how it does; `kept`: that was before this machine was there. Raises Refused."""
        if beat.node == self._node:
            self._examine_own(beat, kept=kept)
            return
        if NAME.fullmatch(beat.node) is None:
            raise Refused(why="malformed")
        self._make_room(beat.node, now_us)
        before = self._beats.get(beat.node)
        if kept and before is not None:
            return  # newer ones have come already
        if before is not None and (
            (beat.since == before.since and beat.up and beat.count < before.count)
            or (beat.since < before.since and self._is_there(beat.node, now_us))
        ):
            raise Refused(why="old")
        if beat.up and not kept:
            self.put(beat, now_us)
            return
        self._beats[beat.node] = beat
        if not beat.up:
            self._gone_us.setdefault(beat.node, now_us)

    def put(self, beat: Beat, now_us: int) -> None:
        """This is so now: a machine's own word for itself, or another's that was examined."""
        self._beats[beat.node] = beat
        self._seen_us[beat.node] = now_us
        self._gone_us.pop(beat.node, None)
        if beat.role == "lead":
            self._led[beat.node] = beat.epoch, now_us

    def claimed(self, node: str, epoch: int, now_us: int) -> None:
        """A machine says that it leads: it is given as long as any lead to be heard, however long it was silent."""
        self._led[node] = epoch, now_us

    def forget(self, now_us: int) -> None:
        """The broker has come back: whoever is there says so again."""
        self._met_us = now_us

    def present(self, now_us: int) -> frozenset[str]:
        """Who is there."""
        return frozenset(node for node in self._beats if self._is_there(node, now_us))

    def gone_us(self, node: str, epoch: int, now_us: int) -> int | None:
        """Since when a lead has not been leading; None: it is there and leads."""
        led_epoch, led_us = self._led.get(node, (0, self._met_us))
        if led_epoch == epoch and now_us - led_us < SILENT_US and self._is_there(node, now_us):
            return None
        gone_us = self._gone_us.get(node)
        return max(led_us, self._met_us) if gone_us is None else gone_us

    def machines(self, now_us: int) -> tuple[Machine, ...]:
        """All that have ever been heard, by name."""
        return tuple(
            Machine(
                node,
                beat.role,
                self._is_there(node, now_us),
                beat.epoch,
                beat.lag_us,
                beat.offset_us,
                beat.frames,
                beat.frames_per_s,
                beat.alarms,
                self._seen_us.get(node, 0),
                beat.commit_us,
                beat.refused,
            )
            for node, beat in sorted(self._beats.items())
        )

    def _make_room(self, node: str, now_us: int) -> None:
        """A machine that is new takes the place of one that is gone. Raises Refused: there are too many."""
        if node in self._beats or len(self._beats) < _MOST or node in self._candidates:
            return
        kept = (self._node, *self._candidates)
        gone = [each for each in self._beats if each not in kept and not self._is_there(each, now_us)]
        if not gone:
            raise Refused(why="too many")
        first = min(gone, key=lambda each: self._seen_us.get(each, 0))
        for known in (self._beats, self._seen_us, self._gone_us, self._led):
            known.pop(first, None)

    def _examine_own(self, beat: Beat, *, kept: bool) -> None:
        """What comes back of this machine's own words says nothing new. Raises Refused: another one has its name."""
        own = self._beats.get(beat.node)
        if own is not None and beat.up and not kept and beat.since != own.since:
            raise Refused(why="same name")

    def _is_there(self, node: str, now_us: int) -> bool:
        beat, seen_us = self._beats.get(node), self._seen_us.get(node)
        return beat is not None and beat.up and seen_us is not None and now_us - seen_us < SILENT_US
