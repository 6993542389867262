"""The desk beside a recording that grows: new pages, pictures once, a full disk told once, an embargo kept."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.press.rig import BILLION, EVENT, TEXTS, publisher, texts
from tests.truth.rig import Wall
from wallboard.core.errors import UsageError, WallboardError
from wallboard.press.folder import claim
from wallboard.press.live import LiveDesk
from wallboard.press.releases import Releases, release


class Rig:
    """A live desk whose clocks are those of the wall, and whose turns a test takes."""

    def __init__(self, folder: Path, *, embargo: bool = False) -> None:
        self.wall = Wall(folder / "night", facts=EVENT, into_s=100)
        self.made = publisher(self.wall.folder, folder / "desk", live=True)
        self.made.site = replace(self.made.site, texts=TEXTS.model_copy(update={"embargo": embargo}))
        self.told: list[tuple[str, ...]] = []
        self.said: list[str] = []
        releases = Releases(self.wall.folder, folder / "desk")
        self.desk = LiveDesk(
            self.made,
            lambda: True,
            self.wall.mono_us,
            self.wall.utc_us,
            lambda _version, changed: self.told.append(changed),
            self.said.append,
            releases.withheld if embargo else lambda _desk: frozenset(),
        )

    def turn(self) -> None:
        """A look, with the pictures that it orders drawn before the next one."""
        self.desk.turn()
        self.desk._work.put(None)
        self.desk._draw()

    def state(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.made.folder.root / "state.json").read_text("utf-8"))
        return found


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_the_desk_stands_where_the_wall_does_and_never_ahead(rig: Rig) -> None:
    rig.wall.tell(1.0 * BILLION)
    rig.wall.tell(1.1 * BILLION)
    rig.turn()
    assert rig.state()["status"] in (["WAITING"], ["CONFIRMED"])
    first = rig.state()["figures"][0]["value"]  # type: ignore[index]
    rig.wall.wait(2)
    rig.turn()
    assert rig.state()["figures"][0]["value"] == "1100000000.00"  # type: ignore[index]
    assert first in (None, "1000000000.00"), "one playout delay behind the newest answer"


def test_pages_are_there_before_the_pictures_which_are_drawn_once(rig: Rig) -> None:
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    rig.desk.turn()
    page = rig.made.folder.root / "m/gmv-1bn/en.html"
    assert "being drawn" in page.read_text("utf-8")
    rig.turn()
    rig.turn()
    assert "being drawn" not in page.read_text("utf-8")
    orders = rig.made.draw.orders  # type: ignore[attr-defined]  # of the stand-in
    rig.turn()
    assert len(rig.made.draw.orders) == len(orders) == len({o.png for o in orders})  # type: ignore[attr-defined]


def test_nothing_new_writes_nothing(rig: Rig) -> None:
    rig.wall.tell(0.9 * BILLION)
    rig.wall.wait(1.6)
    rig.turn()
    count = len(rig.told)
    rig.turn()
    assert len(rig.told) == count


def test_a_full_disk_is_told_once_and_pages_come_again_after_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.wall.tell(0.9 * BILLION)
    rig.wall.wait(1.6)
    write = rig.made.folder.write

    def full(files: Mapping[str, bytes]) -> tuple[str, ...]:
        msg = "a page of the press desk cannot be written (No space left on device): x"
        raise WallboardError(msg)

    monkeypatch.setattr(rig.made.folder, "write", full)
    for _ in range(3):
        rig.turn()
    assert [line for line in rig.said if "No space" in line] == rig.said
    assert len(rig.said) == 1
    monkeypatch.setattr(rig.made.folder, "write", write)
    rig.turn()
    assert rig.said[-1] == "the press desk: pages are written again"
    assert rig.state()["figures"][0]["value"] == "900000000.00"  # type: ignore[index]


def test_a_full_disk_leaves_every_page_whole_and_the_edition_comes_after_it(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.wall.tell(0.9 * BILLION)
    rig.wall.wait(1.6)
    rig.turn()
    root = rig.made.folder.root
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    whole, full = Path.write_bytes, True

    def write(path: Path, body: bytes) -> int:
        """What a disk without room does: some of a file fits."""
        if full:
            whole(path, body[: len(body) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(path, body)

    monkeypatch.setattr(Path, "write_bytes", write)
    for _ in range(4):
        rig.turn()
    assert {path: path.read_bytes() for path in before} == before
    assert not [path for path in root.rglob("*") if path.is_file() and path not in before], "halves of files"
    assert not list(root.rglob("*.part")), "nor of editions"
    assert rig.said
    assert all("No space left on device" in line for line in rig.said)
    assert len(rig.said) <= 2, "a cause is told once: of the pages, and of the pictures"
    full = False
    rig.wall.wait(11)
    for _ in range(3):
        rig.turn()
    assert rig.said[-1] == "the press desk: pages are written again"
    assert rig.state()["figures"][0]["value"] == "1050000000.00"  # type: ignore[index]
    assert (root / "m/gmv-1bn/r1/totals.csv").is_file()
    assert "being drawn" not in (root / "m/gmv-1bn/en.html").read_text("utf-8")


def test_pictures_that_fail_are_tried_again_and_the_page_stands(rig: Rig) -> None:
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    draw = rig.made.draw

    def broken(*_: object) -> None:
        msg = "the pictures of the press desk cannot be drawn: no display"
        raise WallboardError(msg)

    rig.made.draw = broken  # type: ignore[assignment]  # it takes whatever it is given
    rig.turn()
    rig.turn()
    assert len(rig.said) == 1
    assert (rig.made.folder.root / "m/gmv-1bn/en.html").is_file()
    rig.made.draw = draw
    rig.wall.wait(11)
    rig.turn()
    rig.turn()
    assert (rig.made.folder.root / "m/gmv-1bn/r1/totals.csv").is_file()
    assert rig.said[-1] == "the press desk: pages are written again"


def test_under_embargo_nothing_of_a_sum_is_told_until_it_is_released(tmp_path: Path) -> None:
    rig = Rig(tmp_path, embargo=True)
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    rig.turn()
    root = rig.made.folder.root
    for name, text in texts(root).items():
        if name.startswith("m/gmv-1bn"):
            assert "1 billion" not in text, name
            assert "10亿" not in text, name
            assert "embargo" in text or "未发布" in text, name
        else:
            assert "gmv-1bn" not in text, name
    assert not (root / "m/gmv-1bn/r1").exists()
    release(root, "gmv-1bn")
    rig.turn()
    rig.turn()
    assert "RMB 1 billion" in (root / "m/gmv-1bn/en.html").read_text("utf-8")
    assert "gmv-1bn-r1" in (root / "feed.json").read_text("utf-8")


def test_the_folder_of_another_desk_or_of_others_is_left_alone(tmp_path: Path) -> None:
    claim(tmp_path / "a", "one")
    claim(tmp_path / "a", "one")
    with pytest.raises(UsageError, match="another recording"):
        claim(tmp_path / "a", "two")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="something already"):
        claim(tmp_path / "b", "one")
    claim(tmp_path / "c", "")
    claim(tmp_path / "c", "one")
    with pytest.raises(UsageError, match="another recording"):
        claim(tmp_path / "c", "two")


def test_a_film_is_added_when_its_moment_is_over_and_nothing_else_changes(rig: Rig) -> None:
    made: list[tuple[int, int]] = []

    def film(recording: Path, begin_us: int, end_us: int, path: Path) -> None:
        made.append((begin_us, end_us))
        path.write_bytes(b"film")

    rig.made.film = film
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    rig.turn()
    rig.turn()
    folder = rig.made.folder.root / "m/gmv-1bn/r1"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}
    assert not made, "its moment is not over"
    for n in range(12):
        rig.wall.tell((1.06 + n / 100) * BILLION)
    rig.wall.wait(2)
    rig.turn()
    rig.turn()
    assert (folder / "film.mp4").read_bytes() == b"film"
    ((begin_us, end_us),) = made
    assert end_us - begin_us == 15_000_000
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before}
    assert after == before
    assert "film.mp4" in (folder / "film.mp4.sha256").read_text()
    rig.turn()
    rig.turn()
    assert len(made) == 1
    assert "MP4" in (rig.made.folder.root / "m/gmv-1bn/en.html").read_text("utf-8")
