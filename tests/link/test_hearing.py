"""Each kind of message is heard under its own topic alone, and what is said of the recording from the lead alone."""

from __future__ import annotations

import pytest

from wallboard.link.hearing import KnownLead, examine_topic, is_for_follower
from wallboard.link.messages import (
    AnyMessage,
    Ask,
    Beat,
    ControlSet,
    Head,
    LeadMessage,
    Ping,
    Pong,
    Refused,
    Rows,
    Topics,
    WishMessage,
)

TOPICS = Topics("hall")
SAID: tuple[tuple[AnyMessage, str], ...] = (
    (LeadMessage(1, "a", "", ()), "lead"),
    (Rows(1, "a", 0, 1, 0, 1, b""), "rows to/b"),
    (Head(1, "a", 1, 1, b""), "head"),
    (ControlSet(1, "a", 1, 1, 1, 1, "", "", ""), "control"),
    (Ask("c", 0, 1, 1), "ask"),
    (Ping("c", 1), "ask"),
    (Pong(1, "a", 1, 1, 1, 1), "to/b"),
    (Beat("c", 1, 1, True), "node/c"),
    (WishMessage("c", "1", "", "", "", "", None, 0, 0), "request"),
)
EVERYWHERE = ("lead", "rows", "head", "control", "ask", "request", "to/b", "to/c", "node/a", "node/b", "node/c")


@pytest.mark.parametrize(("told", "places"), SAID, ids=lambda each: type(each).__name__)
def test_a_machine_hears_a_message_only_where_it_belongs(told: AnyMessage, places: str) -> None:
    for place in EVERYWHERE:
        topic = f"wallboard/1/hall/{place}"
        if place in places.split():
            examine_topic(told, topic, TOPICS, "b")
            continue
        with pytest.raises(Refused, match="misplaced"):
            examine_topic(told, topic, TOPICS, "b")


@pytest.mark.parametrize(
    ("epoch", "node", "why"), [(4, "a", "stale"), (6, "a", "not the lead"), (5, "b", "not the lead")]
)
@pytest.mark.parametrize("leads", [False, True])
def test_rows_of_anyone_but_the_one_lead_are_refused_by_followers_and_leads(
    epoch: int, node: str, why: str, leads: bool
) -> None:
    known = KnownLead("c", LeadMessage(5, "a", "", ()), 5, leads)
    with pytest.raises(Refused, match=why):
        is_for_follower(Head(epoch, node, 1, 1, b""), known)


def test_nothing_is_taken_before_a_lead_is_known_and_its_own_words_by_no_lead() -> None:
    told = Head(5, "a", 1, 1, b"")
    assert not is_for_follower(told, KnownLead("b", None, 0, leads=False))
    assert is_for_follower(told, KnownLead("b", LeadMessage(5, "a", "", ()), 5, leads=False))
    assert not is_for_follower(told, KnownLead("a", None, 5, leads=True))
