"""Who leads: a pure decision of what a machine has heard so far."""

from __future__ import annotations

from typing import Final

import msgspec

from wallboard.core.instants import SECOND_US
from wallboard.recording.link_files import Role

LISTEN_US: Final = 2 * SECOND_US
"""How long a machine that has just reached the broker, or has just begun, listens before it claims anything."""
MOST_AHEAD: Final = 1_000
"""How far an epoch may lie beyond the newest one that is known: one beyond is no lead's."""


MOST_EPOCH: Final = 2**40
"""No epoch is larger: those of replays are times in seconds."""


class LeadClaim(msgspec.Struct, frozen=True):
    """Somebody leads: in which epoch, who."""

    epoch: int
    node: str


class Heard(msgspec.Struct, frozen=True):
    """What a candidate knows when it decides, all instants by its monotonic clock.

    `own` is the epoch that it holds as lead, or held when it was last up (0: none). `claim` is the newest one heard.
    `reached_us` is since when the broker is reached (None: it is not), `begun_us` when this process began, `gone_us`
    since when the lead of `claim` has been gone (None: it is there). `present` are the machines that are there.
    """

    node: str
    candidates: tuple[str, ...]
    role: Role
    own: int
    claim: LeadClaim | None
    highest: int
    now_us: int
    begun_us: int
    reached_us: int | None
    gone_us: int | None
    present: frozenset[str]
    takeover_us: int


class Decision(msgspec.Struct, frozen=True):
    """The role to have from now on, and the epoch of who leads."""

    role: Role
    epoch: int


def decide(heard: Heard) -> Decision:
    """What a machine does now: it leads once it may, and follows whoever leads by a newer epoch."""
    claim, rank = heard.claim, _rank(heard.node, heard.candidates)
    succeeded = claim is not None and claim.node != heard.node and claim.epoch > heard.own
    if heard.role == "lead" and rank is not None and not succeeded:
        return Decision("lead", heard.own)
    epoch = 0 if claim is None else claim.epoch
    if rank is not None and heard.role != "lead":
        if not succeeded and heard.own and heard.own >= heard.highest and _has_listened(heard):
            return Decision("lead", heard.own)  # it was down for a while, and nobody has succeeded it
        if _may_begin(heard, claim, rank):
            return Decision("lead", next_epoch(heard.highest, rank, len(heard.candidates)))
    return Decision("follower" if succeeded else "waiting", epoch)


class Replayed(msgspec.Struct, frozen=True):
    """What a machine has of a replay: a recording that it `starts`, or `holds` all that is played.

    `succeeds`: what it starts takes the place of what a machine plays that only goes on with what another began.
    """

    starts: bool
    holds: bool
    succeeds: bool
    utc_s: int


def decide_replay(heard: Heard, has: Replayed) -> Decision:
    """What a machine does in a replay: whoever starts it leads it, unless another one does; the others follow.

    When the lead is lost a candidate that holds all of it goes on. Epochs are times (UTC, seconds), so that each
    replay's is newer than all before without anything being kept.
    """
    claim, rank = heard.claim, _rank(heard.node, heard.candidates)
    other = claim is not None and claim.node != heard.node and claim.epoch > heard.own
    if heard.role == "lead" and not other:
        return Decision("lead", heard.own)
    if rank is not None and _has_listened(heard):
        if not other and heard.own and heard.own >= heard.highest:
            return Decision("lead", heard.own)  # its link was down for a while
        lost = other and _is_lost(heard)
        if (has.starts and (has.succeeds or not other)) or (lost and (has.starts or has.holds)):
            newest = max(heard.highest, has.utc_s) if has.starts else heard.highest
            return Decision("lead", next_epoch(newest, rank, len(heard.candidates)))
    return Decision("follower" if other else "waiting", 0 if claim is None else claim.epoch)


def _is_lost(heard: Heard) -> bool:
    """Whether who led has been gone for as long as a take-over waits, of which the broker was reached."""
    if heard.gone_us is None or heard.reached_us is None:
        return False
    return heard.now_us - max(heard.gone_us, heard.reached_us) >= heard.takeover_us


def next_epoch(highest: int, rank: int, candidates: int) -> int:
    """The next epoch that only this candidate can claim: no two ever claim the same."""
    epoch = highest + 1
    while (epoch - 1) % candidates != rank:
        epoch += 1
    return epoch


def is_credible(claim: LeadClaim, candidates: tuple[str, ...], highest: int) -> bool:
    """Whether a claim can be one: by a candidate, of an epoch that is its own, and not far beyond all others."""
    rank = _rank(claim.node, candidates)
    if rank is None or not 1 <= claim.epoch <= MOST_EPOCH or (claim.epoch - 1) % len(candidates) != rank:
        return False
    return not highest or claim.epoch <= highest + MOST_AHEAD


def _rank(node: str, candidates: tuple[str, ...]) -> int | None:
    return candidates.index(node) if node in candidates else None


def _has_listened(heard: Heard) -> bool:
    """Whether a newer lead would have been heard by now; without a broker there is none to hear."""
    since_us = heard.begun_us if heard.reached_us is None else heard.reached_us
    return heard.now_us - since_us >= LISTEN_US


def _may_begin(heard: Heard, claim: LeadClaim | None, rank: int) -> bool:
    """Whether a candidate that does not lead may begin to."""
    if claim is None and heard.highest == 0 and rank == 0:
        return _has_listened(heard)  # nobody has ever led
    if heard.reached_us is None:
        return False
    if claim is None:
        # The broker has forgotten who led, or nobody ever did: whoever led says so within the time to listen.
        better = any(node in heard.present for node in heard.candidates[:rank])
        patience_us = LISTEN_US + (heard.takeover_us if rank or heard.highest else 0)
        return heard.now_us - heard.reached_us >= patience_us and not better
    if heard.gone_us is None:
        return False
    # Both instants count: a broker that has just come back has forgotten who is there.
    waited_us = heard.now_us - max(heard.gone_us, heard.reached_us)
    if claim.node != heard.node:
        return waited_us >= heard.takeover_us
    # Its own memory is lost: the other candidate, which has the rows, goes first.
    others = any(node in heard.present for node in heard.candidates if node != heard.node)
    return waited_us >= 2 * heard.takeover_us and not others
