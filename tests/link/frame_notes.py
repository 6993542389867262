"""What displays have noted of their pictures: the instants for which a picture is, and whether machines agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

NOTING = Path(__file__).with_name("noting")


@dataclass
class FrameNotes:
    """The notes of one machine's display, read on from where they ended."""

    path: Path
    instants: dict[int, int] = field(default_factory=dict)
    """The picture's checksum for each instant (recording time)."""
    layouts: list[tuple[int, str]] = field(default_factory=list)
    """When (monotonic, microseconds) another layout was first noted."""
    _of: dict[int, list[int]] = field(default_factory=dict)
    _read: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What lets a display note."""
        return {"FRAME_NOTES": str(self.path), "PYTHONPATH": str(NOTING)}

    def read(self) -> None:
        """Take in what was noted since."""
        if not self.path.exists():
            return
        with self.path.open("rb") as notes:
            notes.seek(self._read)
            new = notes.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode().splitlines():
            noted_us, at_us, layout, mark = line.split()
            self.instants[int(at_us)] = int(mark, 16)
            self._of.setdefault(int(mark, 16), []).append(int(at_us))
            if not self.layouts or self.layouts[-1][1] != layout:
                self.layouts.append((int(noted_us), layout))

    def times(self, mark: int) -> tuple[int, int] | None:
        """The instants, first and last, that a picture is for; None: this display has made no such picture."""
        found = self._of.get(mark)
        if found is None:
            return None
        last = len(found) - 1
        first = last
        while first > 0 and found[first] - found[first - 1] <= LONGEST_US:
            first -= 1
        return found[first], found[last]


LONGEST_US = 2_000_000
"""A picture that comes again after longer is another showing of it."""


def apart_us(times: list[tuple[int, int]]) -> int:
    """How far apart the instants are that several screens show: 0 where one instant is common to all."""
    return max(0, max(first for first, _ in times) - min(last for _, last in times))


def disagree(notes: dict[str, FrameNotes], since_us: int) -> tuple[int, dict[int, dict[str, int]]]:
    """Of the instants from one on for which several machines have a picture: how many, and those that differ."""
    made: dict[int, dict[str, int]] = {}
    for name, each in notes.items():
        for at_us in reversed(each.instants):
            if at_us < since_us:
                break  # noted in order, but for what a restart may repeat
            made.setdefault(at_us, {})[name] = each.instants[at_us]
    several = {at_us: marks for at_us, marks in made.items() if len(marks) > 1}
    return len(several), {at_us: marks for at_us, marks in sorted(several.items()) if len(set(marks.values())) > 1}
