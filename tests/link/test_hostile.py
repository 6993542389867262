"""Messages that do not belong: refused, counted by why, and no replica is changed by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zstandard
from msgspec.structs import replace

from tests.link.world import World
from tests.recording.orphans import orphans_in
from tests.recording.rig import START_US
from wallboard.actions.control import Control
from wallboard.link.bus import BusMessage
from wallboard.link.fake_bus import FakeBus
from wallboard.link.messages import (
    MOST_BYTES,
    Ask,
    Beat,
    ControlSet,
    Head,
    LeadMessage,
    Pong,
    Rows,
    Sealer,
    Topics,
    WishMessage,
    batch_of,
    parts_of,
)
from wallboard.recording.batch import Batch
from wallboard.recording.journal import Journal
from wallboard.recording.linked_folder import LinkWatch

TOPICS = Topics(World.wall)
KEY = b"a key of the wall"


@dataclass
class Tapped:
    """A wall that has run for a while, what went over its wire, and somebody who can publish there."""

    world: World
    heard: list[BusMessage]
    stranger: FakeBus
    sealer: Sealer

    def last(self, topic: str) -> BusMessage:
        return [message for message in self.heard if message.topic == topic][-1]

    def rows(self) -> tuple[Rows, Batch]:
        """The newest rows that were sent, and what is in them."""
        told = self.sealer.opened(TOPICS.rows, self.last(TOPICS.rows).payload)
        assert isinstance(told, Rows)
        return told, batch_of(told.data)

    def sealed(
        self, topic: str, message: Rows | Head | LeadMessage | ControlSet | Beat | WishMessage | Pong
    ) -> tuple[str, bytes]:
        return topic, self.sealer.sealed(topic, message)


@pytest.fixture(scope="module")
def tapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tapped]:
    world = World(tmp_path_factory.mktemp("wall"), key=KEY)
    world.start()
    stranger = world.broker.bus("stranger")
    queue = stranger.subscribe((*(getattr(TOPICS, n) for n in ("lead", "rows", "head", "control")), TOPICS.node("+")))
    stranger.presence(TOPICS.node("stranger"), b"")
    world.run(10.4)
    heard = []
    while not queue.empty():
        heard.append(queue.get_nowait())
    world._polled_us += 10**12  # nothing is collected from now on
    yield Tapped(world, heard, stranger, Sealer(KEY))
    world.close()


def changed(tapped: Tapped, **fields: object) -> tuple[str, bytes]:
    rows, _ = tapped.rows()
    return tapped.sealed(TOPICS.rows, replace(rows, **fields))


def next_rows(tapped: Tapped, epoch: int, node: str, key: bytes) -> tuple[str, bytes]:
    """Rows that would follow, as somebody says who knows everything but the key."""
    _, batch = tapped.rows()
    columns, answers = batch.tables["answer"]
    at, number = columns.index("commit_us"), columns.index("id")
    row = [*answers[-1]]
    row[at], row[number] = batch.commit_us + 1_000_000, row[number] + 1
    follows = Batch(batch.segment, batch.commit_us, row[at], {"answer": (columns, [row])}, {}, {}, b"x" * 16)
    (rows,) = parts_of(follows, epoch, node)
    return TOPICS.rows, Sealer(key).sealed(TOPICS.rows, rows)


def lead(tapped: Tapped, epoch: int, node: str, key: bytes = KEY) -> tuple[str, bytes]:
    return TOPICS.lead, Sealer(key).sealed(TOPICS.lead, LeadMessage(epoch, node, "another", ((epoch, 0),)))


def sealed_raw(tapped: Tapped, topic: str, body: bytes) -> bytes:
    """Any bytes under a seal that is right, as only somebody with the key can make."""
    return b"WB1" + tapped.sealer._seal(topic, body) + body


BOMB = zstandard.ZstdCompressor().compress(bytes(80 * 2**20))


Made = Callable[[Tapped], tuple[str, bytes]]
HOSTILE: dict[str, tuple[str, Made]] = {
    "forged rows of no key": ("forged", lambda t: next_rows(t, 1, "a", b"")),
    "a forged lead of another key": ("forged", lambda t: lead(t, 2, "b", b"another key")),
    "a lead that is no candidate": ("not the lead", lambda t: lead(t, 2, "c")),
    "a lead of an epoch that is the other's": ("not the lead", lambda t: lead(t, 3, "b")),
    "a lead of the largest epoch there can be": ("not the lead", lambda t: lead(t, 2**63 + 1, "a")),
    "a lead of an epoch far away": ("not the lead", lambda t: lead(t, 10_001, "a")),
    "rows of an epoch that is over": ("stale", lambda t: next_rows(t, 0, "a", KEY)),
    "rows of a machine that does not lead": ("not the lead", lambda t: next_rows(t, 1, "b", KEY)),
    "rows whose hash is another": ("differs", lambda t: next_rows(t, 1, "a", KEY)),
    "rows of other times than their envelope": ("malformed", lambda t: changed(t, prev_us=5)),
    "a part of more than there can be": ("malformed", lambda t: changed(t, part=7, parts=5)),
    "rows that are cut off within": ("malformed", lambda t: changed(t, data=t.rows()[0].data[:-9])),
    "rows that are no archive": ("malformed", lambda t: changed(t, data=b"\x00" * 40)),
    "a message that is cut off": ("forged", lambda t: (TOPICS.rows, t.last(TOPICS.rows).payload[:-3])),
    "a message without a seal": ("malformed", lambda t: (TOPICS.rows, b"{}")),
    "a message larger than any": ("oversized", lambda t: (TOPICS.rows, b"WB1" + bytes(MOST_BYTES))),
    "a message of another wall": (
        "forged", lambda t: (TOPICS.rows, t.sealer.sealed(Topics("other").rows, t.rows()[0]))
    ),
    "rows under the topic of the lead": ("forged", lambda t: (TOPICS.lead, t.last(TOPICS.rows).payload)),
    "a head under the topic of the rows": (
        "misplaced", lambda t: t.sealed(TOPICS.rows, Head(1, "a", 1, t.rows()[1].commit_us, b""))
    ),
    "a head of another hash": ("differs", lambda t: t.sealed(TOPICS.head, Head(1, "a", 1, t.rows()[1].commit_us, b""))),
    "a beat in another's name": ("misplaced", lambda t: t.sealed(TOPICS.node("b"), Beat("c", 1, 1, True))),
    "a control state of the far future": (
        "future", lambda t: t.sealed(TOPICS.control, ControlSet(1, "a", 9, 10**15 * 2, 10**15, 0, "take", "{}", "[]"))
    ),
    "a clock that is a year off": (
        "stale", lambda t: t.sealed(TOPICS.to("c"), Pong(1, "a", 0, 31_536_000 * 10**6, 31_536_000 * 10**6, 0))
    ),
    "a part of a batch that says it has none": ("malformed", lambda t: changed(t, part=0, parts=0)),
    "a part of a number below zero": ("malformed", lambda t: changed(t, part=-1, parts=2)),
    "a batch that unpacks to more than there is room for": ("oversized", lambda t: changed(t, data=BOMB)),
    "a beat of a name that is none": (
        "malformed", lambda t: t.sealed(TOPICS.node("\u202ec"), Beat("\u202ec", 1, 1, True))
    ),
    "numbers beyond all bounds": (
        "malformed", lambda t: (TOPICS.rows, sealed_raw(t, TOPICS.rows, b"\x97\xa4rows\xcf" + b"\xff" * 40))
    ),
    "nesting without end": ("malformed", lambda t: (TOPICS.rows, sealed_raw(t, TOPICS.rows, b"\x91" * 100_000))),
    "a control state that is none": (
        "malformed", lambda t: t.sealed(TOPICS.control, ControlSet(1, "a", 9, 10**15 * 2, 0, 0, "take", "{}", "[]"))
    ),
}  # fmt: skip


@pytest.mark.parametrize(("why", "make"), HOSTILE.values(), ids=HOSTILE)
def test_what_does_not_belong_is_refused_and_counted_and_changes_nothing(tapped: Tapped, why: str, make: Made) -> None:
    world, follower = tapped.world, tapped.world["c"]
    before = {name: machine.digest for name, machine in world.machines.items()}
    assert follower.link is not None
    counted = follower.link.refusals.counts.get(why, 0)

    tapped.stranger.publish(*make(tapped))
    world.run(0.2)

    assert follower.link.refusals.counts.get(why, 0) == counted + 1
    assert {name: machine.digest for name, machine in world.machines.items()} == before
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.run(1.2)
    assert follower.link.state.refused[why] >= 1  # what `S` names


def test_everything_that_was_said_may_be_said_again_and_nothing_changes(tapped: Tapped) -> None:
    world = tapped.world
    before = {name: machine.digest for name, machine in world.machines.items()}

    for message in tapped.heard:
        tapped.stranger.publish(message.topic, message.payload)
    world.run(2)

    assert {name: machine.digest for name, machine in world.machines.items()} == before
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}


def test_a_wish_of_long_ago_is_not_put_before_the_lead_and_one_of_now_is_once(tapped: Tapped) -> None:
    now = WishMessage("c", "a" * 12, "keyboard", "blackout", "{}", "", None, 0, 1_000)
    late = replace(now, age_us=60_000_000)

    for wish in (late, now, now):
        tapped.stranger.publish(*tapped.sealed(TOPICS.request, wish))
    tapped.world.run(0.2)

    lead_link = tapped.world["a"].link
    assert lead_link is not None
    assert lead_link.refusals.counts["late"] == 1
    assert (tapped.world["a"].folder / "requests-link.db").exists()


@pytest.mark.parametrize("why", ["its time of day lies far ahead", "its number is the largest", "both"])
def test_what_is_set_for_now_under_a_far_time_or_number_blocks_nothing_that_is_set_later(
    tmp_path: Path, why: str
) -> None:
    world = World(tmp_path, key=KEY)
    sealer, stranger = Sealer(KEY), world.broker.bus("stranger")
    stranger.presence(TOPICS.node("stranger"), b"")
    world["a"].skew_us = 3_600_000_000
    world.start()
    world.run(8)
    number = 2**60 if why != "its time of day lies far ahead" else 1
    from_us = START_US + 4 * 10**15 if why != "its number is the largest" else START_US
    lie = ControlSet(1, "a", number, from_us, world["a"].mono_us(), 0, "take", "{}", Control(layout="map").to_json())
    stranger.publish(TOPICS.control, sealer.sealed(TOPICS.control, lie))
    world.run(1)
    with Journal(world["a"].folder) as journal:
        at_us = world["a"].utc_us() + 300_000
        journal.write(at_us, at_us, "blackout", "{}", Control(blackout=True).to_json())
        world.run(1)

    watch = LinkWatch(world["c"].folder, world["c"].mono_us)
    assert [Control.from_json(row.state).blackout for row in watch.control()] == [True]
    world.close()


def test_questions_without_end_are_bounded_and_change_nothing(tapped: Tapped) -> None:
    world, lead_link = tapped.world, tapped.world["a"].link
    assert lead_link is not None
    before = {name: machine.digest for name, machine in world.machines.items()}
    asks = [Ask(f"x{number}", 0, 2**40, number) for number in range(500)]
    asks += [Ask("c", 0, -5, number) for number in range(200)] + [Ask("a/../b", 0, 1, 1), Ask("+", 0, 1, 1)]
    for ask in asks:
        tapped.stranger.publish(TOPICS.ask, tapped.sealer.sealed(TOPICS.ask, ask))
    world.run(0.5)

    assert lead_link.leading is not None
    assert lead_link.refusals.counts["too many"] > 400
    assert lead_link.refusals.counts["malformed"] >= 2
    world.run(3)
    assert {name: machine.digest for name, machine in world.machines.items()} == before


@pytest.mark.parametrize("rubbish", [b"", b"\0", b"\xff" * 400, b"WB1" + bytes(16), b"{}", bytes(MOST_BYTES + 1)])
def test_rubbish_that_the_broker_keeps_under_every_topic_keeps_no_machine_out(tmp_path: Path, rubbish: bytes) -> None:
    world = World(tmp_path, key=KEY)
    stranger = world.broker.bus("stranger")
    stranger.presence(TOPICS.node("stranger"), b"")
    kept = (TOPICS.lead, TOPICS.rows, TOPICS.head, TOPICS.control, TOPICS.ask, TOPICS.request)
    topics = (*kept, *(TOPICS.to(name) for name in "abc"), *(TOPICS.node(name) for name in "abc"))
    for topic in topics:
        stranger.publish(topic, rubbish, keep=True)
    world.start()
    world.run(8)
    for topic in topics:
        stranger.publish(topic, rubbish, keep=True)
    world.run(4)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world["c"].kill_link()
    world["c"].start()  # who comes now finds what the lead has said anew
    world.run(4)
    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    world.settle()
    assert len({machine.digest for machine in world.machines.values()}) == 1
    world.close()


def test_ten_thousand_names_leave_room_for_the_candidates_and_for_who_comes_later(tmp_path: Path) -> None:
    world = World(tmp_path, key=KEY)
    sealer, stranger = Sealer(KEY), world.broker.bus("stranger")
    stranger.presence(TOPICS.node("stranger"), b"")
    world["c"].start()
    for number in range(10_000):
        name = f"n{number}"
        stranger.publish(TOPICS.node(name), sealer.sealed(TOPICS.node(name), Beat(name, 1, 1, True)))
        if number % 500 == 0:
            world.run(0.02)
    world.run(1)
    world["a"].start()
    world["b"].start()
    world.run(12)

    assert world.roles() == {"a": "lead", "b": "follower", "c": "follower"}
    for name in "abc":
        link = world[name].link
        assert link is not None
        assert {machine.node for machine in link.state.machines if machine.up} == {"a", "b", "c"}
        assert len(link.state.machines) <= 110
        assert not orphans_in(world[name].folder)
    world.close()
