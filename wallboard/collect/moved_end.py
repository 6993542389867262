"""The event's end as the chief has moved it: from one decision to the next, and over a restart of the collector."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from wallboard.collect.operator_decisions import EndDecision
from wallboard.core.event_info import EventInfo
from wallboard.core.instants import EARLIEST_US, LATEST_US
from wallboard.core.judge_state import Rules


def end_moved(facts: EventInfo, decision: EndDecision) -> EventInfo | None:
    """The event with its end where the chief has moved it; None where the decision does not fit what holds now.

    The journal is read anew after a restart: what was decided before the newest move is over and done with.
    """
    is_done = facts.end_moved_us is not None and decision.decided_us <= facts.end_moved_us
    if is_done or decision.was_us != facts.end_us or decision.end_us == facts.end_us or facts.start_us is None:
        return None
    if not max(facts.start_us + 1, EARLIEST_US) <= decision.end_us < LATEST_US:
        return None
    if not EARLIEST_US <= decision.decided_us < LATEST_US:
        return None
    configured_us = facts.end_us if facts.end_moved_us is None else facts.configured_end_us
    return msgspec.structs.replace(
        facts, end_us=decision.end_us, end_moved_us=decision.decided_us, configured_end_us=configured_us
    )


def with_moved_end(facts: EventInfo, rules: Rules, recorded: EventInfo | None) -> tuple[EventInfo, Rules]:
    """The facts and rules to go on by: the end is where it was moved, unless the configuration has changed it since."""
    if recorded is None or recorded.end_moved_us is None or recorded.start_us != facts.start_us:
        return facts, rules
    if recorded.configured_end_us != facts.end_us:
        return facts, rules
    moved = msgspec.structs.replace(
        facts,
        end_us=recorded.end_us,
        end_moved_us=recorded.end_moved_us,
        configured_end_us=recorded.configured_end_us,
    )
    return moved, replace(rules, end_us=moved.end_us)
