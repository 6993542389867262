"""A batch of committed transactions: what travels from a recording to its copies, and the hash of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from wallboard.recording.schema import COUNTED, PAYLOADS

Row = list[Any]
Table = tuple[tuple[str, ...], list[Row]]
"""The names of the columns, and the rows."""

CHAIN_BYTES: Final = 16
STATE_KEYS: Final = ("standing", "parts")
"""The rows of `meta` in which the judge's state lies: a collector that goes on elsewhere needs them."""


class Begin(msgspec.Struct, array_like=True, frozen=True):
    """How a segment begins: its `meta`, and the columns of the operator's own metrics."""

    meta: dict[str, str | int]
    own: tuple[str, ...] = ()


class Batch(msgspec.Struct, array_like=True, frozen=True):
    """All that was committed after `prev_us` up to `commit_us` (recording time), within one segment.

    `begin` comes with the first rows of a segment. `said` are sessions by id and whether they are simulations, which
    is written into them later. `state` is the judge's, where it is known. `chain` is the hash of all rows of the
    segment up to here.
    """

    segment: int
    prev_us: int
    commit_us: int
    tables: dict[str, Table]
    said: dict[int, int | None]
    state: dict[str, str]
    chain: bytes
    begin: Begin | None = None


Group = dict[str, list[Row]]
"""The rows of one transaction by their tables."""


def chained(chain: bytes, groups: Iterator[Group] | list[Group]) -> bytes:
    """The hash of a segment's rows after some more transactions."""
    for group in groups:
        told = msgspec.msgpack.encode([(table, rows) for table, rows in sorted(group.items()) if rows])
        chain = hashlib.blake2b(told, key=chain, digest_size=CHAIN_BYTES).digest()
    return chain


def groups_of(tables: Mapping[str, Table]) -> list[tuple[int, Group]]:
    """The transactions that the rows of a batch come from, by their commits.

    Raises ValueError: there are no such columns, or a payload of no answer.
    """
    found: dict[int, Group] = {}
    answers: dict[int, int] = {}
    for table in (*COUNTED, *PAYLOADS):
        columns, rows = tables.get(table, ((), []))
        if not rows:
            continue
        at = columns.index("answer_id" if table in PAYLOADS else "commit_us")
        for row in rows:
            commit_us = answers.get(row[at], -1) if table in PAYLOADS else row[at]
            if commit_us < 0:
                msg = "holds a payload of no answer"
                raise ValueError(msg)
            found.setdefault(commit_us, {}).setdefault(table, []).append(row)
        if table == "answer":
            number = columns.index("id")
            answers = {row[number]: row[at] for row in rows}
    return sorted(found.items())
