"""Messages that do not belong: refused, counted by why, and no replica is changed by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from tests.link.world import World
from wallboard.link.bus import BusMessage
from wallboard.link.fake_bus import FakeBus
from wallboard.link.messages import (
    MOST_BYTES,
    Beat,
    ControlSet,
    Head,
    LeadMessage,
    Rows,
    Sealer,
    Topics,
    WishMessage,
    batch_of,
    parts_of,
)
from wallboard.recording.batch import Batch

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
        self, topic: str, message: Rows | Head | LeadMessage | ControlSet | Beat | WishMessage
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


Made = Callable[[Tapped], tuple[str, bytes]]
HOSTILE: dict[str, tuple[str, Made]] = {
    "forged rows of no key": ("forged", lambda t: next_rows(t, 1, "a", b"")),
    "a forged lead of another key": ("forged", lambda t: lead(t, 2, "b", b"another key")),
    "a lead that is no candidate": ("not the lead", lambda t: lead(t, 2, "c")),
    "a lead of an epoch that is the other's": ("not the lead", lambda t: lead(t, 3, "b")),
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
