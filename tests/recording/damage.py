"""Recordings spoilt by a seed, and what must still be readable of them, told by the pages that were left alone."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.recording.rig import FACTS, record
from wallboard.recording.errors import NotARecordingError
from wallboard.recording.folder import segments_in
from wallboard.recording.reader import RecordingReader
from wallboard.recording.schema import PAGE_SIZE
from wallboard.recording.tools import carve as carving
from wallboard.recording.tools.repair import repair
from wallboard.recording.tools.verify import verify

SNAPSHOTS = 200


class _Watched(carving._Pages):
    """Notes which pages are looked at."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.seen: set[int] = set()

    def __getitem__(self, number: int) -> bytes:
        self.seen.add(number)
        return super().__getitem__(number)


@dataclass(frozen=True)
class Original:
    """A sound recording in several segments: what each answer says, and on which pages that lies, body or reading."""

    folder: Path
    sums: dict[int, int]
    pages: dict[int, list[set[tuple[str, int]]]]

    @classmethod
    def made(cls, folder: Path) -> Original:
        record(folder, SNAPSHOTS, max_segment_bytes=90_000)
        with RecordingReader(folder) as reader:
            index = reader.index
            sums = dict(zip(index.answers["id"].tolist(), index.answers["gmv_fen"].tolist(), strict=True))
        pages: dict[int, list[set[tuple[str, int]]]] = {}
        for _, path in segments_in(folder):
            pages |= _pages_of(path)
        assert len(pages) == SNAPSHOTS
        assert all(len(ways) == 2 for ways in pages.values())
        return cls(folder, sums, pages)


def _pages_of(path: Path) -> dict[int, list[set[tuple[str, int]]]]:
    """The pages that each body and its base need, and each reading and its base."""
    pages = _Watched(path)
    own: dict[tuple[int, bool], set[int]] = {}
    bases: dict[tuple[int, bool], int | None] = {}
    for number in range(1, pages.count + 1):
        page = pages[number]
        start = 100 if number == 1 else 0
        if page[start] != 0x0D:
            continue
        for place in carving._places(page, start):
            pages.seen = {number}
            size, at = carving._varint(page, place)
            rowid, at = carving._varint(page, at)
            row = carving._record(carving._payload(pages, page, at, size, PAGE_SIZE - 35))
            if len(row) == 3:
                is_body = isinstance(row[2], bytes)
                base = row[1] if is_body else row[2]
                assert base is None or isinstance(base, int)
                own[rowid, is_body], bases[rowid, is_body] = set(pages.seen), base
    ways: dict[int, list[set[tuple[str, int]]]] = {}
    for (answer, is_body), found in own.items():
        needed = found | own.get((bases[answer, is_body] or answer, is_body), set())
        ways.setdefault(answer, []).append({(path.name, page) for page in needed})
    return ways


@dataclass(frozen=True)
class Damaged:
    """A copy of which some pages were spoilt."""

    original: Original
    folder: Path
    spoilt: set[tuple[str, int]]

    @classmethod
    def made(cls, original: Original, parent: Path, seed: int) -> Damaged:
        """Spoil a copy as the seed says: cut off, flip bytes, or zero pages, in one segment or in all."""
        chance = random.Random(seed)
        folder = parent / f"damaged-{seed}"
        shutil.copytree(original.folder, folder)
        spoilt: set[tuple[str, int]] = set()
        paths = [path for _, path in segments_in(folder)]
        spoil = _KINDS[seed % len(_KINDS)]
        for path in paths if chance.random() < 0.5 else [chance.choice(paths)]:
            spoilt |= {(path.name, page) for page in spoil(path, chance)}
        return cls(original, folder, spoilt)

    @property
    def readable(self) -> set[int]:
        """The answers of which body or reading, with its base, lies on pages that were left alone."""
        return {
            number for number, ways in self.original.pages.items() if any(not pages & self.spoilt for pages in ways)
        }

    def lost_by_repair(self) -> list[int]:
        """The answers that were still readable and are not in the repaired file as they were."""
        target = self.folder.with_name(f"{self.folder.name}-repaired.wallboard")
        readable = self.readable
        try:
            saved = repair(self.folder, target, facts=FACTS)
        except NotARecordingError:
            return sorted(readable)
        whole = _whole_sums(target)
        assert len(whole) == saved.whole
        wrong = [number for number, gmv_fen in whole.items() if self.original.sums.get(number) != gmv_fen]
        assert wrong == [], f"figures that nobody recorded: {wrong}"
        assert verify(target).findings == ()
        return sorted(readable - whole.keys())


def _whole_sums(path: Path) -> dict[int, int]:
    """The sum of every answer that is there with its body."""
    with RecordingReader(path) as reader:
        found = {}
        for row, number in enumerate(reader.index.answers["id"].tolist()):
            reading = reader.decoded(row).reading
            if reading.snapshot is not None and reading.snapshot.cities is not None:
                found[number] = reading.snapshot.gmv_fen
        return found


def _cut(path: Path, chance: random.Random) -> set[int]:
    data = path.read_bytes()
    end = chance.randrange(len(data))
    path.write_bytes(data[:end])
    return set(range(end // PAGE_SIZE + 1, len(data) // PAGE_SIZE + 1))


def _flip(path: Path, chance: random.Random) -> set[int]:
    data = bytearray(path.read_bytes())
    places = [chance.randrange(len(data)) for _ in range(chance.choice([1, 3, 20, 100]))]
    for place in places:
        data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return {place // PAGE_SIZE + 1 for place in places}


def _zero(path: Path, chance: random.Random) -> set[int]:
    data = bytearray(path.read_bytes())
    count = len(data) // PAGE_SIZE
    pages = {chance.randrange(count) for _ in range(chance.choice([1, 2, 8, 30]))} | (
        {0} if chance.random() < 0.2 else set()
    )
    for page in pages:
        data[page * PAGE_SIZE : (page + 1) * PAGE_SIZE] = bytes(PAGE_SIZE)
    path.write_bytes(data)
    return {page + 1 for page in pages}


_KINDS: tuple[Callable[[Path, random.Random], set[int]], ...] = (_cut, _flip, _zero)
