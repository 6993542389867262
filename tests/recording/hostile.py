"""Recordings as an attacker would write them: a small sound one, and what is done to it, each by a name of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import zstandard

from tests.recording.rig import record
from wallboard.actions.control import Control
from wallboard.recording.folder import segment_path
from wallboard.recording.journal import Journal
from wallboard.recording.payload import digest_of
from wallboard.recording.schema import PAGE_SIZE
from wallboard.recording.tools.archive import pack

Spoil = Callable[[Path], None]

SNAPSHOTS = 24
TABLES = ("session", "answer", "body", "snapshot", "judgement", "happening", "failure", "action", "meta")
ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT"


@lru_cache(maxsize=1)
def sound() -> bytes:
    """A packed recording of a minute, with a journal; the same bytes in every process."""
    with tempfile.TemporaryDirectory(prefix="wallboard-sound-") as place:
        night, packed = Path(place, "night"), Path(place, "night.wallboard")
        record(night, SNAPSHOTS)
        with Journal(night) as journal:
            for number in range(6):
                argument = json.dumps({"at_us": 1_478_793_602_000_000 + number * 1_000_000, "name": "here"})
                journal.write(number, 1_478_793_602_000_000 + number, "mark", argument, Control().to_json())
                journal.write(number, 1_478_793_602_000_000 + number, "name_mark", argument, Control().to_json())
        with closing(sqlite3.connect(segment_path(night, 1), isolation_level=None)) as connection:
            connection.execute("UPDATE meta SET value = '0123456789abcdef' WHERE key = 'recording'")
            row = (1, 1_478_793_603_000_000, "primary", "timeout", "no answer within 5 s", 5_000_000)
            names = columns_of(connection, "failure")[: len(row)]
            connection.execute(f"INSERT INTO failure ({', '.join(names)}) VALUES ({', '.join('?' * len(row))})", row)
        pack(night, packed)
        return packed.read_bytes()


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def spoilt(spoil: Spoil) -> bytes:
    """The sound recording after something was done to it."""
    with tempfile.TemporaryDirectory(prefix="wallboard-spoilt-") as place:
        path = Path(place, "night.wallboard")
        path.write_bytes(sound())
        spoil(path)
        return path.read_bytes()


def edited(*statements: str | tuple[str, tuple[object, ...]]) -> Spoil:
    """Statements run on the file by a program that minds nothing."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA writable_schema=ON")
            for statement in statements:
                connection.execute(*((statement,) if isinstance(statement, str) else statement))

    return spoil


def view(table: str, select: str) -> Spoil:
    """A view in the place of a table."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            names = columns_of(connection, table)
            connection.execute(f"DROP TABLE {table}")
            listed = ", ".join(f"{'n' if place == 0 else 1} AS {name}" for place, name in enumerate(names))
            connection.execute(f"CREATE VIEW {table} AS {select.replace('*', listed)}")

    return spoil


def redefined(table: str, change: Callable[[str], str]) -> Spoil:
    """Another definition of a table, over the rows that lie there."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            connection.execute("PRAGMA writable_schema=ON")
            connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (change(sql), table))

    return spoil


def values(table: str, *found: object) -> Spoil:
    """Every value in every column of a table, each in a row of its own as far as there are rows."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            _drop_constraints(connection, table)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            names = columns_of(connection, table)
            keys = [row[0] for row in connection.execute(f"SELECT {names[0]} FROM {table} ORDER BY 1")]
            pairs = [(name, value) for name in names[1:] for value in found]
            for place, (name, value) in enumerate(pairs):
                key = keys[(place + len(keys) // 3) % len(keys)]
                connection.execute(f"UPDATE {table} SET {name} = ? WHERE {names[0]} = ?", (value, key))

    return spoil


def _drop_constraints(connection: sqlite3.Connection, table: str) -> None:
    """Let every column hold anything, as a file written by hand can."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    connection.execute("PRAGMA writable_schema=ON")
    loose = sql.replace(" NOT NULL", "").replace(" TEXT", "").replace(" BLOB", "").replace(" REAL", "")
    head, comma, rest = loose.partition(",")
    loose = head + comma + rest.replace(" INTEGER", "")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (loose, table))


def meta(**found: object) -> Spoil:
    """Facts of the file itself."""
    return edited(*(("REPLACE INTO meta VALUES (?, ?)", item) for item in found.items()))


def facts(**found: object) -> Spoil:
    """Another event, stated by every session."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            stated = json.loads(connection.execute("SELECT facts FROM session").fetchone()[0]) | found
            connection.execute("UPDATE session SET facts = ?", (json.dumps(stated),))

    return spoil


def mapping(**rules: object) -> Spoil:
    """A mapping under which every answer is to be read."""
    return edited(("UPDATE session SET mapping = ?, zone = 'Asia/Shanghai'", (json.dumps(rules),)))


def frames(frame: object, base: object = None) -> Spoil:
    """Another frame for every body."""
    return edited(("UPDATE body SET frame = ?, base = ?", (frame, base)))


def bodies(body: bytes) -> Spoil:
    """Another body for every answer, as its digest says."""
    return edited(
        ("UPDATE body SET frame = ?, base = NULL", (zstandard.compress(body),)),
        ("UPDATE answer SET digest = ?", (digest_of(body),)),
    )


def repeated(table: str, count: int) -> Spoil:
    """Many copies of the last row of a table."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            key, *others = columns_of(connection, table)
            listed = ", ".join(others)
            connection.execute("BEGIN")
            connection.execute(
                f"INSERT INTO {table} SELECT (SELECT MAX({key}) FROM {table}) + n, {listed} FROM {table}, "
                f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c) "
                f"WHERE {key} = (SELECT MAX({key}) FROM {table})"
            )
            connection.execute("COMMIT")

    return spoil


def pages(table: str, change: Callable[[bytearray, int], None]) -> Spoil:
    """The file's bytes, given the number of a table's root page."""

    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        data = bytearray(path.read_bytes())
        change(data, root)
        data[28:32] = struct.pack(">I", len(data) // PAGE_SIZE)
        path.write_bytes(data)

    return spoil


def _interior(children: list[int]) -> bytes:
    """An interior page of a table: one cell for each child but the last."""
    page = bytearray(PAGE_SIZE)
    cells = [struct.pack(">I", child) + b"\x05" for child in children[:-1]]
    start = PAGE_SIZE - sum(map(len, cells))
    page[:12] = struct.pack(">BHHHBI", 5, 0, len(cells), start, 0, children[-1])
    at = start
    for place, cell in enumerate(cells):
        page[12 + 2 * place : 14 + 2 * place] = struct.pack(">H", at)
        page[at : at + len(cell)] = cell
        at += len(cell)
    return bytes(page)


def _put(data: bytearray, number: int, page: bytes) -> None:
    data[(number - 1) * PAGE_SIZE : number * PAGE_SIZE] = page


def circle(data: bytearray, root: int) -> None:
    """A page that is its own child."""
    _put(data, root, _interior([root, root]))


def tree_of_one(data: bytearray, root: int) -> None:
    """Eighteen levels whose pages have a hundred children each, which are all the same: 10^36 rows."""
    leaf = len(data) // PAGE_SIZE + 1
    data += data[(root - 1) * PAGE_SIZE : root * PAGE_SIZE]
    below = leaf
    for _ in range(17):
        data += _interior([below] * 100)
        below = len(data) // PAGE_SIZE
    _put(data, root, _interior([below] * 100))


def long_rows(data: bytearray, root: int) -> None:
    """A leaf of cells that all claim the whole file, on one overflow page that leads to itself."""
    chain = len(data) // PAGE_SIZE + 1
    data += struct.pack(">I", chain) + b"\x01" * (PAGE_SIZE - 4)
    for _ in range(600):
        data += bytes(PAGE_SIZE)
    page = bytearray(PAGE_SIZE)
    size = 300 * PAGE_SIZE
    cell = bytes([0x80 | size >> 14, 0x80 | size >> 7 & 0x7F, size & 0x7F])
    cells, at = [], PAGE_SIZE
    least = (PAGE_SIZE - 12) * 32 // 255 - 23
    local = least + (size - least) % (PAGE_SIZE - 4)
    for number in range(1, 4):
        made = cell + bytes([number]) + bytes(min(local, 250)) + struct.pack(">I", chain)
        at -= len(made)
        page[at : at + len(made)] = made
        cells.append(at)
    page[:8] = struct.pack(">BHHHB", 13, 0, len(cells), at, 0)
    for place, where in enumerate(cells):
        page[8 + 2 * place : 10 + 2 * place] = struct.pack(">H", where)
    _put(data, root, bytes(page))


def _claims(size: int, content: bytes = b"{}") -> bytes:
    """A zstd frame whose header says another size."""
    frame = bytearray(b"\x28\xb5\x2f\xfd" + bytes([0xE0]) + struct.pack("<Q", size))
    return bytes(frame) + struct.pack("<I", len(content) << 3 | 1)[:3] + content


def _columns(answers: int, judged: int, size: int) -> bytes:
    frame = zstandard.ZstdCompressor(level=1).compress(bytes(size))
    head = {"answers": answers, "judged": judged, "digest": digest_of(frame).hex()}
    return json.dumps(head).encode() + b"\n" + frame


def _bomb() -> str:
    return " | ".join(["[@, @]"] * 40)


def _deep(levels: int) -> str:
    return "[" * levels + "]" * levels


def _nothing(_path: Path) -> None:
    """The sound recording as it is."""


HOSTILE_VALUES: tuple[tuple[object, ...], ...] = (
    (None, "", "text", b"\x00\xff"),
    (1.5, 1e308, float("inf"), float("-inf")),
    (2**63 - 1, -(2**63), -1, 0),
    (2**62 + 1, 7_289_654_400_000_001, 253_402_300_800_000_000, -62_135_596_800_000_001),
    ("\x1b]0;pwn\x07", "a\nwallboard: all is well", "9" * 5000, "\u202eevil"),
    ("[" * 100_000, "{}", '{"at_us": 1e999}', "null"),
)


def _schemas() -> Iterator[tuple[str, Spoil]]:
    for table in TABLES:
        yield f"an endless view for {table}", view(table, f"{ENDLESS} * FROM c")
        yield f"a page of {table} that is its own child", pages(table, circle)
        yield f"{table} as a tree of one page", pages(table, tree_of_one)
        yield f"{table} with rows of the whole file", pages(table, long_rows)
        yield f"no {table}", edited(f"DROP TABLE {table}")
        yield f"no rows of {table}", edited(f"DELETE FROM {table}")
    yield "a view of 900 MB", view("body", "SELECT 1 AS answer_id, NULL AS base, zeroblob(900000000) AS frame")
    yield "a view beside the tables", edited(f"CREATE VIEW more AS {ENDLESS} n FROM c")
    yield (
        "a trigger",
        edited(f"CREATE TRIGGER t AFTER INSERT ON meta BEGIN INSERT INTO meta {ENDLESS} n, n FROM c; END"),
    )
    yield (
        "a virtual table",
        edited("INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING dbstat(main)')"),
    )
    yield "an index of an expression", edited("CREATE INDEX i ON answer (hex(zeroblob(1000000)))")
    yield "an index", edited("CREATE INDEX i ON answer (commit_us)")
    yield "a default of 900 MB", redefined("body", lambda sql: sql[:-1] + ", more DEFAULT (zeroblob(900000000)))")
    yield "a computed column", redefined("failure", lambda sql: sql[:-1] + ", more AS (hex(zeroblob(100000000))))")
    yield "a check", redefined("failure", lambda sql: sql[:-1] + ", CHECK (length(zeroblob(900000000)) > 0))")
    yield "a collation of nobody", redefined("answer", lambda sql: sql.replace("source TEXT", "source COLLATE x"))
    yield "a key that is none", redefined("answer", lambda sql: sql.replace("id INTEGER PRIMARY KEY", "id INTEGER", 1))
    yield "a table without rows", redefined("happening", lambda sql: sql + " WITHOUT ROWID")
    yield (
        "a table of two thousand columns",
        redefined("failure", lambda sql: sql[:-1] + "".join(f", c{n}" for n in range(1900)) + ")"),
    )
    yield (
        "definitions that are none",
        edited("UPDATE sqlite_master SET sql = 'CREATE TABLE \x1b[2J(' WHERE name = 'answer'"),
    )
    yield "a definition of a megabyte", redefined("failure", lambda sql: sql + " " * 1_000_000)
    yield "names with escapes", edited('CREATE TABLE "\x1b]0;pwn\x07" (x)', 'CREATE VIEW "a\nb" AS SELECT 1')
    yield "names that are not UTF-8", edited("UPDATE sqlite_master SET name = CAST(x'ff41' AS TEXT), sql = 'CREATE x'")
    yield "many tables", edited(*(f"CREATE TABLE t{n} (x)" for n in range(3000)))
    yield (
        "two tables on one page",
        edited(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'body')"
            " WHERE name = 'answer'"
        ),
    )
    yield "statistics of strangers", edited("ANALYZE", "UPDATE sqlite_stat1 SET stat = '0 0 0'")


def _rows() -> Iterator[tuple[str, Spoil]]:
    for table in TABLES[:-1]:
        for number, found in enumerate(HOSTILE_VALUES):
            yield f"{table} with values of kind {number}", values(table, *found)
        yield f"many rows of {table}", repeated(table, 5_000)
    for offset_us in (2**62, -(2**62)):
        yield (
            f"times that {offset_us} corrects",
            edited("DELETE FROM meta WHERE key = 'columns'", f"UPDATE judgement SET offset_us = {offset_us}"),
        )
    yield (
        "ids at the end of all numbers",
        edited(
            *(
                f"UPDATE {table} SET id = 9223372036854775807 WHERE id = (SELECT MAX(id) FROM {table})"
                for table in ("session", "answer", "judgement", "happening")
            )
        ),
    )
    yield "texts that are not UTF-8", edited("UPDATE failure SET message = CAST(x'ff1b5b324a' AS TEXT)")
    yield (
        "names of five million letters",
        edited(
            ("UPDATE answer SET source = ? WHERE id = 9", ("n" * 5_000_000,)),
            ("UPDATE failure SET message = ?", ("\x1b[" * 2_500_000,)),
        ),
    )


def _documents() -> Iterator[tuple[str, Spoil]]:
    stated: dict[str, dict[str, object]] = {
        "a name of five million letters": {"name": {"en": "n" * 5_000_000}},
        "a rate of two million digits": {"usd_rate": "6." + "8" * 2_000_000},
        "a rate beyond bounds": {"usd_rate": "1e999999999"},
        "a rate that is none": {"usd_rate": "NaN"},
        "a start beyond the calendar": {"start_us": 10**18, "end_us": 10**18 + 1},
        "a start of no number": {"start_us": 10**40, "end_us": 10**41},
        "an end before the start": {"end_us": 0},
        "a delay of ages": {"delay_us": 2**61},
        "a delay backwards": {"delay_us": -(10**15)},
        "no interval": {"interval_us": 0},
        "a million sums": {"milestones_fen": list(range(1, 30_000))},
        "sums beyond bounds": {"milestones_fen": [2**63, -5, 0]},
        "an earlier year of nothing": {"earlier_years": [{"year": 2015, "points": []}]},
        "a zone of elsewhere": {"zone": "../../../../etc/passwd"},
        "a zone with a NUL": {"zone": "Asia/\0"},
        "escapes in its name": {"name": {"en": "\x1b]0;pwn\x07\nwallboard: all is well"}, "place": {"en": "\u202e"}},
    }
    for name, event in stated.items():
        yield f"an event with {name}", facts(**event)
    yield (
        "an event nested 100,000 deep",
        edited(("UPDATE session SET facts = ?", ('{"name": ' + _deep(100_000) + "}",))),
    )
    yield "a mapping that doubles", mapping(gmv={"path": _bomb()}, at={"path": "at"})
    for letters in ("%Z%Z", "%Y%Y", "%Y" * 300, "%q", "%"):
        yield f"a time format {letters[:6]}", mapping(gmv={"path": "gmv"}, at={"path": "at", "time_format": letters})
    yield "a scale beyond bounds", mapping(gmv={"path": "gmv", "scale": "1e99999999999"}, at={"path": "at"})
    yield "a path of a megabyte", mapping(gmv={"path": "a." * 500_000 + "a"}, at={"path": "at"})
    for name, text in {"a list": "[]", "deep": _deep(100_000), "of texts": '{"gmv": "gmv"}', "none": "null"}.items():
        yield f"a mapping that is {name}", edited(("UPDATE session SET mapping = ?", (text,)))
    for name, data in {
        "a list": "[]",
        "nested": '{"subject": ' + _deep(100_000) + "}",
        "a huge number": '{"value": ' + "9" * 4000 + "}",
        "another sum": '{"subject": "x", "value": 5}',
        "not a number": '{"value": NaN}',
        "a long name": json.dumps({"subject": "s" * 3_000_000, "who": "w" * 100_000}),
    }.items():
        yield f"happenings that are {name}", edited(("UPDATE happening SET data = ?", (data,)))
        yield f"peaks that are {name}", edited(("UPDATE happening SET data = ?, kind = 'peak'", (data,)))
    for name, argument in {
        "nothing": "{}",
        "a list": "[1]",
        "text": '{"at_us": "now"}',
        "beyond bounds": '{"at_us": 1e999, "name": 5}',
        "a huge number": '{"at_us": ' + "9" * 4000 + "}",
        "nested": _deep(100_000),
        "named at length": json.dumps({"at_us": 1_478_793_602_000_000, "name": "\x1b" * 100_000}),
    }.items():
        yield f"marks of {name}", edited(("UPDATE action SET argument = ?, state = ?", (argument, argument)))
    for name, text in {
        "nested": _deep(100_000),
        "huge": "9" * 1_000_000,
        "a list of fields": '["gmv", "at", 5]',
    }.items():
        yield (
            f"withheld fields that are {name}",
            edited(("UPDATE judgement SET withheld = ?, verdict = 'held', shown = 0", (text,))),
        )


def _payloads() -> Iterator[tuple[str, Spoil]]:
    mega = bytes(60_000_000)
    yield "a body that claims 60 MB", frames(_claims(60_000_000))
    yield "a body that claims 8 GB", frames(_claims(8 * 2**30))
    yield "a body that claims all", frames(_claims(2**64 - 3))
    yield "a body of 60 MB", frames(zstandard.ZstdCompressor(level=1).compress(mega))
    yield "a body of 4 MB of nothing", bodies(b" " * 4_000_000)
    yield "a body of brackets", bodies(b"[" * 1_000_000)
    yield (
        "a body of lists",
        bodies(b'{"at": "2016-11-11T00:00:01+08:00", "gmv": 1, "cities": [' + b"[]," * 30_000 + b"[]]}"),
    )
    yield "a body of digits", bodies(b'{"at": "2016-11-11T00:00:01+08:00", "gmv": ' + b"9" * 1_000_000 + b"}")
    yield "a body that does not say its size", frames(zstandard.ZstdCompressor(write_content_size=False).compress(mega))
    yield "bodies that are their own base", edited("UPDATE body SET base = answer_id")
    yield "bodies on each other", edited("UPDATE body SET base = answer_id % 24 + 1")
    yield "bodies that are numbers", frames(5, "x")
    yield "packed figures of 8 GB", meta(columns=_columns(2**24, 2**24, 2**26))
    yield "packed figures that claim 8 GB", meta(columns=_columns(2**23, 2**23, 1000))
    yield "packed figures of less than nothing", meta(columns=_columns(-5, 5, 1000))
    yield "packed figures of noise", meta(columns=b'{"answers": 1}' + bytes(range(256)) * 99)
    yield "packed figures of zeros", meta(columns=_columns(20, 20, 8 * 20 * 40))
    yield "packed figures that are text", meta(columns="x" * 100_000)
    yield "a judge nested deep", meta(standing=_deep(100_000))
    yield "a judge beyond bounds", meta(standing='{"gmv_fen": ' + "9" * 4000 + "}")
    yield "a judge of eight megabytes", meta(standing="[" + "1," * 4_000_000 + "1]")
    yield "losses nested deep", meta(losses=_deep(100_000))
    yield "losses of everything", meta(losses=json.dumps({"answer": [[1, 10**18]], "body": [[-(10**18), 10**18]]}))
    yield "losses that are text", meta(losses="no JSON \x1b[2J")
    yield "bounds of many digits", meta(begins_us="9" * 100_000, ends_us="9" * 100_000)
    yield "bounds beyond the calendar", meta(begins_us=2**62, ends_us=2**62 + 1)
    yield "bounds the wrong way round", meta(begins_us=1_478_793_640_000_000, ends_us=1_478_793_600_000_000)
    yield "an identity elsewhere", meta(recording="../../victim")
    yield "an identity of a megabyte", meta(recording="a" * 1_000_000)
    yield "first ids that are none", meta(first_answer="x", first_session=2**63 - 1)
    yield "a checksum beyond bounds", meta(checksum=json.dumps({"last": {"answer": 10**30}, "digest": "x"}))
    yield (
        "facts of a million keys",
        edited(
            "INSERT INTO meta WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 50000) "
            "SELECT 'k' || n, n FROM c"
        ),
    )
    yield "a meta value of 30 MB", edited("REPLACE INTO meta VALUES ('recording', zeroblob(30000000))")


def _header() -> Iterator[tuple[str, Spoil]]:
    def changed(place: int, replacement: bytes) -> Spoil:
        def spoil(path: Path) -> None:
            data = bytearray(path.read_bytes())
            data[place : place + len(replacement)] = replacement
            path.write_bytes(data)

        return spoil

    yield "pages of 64 KB that are not", changed(16, b"\x00\x01")
    yield "pages of 512 bytes that are not", changed(16, b"\x02\x00")
    yield "a form of the future", changed(18, b"\x09\x09")
    yield "a write-ahead log that is not there", changed(18, b"\x02\x02")
    yield "an encoding of its own", changed(56, b"\x00\x00\x00\x03")
    yield "texts in UTF-16", changed(56, b"\x00\x00\x00\x02")
    yield "a later version", changed(60, b"\x00\x00\x03\xe7")
    yield "a version of minus one", changed(60, b"\xff\xff\xff\xff")
    yield "another program's", changed(68, b"\x00\x00\x00\x01")
    yield "a size of four billion pages", changed(28, b"\xff\xff\xff\xff")
    yield "free pages without end", changed(32, b"\x00\x00\x00\x02\x7f\xff\xff\xff")
    yield "nothing but zeros", changed(0, bytes(5000))


def _crafted() -> dict[str, Spoil]:
    found: dict[str, Spoil] = {"sound": _nothing}
    for made in (_header(), _schemas(), _rows(), _documents(), _payloads()):
        found |= dict(made)
    return found


CRAFTED = _crafted()
"""All of them by name."""


def folder_of(packed: Path, folder: Path) -> Path:
    """A recording directory whose only segment is that file."""
    folder.mkdir()
    shutil.copyfile(packed, segment_path(folder, 1))
    return folder
