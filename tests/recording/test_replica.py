"""Replicas: whole, byte for byte; what does not belong changes nothing; what diverged is kept."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recording.orphans import orphans_in
from tests.recording.rig import Clock, Hand, body, record, recorder
from tests.recording.rows_digest import rows_digest
from wallboard.core.errors import RecordingError
from wallboard.recording.batch import Batch, groups_of
from wallboard.recording.reader import RecordingReader
from wallboard.recording.replica import BatchRefusedError, Replica, bring_to_disk, last_commit, set_epoch
from wallboard.recording.transactions import TransactionTail


def batches(folder: Path, after_us: int = 0) -> list[Batch]:
    """All that a tail says of a recording."""
    tail = TransactionTail(folder, after_us)
    found: list[Batch] = []
    for _ in range(200):
        found.extend(tail.poll())
    tail.close()
    return found


def replicate(source: Path, target: Path, epoch: int = 1) -> None:
    replica = Replica(target)
    for batch in batches(source, replica.last_us):
        replica.take(batch, epoch)
    replica.close()


def alone(folder: Path) -> list[Batch]:
    """A recording's transactions, each by itself, in the order of their commits."""
    tail = TransactionTail(folder)
    found: list[Batch] = []
    with recorder(folder, clock := Clock()) as opened:
        hand = Hand(opened, clock)
        for n in range(12):
            clock.pass_s(2)
            hand.take(body(2 * n, 100 * n))
            found.extend(tail.poll())
    tail.close()
    return found


def test_what_follows_many_known_rows_is_found_without_a_commit_in_between(tmp_path: Path) -> None:
    stamps = record(tmp_path, 700)
    tail = TransactionTail(tmp_path, stamps[-10].commit_us)

    found = [batch for _ in range(3) for batch in tail.poll()]
    tail.close()

    assert [commit for batch in found for commit, _ in groups_of(batch.tables)] == [s.commit_us for s in stamps[-9:]]
    assert found[-1].chain == batches(tmp_path)[-1].chain


@pytest.mark.parametrize("count", [1, 40, 270])
def test_a_replica_holds_every_row_of_the_recording_and_nothing_else(tmp_path: Path, count: int) -> None:
    record(tmp_path / "lead", count)

    replicate(tmp_path / "lead", tmp_path / "copy")

    assert rows_digest(tmp_path / "copy") == rows_digest(tmp_path / "lead")


def test_a_replica_has_the_segments_of_its_recording_and_reads_as_that_does(tmp_path: Path) -> None:
    record(tmp_path / "lead", 60, max_segment_bytes=15_000)

    replicate(tmp_path / "lead", tmp_path / "copy")

    one, other = RecordingReader(tmp_path / "lead"), RecordingReader(tmp_path / "copy")
    assert len(other.segments) == len(one.segments) > 2
    assert rows_digest(tmp_path / "copy") == rows_digest(tmp_path / "lead")
    assert [other.sample(place) for place in range(60)] == [one.sample(place) for place in range(60)]
    one.close()
    other.close()


def test_a_follower_that_joins_late_goes_on_from_what_it_has(tmp_path: Path) -> None:
    clock = Clock()
    record(tmp_path / "lead", 30, clock=clock)
    replicate(tmp_path / "lead", tmp_path / "copy")
    record(tmp_path / "lead", 30, clock=clock)

    replicate(tmp_path / "lead", tmp_path / "copy")

    assert rows_digest(tmp_path / "copy") == rows_digest(tmp_path / "lead")


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_lost_doubled_or_reordered_a_replica_is_a_beginning_of_its_recording(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("wall")
    sent = alone(folder / "lead")
    oracle = [batch.commit_us for batch in sent]
    wire = [batch for batch in sent for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    for at in range(len(wire) - 1):
        if chance.random() < 0.3:
            wire[at], wire[at + 1] = wire[at + 1], wire[at]
    replica = Replica(folder / "copy")
    taken = []
    for batch in wire:
        with suppress(BatchRefusedError):
            if replica.take(batch, 1):
                taken.append(batch.commit_us)
    replica.close()

    assert taken == oracle[: len(taken)]
    replicate(folder / "lead", folder / "copy")
    assert rows_digest(folder / "copy") == rows_digest(folder / "lead")


FORGED: dict[str, Callable[[Batch], Batch]] = {
    "a changed figure": lambda b: replaced(b, "answer", "gmv_fen", 9_999_999),
    "a row of a table that is none": lambda b: msgspec.structs.replace(b, tables={**b.tables, "meta": (("key",), [])}),
    "an id that was there": lambda b: replaced(b, "answer", "id", 1),
    "a missing row": lambda b: msgspec.structs.replace(
        b, tables={n: t for n, t in b.tables.items() if n != "judgement"}
    ),
    "another time": lambda b: msgspec.structs.replace(b, commit_us=b.commit_us + 1),
    "no column": lambda b: msgspec.structs.replace(b, tables={**b.tables, "answer": ((), b.tables["answer"][1])}),
    "an earlier segment": lambda b: msgspec.structs.replace(b, segment=0),
}


def replaced(batch: Batch, table: str, column: str, value: object) -> Batch:
    columns, rows = batch.tables[table]
    at = columns.index(column)
    changed = [[*row[:at], value, *row[at + 1 :]] for row in rows]
    return msgspec.structs.replace(batch, tables={**batch.tables, table: (columns, changed)})


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_batch_changes_nothing_and_the_true_one_is_taken_after_it(
    tmp_path: Path, forge: Callable[[Batch], Batch]
) -> None:
    *before, last = alone(tmp_path / "lead")
    replica = Replica(tmp_path / "copy")
    for batch in before:
        replica.take(batch, 1)
    digest = rows_digest(tmp_path / "copy")

    with pytest.raises(BatchRefusedError):
        replica.take(forge(last), 1)

    assert rows_digest(tmp_path / "copy") == digest
    assert replica.take(last, 1)
    replica.close()


def test_what_comes_from_a_lead_that_was_succeeded_is_refused_within_the_transaction(tmp_path: Path) -> None:
    *before, last = alone(tmp_path / "lead")
    replica = Replica(tmp_path / "copy")
    for batch in before:
        replica.take(batch, 3)

    with pytest.raises(BatchRefusedError) as refused:
        replica.take(last, 2)

    assert refused.value.kind == "stale"
    replica.close()


def test_a_tail_that_diverged_is_kept_as_a_whole_and_the_rest_goes_on(tmp_path: Path) -> None:
    clock = Clock()
    record(tmp_path / "old", 20, clock=clock)
    replicate(tmp_path / "old", tmp_path / "new")
    shared_us = last_commit(tmp_path / "new")
    record(tmp_path / "old", 15, clock=clock, max_segment_bytes=40_000)  # what nobody else has
    set_epoch(tmp_path / "new", 2)
    clock.pass_s(1)
    record(tmp_path / "new", 15, clock=clock)
    diverged = rows_digest(tmp_path / "old")

    replica = Replica(tmp_path / "old")
    replica.cut(shared_us, "epoch-1")
    for batch in batches(tmp_path / "new", replica.last_us):
        replica.take(batch, 2)
    replica.close()

    assert rows_digest(tmp_path / "old") == rows_digest(tmp_path / "new")
    (orphan,) = orphans_in(tmp_path / "old")
    with RecordingReader(orphan) as kept:
        assert kept.bounds is not None
        assert kept.bounds[1] > shared_us
    assert rows_digest(orphan) == diverged


def test_the_hash_of_the_rows_is_that_of_their_transactions_however_they_were_cut(tmp_path: Path) -> None:
    together = batches(tmp_path / "lead") if record(tmp_path / "lead", 50) else []
    seen: list[int] = []
    for batch in together:
        seen += [commit_us for commit_us, _ in groups_of(batch.tables)]

    replica = Replica(tmp_path / "copy")
    for batch in together:
        replica.take(batch, 1)
    reopened_chain = replica.chain
    replica.close()
    replica = Replica(tmp_path / "copy")

    assert replica.chain == reopened_chain == together[-1].chain
    assert seen == sorted(set(seen))
    replica.close()


def test_no_row_is_taken_off_before_all_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path / "lead", 30)
    replicate(tmp_path / "lead", tmp_path / "copy")
    before = rows_digest(tmp_path / "copy")
    replica = Replica(tmp_path / "copy")

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"a beginning")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(RecordingError, match="disk is full"):
            replica.cut(0, "full")
    assert rows_digest(tmp_path / "copy") == before
    assert not orphans_in(tmp_path / "copy")

    kept = replica.cut(0, "whole")
    replica.close()
    assert kept is not None
    assert rows_digest(kept) == before
    assert not list(kept.glob("*.part"))


def test_a_commit_waits_for_no_disk_and_the_log_that_holds_it_is_brought_there_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = alone(tmp_path / "lead")
    replica = Replica(tmp_path / "copy")
    assert replica.log is None
    for batch in made[:3]:
        replica.take(batch, 1)
    replica.close()
    replica = Replica(tmp_path / "copy")  # one that goes on is like one that begins
    synced: list[int] = []
    monkeypatch.setattr("wallboard.recording.replica.os.fsync", synced.append)
    sizes = []
    for batch in made[3:6]:
        replica.take(batch, 1)
        assert replica.log is not None
        sizes.append(replica.log.stat().st_size)
        assert replica._segment is not None
        assert replica._segment.connection.execute("PRAGMA synchronous").fetchone() == (1,)

    assert sizes == sorted(set(sizes))
    assert not synced
    assert replica.log is not None
    bring_to_disk(replica.log)
    assert len(synced) == 1
    log = replica.log
    replica.close()
    with pytest.raises(FileNotFoundError):
        bring_to_disk(log)
    assert last_commit(tmp_path / "copy") == made[5].commit_us
