"""Answers nobody wrote by hand: nights of them from one seeded generator, sound, nearly sound and hostile."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from wallboard.core.contract.fields import FIELDS

START_US = 1_478_793_600_000_000
SECOND_US = 1_000_000
_START = datetime.fromtimestamp(START_US // SECOND_US, UTC)


class Bare(str):
    """A number as it stands in JSON, digit by digit."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Wild:
    """An answer: `touched` are the top-level fields that were spoiled; None: the bytes themselves were.

    `said` is the tree that was meant; of an answer whose bytes were spoiled it proves nothing.
    """

    body: bytes
    said: dict[str, Any]
    touched: frozenset[str] | None
    commit_us: int


def json_of(tree: object, *, ascii_only: bool) -> str:
    """JSON of a tree in which `Bare` numbers stand as they are."""
    if isinstance(tree, Bare):
        return str(tree)
    if isinstance(tree, dict):
        pairs = (
            f"{json.dumps(k, ensure_ascii=ascii_only)}:{json_of(v, ascii_only=ascii_only)}" for k, v in tree.items()
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(tree, list):
        return "[" + ",".join([json_of(v, ascii_only=ascii_only) for v in tree]) + "]"
    return json.dumps(tree, ensure_ascii=ascii_only)


STRANGE_TEXTS = (
    "", " ", "12", "-1", "NaN", "1e5", "1_000", "+5", "0x10", "١٢٣", "１２", "1,000", "5 ", "\n5", "9" * 30, "0.1.2",
    "<b>¥</b>", "<script>alert(1)</script>", "<img src=x>",
    "&lt;", "%s%n", "{0}", "../../etc/passwd", "\x00", "a\x00b",
    "\x1b[31mred\x1b[0m", "\ud800", "x\udfffy", "\u202eevil", "\u200b", "\ufeff", "\u2028", "e\u0301",
    "👨‍👩‍👧‍👦", "名" * 200,
    "W" * 200, "长" * 5000, "ÃƒÂ©", "æ\x9d\xadå·\x9e", "北京市", "浙江省", "null", "true", "𠮷野家",
    "ﷺ" * 40, "a b  c", "\t",
)  # fmt: skip
STRANGE_NUMBERS = tuple(
    Bare(text)
    for text in (
        "-1", "0", "-0", "0.0", "-0.0", "1.5", "0.005", "0.999999999999", "1e5", "1E2", "12e-1", "1e400", "-1e400",
        "1e-400",
        "1e999999999999", "1e18", "1e16", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "4611686018427387904", "4611686018427387905", "18446744073709551616", "10000000000000000", "10000000000000001",
        "9999999999999999.99", "99999999999999999999", "9" * 39, "9" * 40, "9" * 41, "9" * 5000,
        "0." + "9" * 60, "1" + "0" * 38,
        "NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "0x1", "1_0",
    )
)  # fmt: skip
TIMES = (
    "2016-11-11T00:06:58", "2016-11-11", "2016-11-11T25:00:00+08:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59Z",
    "1989-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2016-11-11T00:00:00+99:00", "midnight", "",
    "20161111T000658+0800", "2016-W45-5T00:06:58+08:00", "2016-11-11T00:06:58.123456789+08:00", "2016-11-11 00:06:58Z",
    "2016-11-11T00:06:58+08:00:30", "٢٠١٦-11-11T00:00:00Z", "1478793600",
)  # fmt: skip
CODES = ("330100", "110000", "北京", "杭州", "Hangzhou", "999999", "x", "广州市", "440300", "Suzhou", "上海市")
_WORDS = (
    "手机",
    "Phones",
    "耐克",
    "Nike",
    "优衣库",
    "小米",
    "家电",
    "O'Neill",
    "A&B",
    "Ünïcode",
    "ﬁ",
    "苹果 iPhone 7",
    "日本",
)


@dataclass
class WildNight:
    """A night of one endpoint: its true sum grows, and now and then it says something else."""

    chance: Random
    polls: int
    at_us: int = START_US
    commit_us: int = START_US
    fen: int = 0
    count: int = 0
    last: dict[str, Any] = field(default_factory=dict)

    def answers(self) -> Iterator[Wild]:
        """So many answers, oldest first."""
        chance = self.chance
        self.fen = chance.choice((0, 99, 99_999, 10**9 - 7, 10**12, 999_999_999_999, 9_999_999_999_999, 10**17))
        self.count = chance.choice((0, 9_999, 99_999_990, 2**53))
        shape = chance.sample(list(FIELDS)[2:], chance.randint(0, len(FIELDS) - 2))
        for _ in range(self.polls):
            self._pass()
            yield self._answer(self._document(shape))

    def _pass(self) -> None:
        chance = self.chance
        passed_us = chance.choice((0, 500_000, 2_000_000, 2_000_000, 2_000_000, 2_100_001, 9_000_000, 400_000_000))
        self.at_us += passed_us
        self.commit_us += max(passed_us, 1_000) + chance.randint(0, 90_000)
        self.fen += chance.choice((0, 1, 99, 137, 12_345, 10**6 + 1, 10**9, 2 * 10**10)) * (passed_us > 0)
        self.count += chance.randint(0, 70_000) * (passed_us > 0)

    def _document(self, shape: list[str]) -> dict[str, Any]:
        """What a sound source says now; at times one that falls, jumps, or lives in another time."""
        chance, fen, at_us = self.chance, self.fen, self.at_us
        mood = chance.random()
        if mood < 0.05:
            fen -= chance.randint(0, min(fen, 10**6))
        elif mood < 0.08:
            fen //= chance.choice((2, 10, 1000))
        elif mood < 0.11:
            fen = min(fen * chance.choice((2, 10)) + 10**13, 10**18)
        elif mood < 0.16:
            at_us += chance.choice((-1, -2_000_000, -60_000_000, 301_000_000, 3_600_000_000, 86_400_000_000 * 400, 0))
        elif mood < 0.17 and self.last:
            return self.last  # the same answer once more
        if mood > 0.97:  # a source that was set anew and stays so
            self.fen = fen = fen // chance.choice((1, 3)) + chance.choice((0, 10**12))
        said: dict[str, Any] = {"at": self._time(at_us), "gmv": self._amount(fen)}
        if chance.random() < 0.3:
            said["contract"] = "wallboard/1"
        for name in shape:
            if chance.random() < 0.95:
                said[name] = self._value(name, fen, at_us)
        self.last = said
        return said

    def _value(self, name: str, fen: int, at_us: int) -> Any:  # noqa: PLR0911 - a table by name
        chance = self.chance
        match name:
            case "simulated":
                return chance.random() < 0.1
            case "rate":
                return Bare(chance.choice(("1", "1", "1", "1.0", "0.5", "60", "100000")))
            case "sequence":
                return chance.randint(0, 2**62)
            case "currency":
                return "CNY" if chance.random() < 0.97 else "USD"
            case "mobile_share":
                share = f"{chance.randint(0, 10**6) / 10**6:.{chance.randint(0, 6)}f}"
                return Bare(share) if chance.random() < 0.5 else share
            case "cities":
                keys = chance.sample(CODES, chance.randint(0, 6))
                return [{"code": key, "gmv": self._amount(self._part(fen))} for key in keys]
            case "selling_to_china" | "buying_from_china":
                keys = chance.sample(("US", "RU", "JP", "de", "XX", "Q"), chance.randint(0, 5))
                return [{"country": key, "gmv": self._amount(self._part(fen))} for key in keys]
            case "categories":
                return [item | {"top": self._ranked(fen)} for item in self._ranked(fen)]
            case "best_selling_brands":
                return self._ranked(fen)
            case "audience":
                keys = chance.sample(("youku", "tv", "app", "web"), chance.randint(0, 4))
                return [{"channel": key, "name": self._name(), "viewers": chance.randint(0, 10**8)} for key in keys]
            case "engagement":
                return {"shakes": self._count()} | {word: chance.randint(0, 99) for word in chance.sample(_WORDS, 2)}
            case "milestones":
                sums = {chance.choice((10**9, 10**11, self._part(fen))) for _ in range(chance.randint(0, 3))}
                sums = {one // 10_000 * 10_000 for one in sums}  # no two that are one when written shorter
                return [{"gmv": self._amount(one), "at": self._time(at_us - chance.randint(0, 10**8))} for one in sums]
        return self._count() if chance.random() < 0.9 else chance.choice((0, 2**53 + 1, 2**62))

    def _count(self) -> int:
        fallen = self.chance.random() < 0.06
        return max(0, self.count - self.chance.randint(1, 10**4)) if fallen else self.count

    def _part(self, fen: int) -> int:
        return fen // self.chance.randint(1, 30) if self.chance.random() < 0.9 else self.chance.randint(0, 10**13)

    def _ranked(self, fen: int) -> list[dict[str, Any]]:
        keys = self.chance.sample(("apple", "nike", "a", "7", "z" * 30, "小米"), self.chance.randint(0, 4))
        return [{"id": key, "name": self._name(), "gmv": self._amount(self._part(fen))} for key in keys]

    def _name(self) -> Any:
        chance = self.chance
        word = chance.choice(_WORDS)
        return chance.choice((word, {"zh": word}, {"en": word}, {"zh": word, "en": chance.choice(_WORDS)}))

    def _amount(self, fen: int) -> Any:
        """Yuan in one of the ways in which they may be written; at times with more places than there are fen."""
        yuan, cents = divmod(fen, 100)
        form = self.chance.random()
        if form < 0.5:
            return f"{yuan}.{cents:02d}"
        if form < 0.7:
            return Bare(f"{yuan}.{cents:02d}")
        if form < 0.8:
            return f"{yuan}.{cents:02d}{self.chance.randint(0, 9999):04d}"
        if form < 0.9:
            return Bare(f"{fen}e-2")
        return yuan if self.chance.random() < 0.5 else str(yuan)

    def _time(self, at_us: int) -> str:
        moment = _START + timedelta(microseconds=at_us - START_US)
        offset = self.chance.choice((0, 0, 8, -5))
        return (moment + timedelta(hours=offset)).replace(tzinfo=None).isoformat() + (
            f"{offset:+03d}:00" if offset else "Z"
        )

    def _answer(self, said: dict[str, Any]) -> Wild:
        """The document as it arrives: as it is, with a field or an item spoiled, or with its bytes spoiled."""
        chance = self.chance
        ascii_only = chance.random() < 0.5
        fate = chance.random()
        touched: set[str] | None = set()
        if 0.45 <= fate < 0.85:
            said = dict(said)
            for _ in range(1 if chance.random() < 0.8 else chance.randint(2, 4)):
                touched = {*(touched or ()), spoil(chance, said, within=fate >= 0.68)}
        try:
            body = json_of(said, ascii_only=ascii_only).encode()
        except UnicodeEncodeError:  # a lone surrogate travels only as an escape
            body = json_of(said, ascii_only=True).encode()
        if fate >= 0.85:
            body, touched = chance.choice(DAMAGES)(chance, body), None
        return Wild(body, said, None if touched is None else frozenset(touched), self.commit_us)


def anything(chance: Random, depth: int = 0) -> Any:
    """Any value at all."""
    kind = chance.randrange(9 if depth < 3 else 6)
    if kind < 2:
        return chance.choice(STRANGE_NUMBERS)
    if kind < 4:
        return chance.choice(STRANGE_TEXTS)
    if kind == 4:
        return chance.choice((None, True, False, [], {}, [[]], {"": None}))
    if kind == 5:
        return chance.choice(TIMES)
    if kind == 6:
        return [anything(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(("gmv", "at", "name", "zh", "\ud800", "x")): anything(chance, depth + 1) for _ in range(2)}


def spoil(chance: Random, said: dict[str, Any], *, within: bool) -> str:
    """Change one field of a document (or, `within` a list, one of its items) or leave it out; which field it was."""
    lists = [name for name in said if isinstance(said[name], list) and said[name]]
    if within and lists:
        name = chance.choice(lists)
        items = list(said[name])
        index = chance.randrange(len(items))
        item = items[index]
        if isinstance(item, dict) and item and chance.random() < 0.8:
            key = chance.choice(sorted(item))
            items[index] = {k: v for k, v in item.items() if k != key}
            if chance.random() < 0.8:
                items[index][key] = anything(chance)
        else:
            items[index] = chance.choice((anything(chance), items[0]))
        said[name] = items
        return name
    name = chance.choice((*FIELDS, "contract", "extra"))
    if chance.random() < 0.1:
        said.pop(name, None)
    else:
        said[name] = chance.choice(TIMES) if name == "at" and chance.random() < 0.7 else anything(chance)
    return name


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randint(0, len(body))]


def _altered(chance: Random, body: bytes) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(made) + 1)
        made[place : place + chance.randint(0, 2)] = chance.choice(
            (
                b"0",
                b"9",
                b".",
                b"-",
                b"e",
                b"\xff",
                b"\x00",
                b'"',
                b",",
                b"\\",
                b"\\ud800",
                b"{",
                b"]",
                b" ",
                b"\xe4",
                b"",
            )
        )
    return bytes(made)


def _flipped(chance: Random, body: bytes) -> bytes:
    made = bytearray(body)
    for _ in range(chance.randint(1, 3)):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _key_twice(chance: Random, body: bytes) -> bytes:
    key = chance.choice(
        (b'"gmv":"1"', b'"at":"2016-11-11T00:00:00Z"', b'"x":1,"x":2', b'"extra":{"a":1,"a":1}', b'"gmv":1')
    )
    return body[:-1] + b"," + key + b"}"


def _deep(chance: Random, body: bytes) -> bytes:
    depth = chance.choice((28, 31, 32, 33, 200, 5000))
    opened, closed = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return body[:-1] + b',"extra":' + opened * depth + b"1" + closed * depth + b"}"


def _doubled(chance: Random, body: bytes) -> bytes:
    at, to = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    return body[:to] + body[at:to] + body[to:]


def _coded(chance: Random, body: bytes) -> bytes:
    text = body.decode()
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-32", "gb18030", "utf-8-sig", "utf-7")))


Damage = Callable[[Random, bytes], bytes]
DAMAGES: tuple[Damage, ...] = (
    _cut,
    _altered,
    _altered,
    _altered,
    _flipped,
    _flipped,
    _key_twice,
    _deep,
    _doubled,
    _coded,
    lambda chance, body: body.replace(b":", b":" + bytes(chance.choice(STRANGE_NUMBERS), "ascii") + b",", 1),
    lambda chance, body: body + chance.choice((b"}", b"\n\n", b"x", b"\x00", body, b" ")),
    lambda chance, body: chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b" \t\r\n", b")]}',\n")) + body,
    lambda chance, _: chance.choice((b"", b"<html>Log in</html>", b"[]", b"null", b'"ok"', b"{}", b"0", b"\xff" * 99)),
    lambda chance, _: chance.randbytes(chance.randint(0, 200)),
    lambda _, body: gzip.compress(body, 1),
    lambda _, body: body.decode().encode().decode("latin-1").encode(),  # mojibake: still UTF-8, and not what was meant
)
