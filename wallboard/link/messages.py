"""What machines of a wall say to each other: the topics, the messages, and the seal by which they are known."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import zstandard

from wallboard.recording.batch import Batch

MOST_BYTES: Final = 256 * 1024
"""Of a payload; what is larger is not read."""
PART_BYTES: Final = 200_000
"""Of the rows in one message: a larger transaction is cut into parts."""
MOST_PARTS: Final = 256
MOST_UNPACKED: Final = 64 * 2**20
_MOST_UNDER_WAY: Final = 8
"""Batches of which some parts have come."""
_MAGIC: Final = b"WB1"
_SEAL_BYTES: Final = 16
_HEAD: Final = len(_MAGIC) + _SEAL_BYTES
_KEYLESS: Final = b"wallboard"


class Refused(Exception):  # noqa: N818 - it is no error, but an answer
    """A message that is not taken; `why` is one word for the counts."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one wall."""

    wall: str

    def __post_init__(self) -> None:
        assert "/" not in self.wall, "the configuration sees to it"

    @property
    def _base(self) -> str:
        return f"wallboard/1/{self.wall}"

    @property
    def lead(self) -> str:
        """Who leads."""
        return f"{self._base}/lead"

    @property
    def rows(self) -> str:
        """The rows of the recording as they are committed."""
        return f"{self._base}/rows"

    @property
    def head(self) -> str:
        """How far the lead's recording goes."""
        return f"{self._base}/head"

    @property
    def control(self) -> str:
        """What the lead's operator has set."""
        return f"{self._base}/control"

    @property
    def ask(self) -> str:
        """Questions to the lead."""
        return f"{self._base}/ask"

    @property
    def request(self) -> str:
        """Actions that another machine's operator asks for."""
        return f"{self._base}/request"

    def to(self, node: str) -> str:
        """Answers to one machine."""
        return f"{self._base}/to/{node}"

    def node(self, node: str) -> str:
        """How a machine is doing."""
        return f"{self._base}/node/{node}"


class LeadMessage(msgspec.Struct, array_like=True, frozen=True, tag="lead"):
    """`node` leads since `epoch` began; `history`: of each known epoch the newest commit that its lead took over.

    `goes_on`: it goes on with a replay that another machine began.
    """

    epoch: int
    node: str
    recording: str
    history: tuple[tuple[int, int], ...]
    goes_on: bool = False


class Rows(msgspec.Struct, array_like=True, frozen=True, tag="rows"):
    """Part `part` of `parts` of a packed batch that ends at `commit_us`."""

    epoch: int
    node: str
    prev_us: int
    commit_us: int
    part: int
    parts: int
    data: bytes


class Head(msgspec.Struct, array_like=True, frozen=True, tag="head"):
    """The newest row of the lead's recording: its segment, its commit, and the hash of the segment's rows."""

    epoch: int
    node: str
    segment: int
    commit_us: int
    chain: bytes


class ControlSet(msgspec.Struct, array_like=True, frozen=True, tag="control"):
    """Row `number` of the lead's journal, in force from `from_us` (UTC), which is `mono_us` of the lead's other clock.

    `state` is the control state as of then, its playhead anchored in recording time.
    """

    epoch: int
    node: str
    number: int
    from_us: int
    mono_us: int
    recording_us: int
    action: str
    argument: str
    state: str


class Ask(msgspec.Struct, array_like=True, frozen=True, tag="ask"):
    """A machine wants the rows after `after_us`, at most `window` messages of them."""

    node: str
    after_us: int
    window: int
    number: int


class Ping(msgspec.Struct, array_like=True, frozen=True, tag="ping"):
    """A machine asks for the lead's clock, at `sent_us` of its own monotonic one."""

    node: str
    sent_us: int


class Pong(msgspec.Struct, array_like=True, frozen=True, tag="pong"):
    """By the lead's monotonic clock the ping came at `got_us`, and this was said at `lead_us`.

    Its newest session began at `session_us` (recording time); in a replay that is by how much the wall's time is ahead
    of the lead's monotonic clock.
    """

    epoch: int
    node: str
    sent_us: int
    got_us: int
    lead_us: int
    session_us: int


class Beat(msgspec.Struct, array_like=True, frozen=True, tag="beat"):
    """How a machine is doing; `since` tells its starts apart, `count` its beats. Not `up`: it has been lost."""

    node: str
    since: int
    count: int
    up: bool
    role: str = ""
    epoch: int = 0
    commit_us: int = 0
    offset_us: float | None = None
    lag_us: int | None = None
    frames: int = 0
    frames_per_s: int = 0
    alarms: tuple[str, ...] = ()
    refused: int = 0


class WishMessage(msgspec.Struct, array_like=True, frozen=True, tag="wish"):
    """An action that is asked for on another machine, as `recording.requests` has it; `argument` is JSON."""

    node: str
    id: str
    who: str
    action: str
    argument: str
    canvas: str
    revision: int | None
    due_us: int
    age_us: int


AnyMessage = LeadMessage | Rows | Head | ControlSet | Ask | Ping | Pong | Beat | WishMessage
_DECODER: Final = msgspec.msgpack.Decoder(AnyMessage)
_BATCHES: Final = msgspec.msgpack.Decoder(Batch)


class Sealer:
    """Signs and checks payloads; without a key the seal only shows what was torn or changed by accident."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = hashlib.blake2b(key, digest_size=32).digest() if key else _KEYLESS

    def sealed(self, topic: str, message: AnyMessage) -> bytes:
        """The payload of a message under a topic; under another one it is worth nothing."""
        body = msgspec.msgpack.encode(message)
        return _MAGIC + self._seal(topic, body) + body

    def opened(self, topic: str, payload: bytes) -> AnyMessage:
        """The message of a payload. Raises Refused."""
        if len(payload) > MOST_BYTES:
            raise Refused(why="oversized")
        if len(payload) <= _HEAD or not payload.startswith(_MAGIC):
            raise Refused(why="malformed")
        body = payload[_HEAD:]
        if not hmac.compare_digest(payload[len(_MAGIC) : _HEAD], self._seal(topic, body)):
            raise Refused(why="forged")
        try:
            message: AnyMessage = _DECODER.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Refused(why="malformed") from None
        return message

    def _seal(self, topic: str, body: bytes) -> bytes:
        told = topic.encode() + b"\0" + body
        return hashlib.blake2b(told, key=self._key, digest_size=_SEAL_BYTES).digest()


def parts_of(batch: Batch, epoch: int, node: str) -> Iterator[Rows]:
    """The messages that carry a batch."""
    data = zstandard.ZstdCompressor(level=1).compress(msgspec.msgpack.encode(batch))
    parts = max(1, -(-len(data) // PART_BYTES))
    for part in range(parts):
        cut = data[part * PART_BYTES : (part + 1) * PART_BYTES]
        yield Rows(epoch, node, batch.prev_us, batch.commit_us, part, parts, cut)


def batch_of(data: bytes) -> Batch:
    """The batch that was packed. Raises Refused."""
    try:
        if not 0 <= zstandard.frame_content_size(data) <= MOST_UNPACKED:
            raise Refused(why="oversized")
        return _BATCHES.decode(zstandard.ZstdDecompressor().decompress(data, max_output_size=MOST_UNPACKED))
    except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Refused(why="malformed") from None


class Parts:
    """Puts the parts of batches together, in whatever order and however often they come.

    Parts that say another epoch, commit or number of parts belong to another batch and spoil no one's.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[int, int, int], dict[int, bytes]] = {}

    def add(self, rows: Rows) -> bytes | None:
        """The whole, once its last part is there. Raises Refused."""
        if not (0 < rows.parts <= MOST_PARTS and 0 <= rows.part < rows.parts):
            raise Refused(why="malformed")
        if rows.parts == 1:
            return rows.data
        named = rows.epoch, rows.commit_us, rows.parts
        found = self._found.setdefault(named, {})
        found.setdefault(rows.part, rows.data)
        if len(found) < rows.parts:
            self._make_room()
            return None
        del self._found[named]
        return b"".join(found[part] for part in range(rows.parts))

    def _make_room(self) -> None:
        """Let go of the oldest, of which a part was lost: the gap is asked for."""
        while len(self._found) > 1 and (len(self._found) > _MOST_UNDER_WAY or self._bytes > MOST_UNPACKED):
            del self._found[next(iter(self._found))]

    @property
    def _bytes(self) -> int:
        return sum(len(data) for found in self._found.values() for data in found.values())
