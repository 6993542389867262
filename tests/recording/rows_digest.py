"""A hash of every row of a recording, by which two recordings are compared."""

import hashlib
from pathlib import Path

import msgspec

from wallboard.recording.batch import CHAIN_BYTES, groups_of
from wallboard.recording.folder import segments_of
from wallboard.recording.transactions import TransactionTail


def rows_digest(folder: Path) -> str:
    """A hash of every row of a recording, whatever its files are called: equal where two recordings are.

    Raises sqlite3.Error, RecordingError, OSError.
    """
    every_row = hashlib.blake2b(digest_size=CHAIN_BYTES)
    tail = TransactionTail(folder)
    idle = 0
    while idle < 2 + len(segments_of(folder)):
        batches = tail.poll()
        idle = 0 if batches else idle + 1
        for batch in batches:
            for _, group in groups_of(batch.tables):
                every_row.update(msgspec.msgpack.encode([batch.segment, sorted(group.items())]))
    tail.close()
    return every_row.hexdigest()
