"""Whether the broker is reached: by the connection, and by what comes through it."""

from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.instants import SECOND_US
from wallboard.link.broker_reach import MUTE_US, BrokerReach
from wallboard.link.bus import Contact

WHEN_US = 50 * SECOND_US


def test_a_connection_is_met_once_and_lost_once() -> None:
    reach, contact = BrokerReach(), Contact()
    assert reach.connected(contact, WHEN_US) is None
    contact.reached, contact.times = True, 1
    assert [reach.connected(contact, WHEN_US + k) for k in range(2)] == ["met", None]
    assert reach.since_us == WHEN_US
    contact.reached = False
    assert [reach.connected(contact, WHEN_US + k) for k in range(2)] == ["lost", None]
    assert reach.since_us is None


def test_a_connection_that_was_made_anew_between_two_looks_is_met_again() -> None:
    reach, contact = BrokerReach(), Contact(reached=True, times=1)
    reach.connected(contact, WHEN_US)
    contact.times = 2
    assert reach.connected(contact, WHEN_US + 9) == "met"
    assert reach.since_us == WHEN_US + 9


def test_a_mute_broker_is_lost_and_met_when_it_is_heard_again() -> None:
    reach, contact = BrokerReach(), Contact(reached=True, times=1)
    reach.connected(contact, WHEN_US)
    assert reach.heard(contact, WHEN_US + MUTE_US, anything=False) is None
    assert reach.heard(contact, WHEN_US + MUTE_US + 1, anything=False) == "lost"
    assert reach.connected(contact, WHEN_US + MUTE_US + 2) is None
    assert reach.heard(contact, WHEN_US + 2 * MUTE_US, anything=True) == "met"


@given(st.lists(st.tuples(st.integers(1, 2 * MUTE_US), st.booleans())))
def test_it_is_reached_as_long_as_nothing_is_missed_for_too_long(heard: list[tuple[int, bool]]) -> None:
    reach, contact = BrokerReach(), Contact(reached=True, times=1)
    reach.connected(contact, 0)
    now_us = last_us = 0
    for later_us, anything in heard:
        now_us += later_us
        last_us = now_us if anything else last_us
        reach.heard(contact, now_us, anything=anything)
        assert (reach.since_us is not None) == (now_us - last_us <= MUTE_US)
