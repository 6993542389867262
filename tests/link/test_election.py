"""Who leads: whatever is heard in whatever order, no two ever lead in one epoch, and epochs never go back."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from wallboard.core.instants import SECOND_US
from wallboard.link.election import MOST_AHEAD, MOST_EPOCH, Decision, Heard, LeadClaim, decide, is_credible, next_epoch

NODES = ("left", "middle")
NOW = 100 * SECOND_US
CALM = Heard(
    "middle",
    NODES,
    "follower",
    0,
    LeadClaim(1, "left"),
    1,
    NOW,
    0,
    10 * SECOND_US,
    None,
    frozenset(NODES),
    5 * SECOND_US,
)


def test_a_deputy_takes_over_only_when_the_lead_is_gone_and_the_broker_is_reached_both_long_enough() -> None:
    gone = replace(CALM, gone_us=NOW - 5 * SECOND_US, present=frozenset({"middle"}))

    assert decide(CALM) == Decision("follower", 1)
    assert decide(gone) == Decision("lead", 2)
    assert decide(replace(gone, gone_us=NOW - 4 * SECOND_US)) == Decision("follower", 1)
    assert decide(replace(gone, reached_us=None)) == Decision("follower", 1)
    assert decide(replace(gone, reached_us=NOW - 4 * SECOND_US)) == Decision("follower", 1)


def test_a_lead_that_hears_of_a_newer_epoch_follows_and_of_an_older_one_goes_on() -> None:
    leads = replace(CALM, node="left", role="lead", own=1, claim=None)

    assert decide(leads) == Decision("lead", 1)
    assert decide(replace(leads, claim=LeadClaim(2, "middle"), highest=2)) == Decision("follower", 2)
    assert decide(replace(leads, own=3, claim=LeadClaim(2, "middle"), highest=3)) == Decision("lead", 3)


def test_a_machine_that_only_follows_never_leads() -> None:
    alone = replace(CALM, node="right", gone_us=0, present=frozenset({"right"}))

    assert decide(alone) == Decision("follower", 1)
    assert decide(replace(alone, claim=None, role="waiting", highest=0)) == Decision("waiting", 0)


def test_a_lead_that_lost_its_memory_lets_the_other_candidate_go_first() -> None:
    forgot = replace(CALM, node="left", role="waiting", claim=LeadClaim(1, "left"), gone_us=NOW - 60 * SECOND_US)

    assert decide(forgot).role == "waiting"
    assert decide(replace(forgot, present=frozenset({"left"}))) == Decision("lead", 3)


@given(highest=st.integers(0, 10**6), candidates=st.integers(1, 2))
def test_no_epoch_can_be_claimed_by_two(highest: int, candidates: int) -> None:
    claimed = [next_epoch(highest, rank, candidates) for rank in range(candidates)]

    assert len(set(claimed)) == candidates
    assert all(highest < epoch <= highest + candidates for epoch in claimed)
    for rank, epoch in enumerate(claimed):
        for other, node in enumerate(NODES[:candidates]):
            assert is_credible(LeadClaim(epoch, node), NODES[:candidates], highest) == (other == rank)


@given(epoch=st.integers(-5, 10**7), highest=st.integers(1, 10**6))
def test_a_claim_far_beyond_all_others_is_none(epoch: int, highest: int) -> None:
    credible = any(is_credible(LeadClaim(epoch, node), NODES, highest) for node in NODES)

    assert credible == (1 <= epoch <= highest + MOST_AHEAD)


heard = st.builds(
    Heard,
    node=st.sampled_from((*NODES, "right")),
    candidates=st.just(NODES),
    role=st.sampled_from(("waiting", "lead", "follower")),
    own=st.integers(0, 6),
    claim=st.none() | st.builds(LeadClaim, st.integers(1, 6), st.sampled_from(NODES)),
    highest=st.integers(0, 6),
    now_us=st.just(NOW),
    begun_us=st.integers(0, NOW),
    reached_us=st.none() | st.integers(0, NOW),
    gone_us=st.none() | st.integers(0, NOW),
    present=st.frozensets(st.sampled_from((*NODES, "right"))),
    takeover_us=st.just(5 * SECOND_US),
)


@given(heard=heard)
def test_whatever_is_heard_who_begins_to_lead_claims_an_epoch_of_its_own_beyond_all_it_knows(heard: Heard) -> None:
    heard = replace(heard, highest=max(heard.highest, heard.own, heard.claim.epoch if heard.claim else 0))
    assume(heard.role != "lead" or heard.own)  # who leads does so in an epoch
    decision = decide(heard)

    if decision.role != "lead":
        return
    assert heard.node in NODES
    resumes = decision.epoch == heard.own
    assert resumes or decision.epoch > heard.highest
    if not resumes:
        assert (decision.epoch - 1) % 2 == NODES.index(heard.node)
    if heard.claim is not None and heard.claim.node != heard.node:
        assert decision.epoch > heard.claim.epoch or heard.own >= heard.claim.epoch


@pytest.mark.parametrize("epoch", [-1, 0, MOST_EPOCH + 1, 2**63 + 1, 2**64 - 1])
def test_an_epoch_beyond_bounds_is_nobodys_even_where_none_is_known(epoch: int) -> None:
    assert not any(is_credible(LeadClaim(epoch, node), NODES, 0) for node in NODES)
    assert is_credible(LeadClaim(1, "left"), NODES, 0)
