"""The desk beside a recording that grows: new pages, pictures once, a full disk told once, an embargo kept."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import threading
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.press.rig import BILLION, EVENT, TEXTS, at, publisher, texts
from tests.truth.rig import Wall
from wallboard.core.errors import UsageError, WallboardError
from wallboard.core.instants import clock
from wallboard.press import folder, issuing
from wallboard.press.album import read_edition
from wallboard.press.folder import at_work, claim
from wallboard.press.live import LiveDesk
from wallboard.press.orders import Order
from wallboard.press.publishing import NONE
from wallboard.press.releases import Releases, instant_of, release, released_in
from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.plain_files import put_file


class Rig:
    """A live desk whose clocks are those of the wall, and whose turns a test takes."""

    def __init__(self, folder: Path, *, embargo: bool = False, embargo_us: int | None = None) -> None:
        self.wall = Wall(folder / "night", facts=EVENT, into_s=100)
        self.made = publisher(self.wall.folder, folder / "desk", live=True)
        self.made.site = replace(self.made.site, texts=TEXTS.model_copy(update={"embargo": embargo}))
        self.told: list[tuple[str, ...]] = []
        self.said: list[str] = []
        releases = Releases(self.wall.folder, folder / "desk", embargo_us)
        self.desk = LiveDesk(
            self.made,
            lambda: True,
            self.wall.mono_us,
            self.wall.utc_us,
            lambda _version, changed: self.told.append(changed),
            self.said.append,
            releases.withheld if embargo else lambda _desk: NONE,
        )

    def turn(self) -> None:
        """A look, with the pictures that it orders drawn before the next one."""
        self.desk.turn()
        self.desk.draw_ordered()

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


def broken_links(root: Path) -> list[str]:
    """The links of all pages below a folder that lead nowhere in it."""
    found = []
    for page in root.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text("utf-8")):
            if not re.match(r"[a-z]+:", link):
                path = page.parent / link
                found += [] if (path / "index.html" if link.endswith("/") else path).is_file() else [f"{page}: {link}"]
    return found


def passing(rig: Rig, *, layouts: tuple[str, ...] = ("overview", "map")) -> Path:
    """A sum that has just been passed; the folder of its edition."""
    rig.made.site = replace(rig.made.site, texts=TEXTS.model_copy(update={"layouts": layouts}))
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    return rig.made.folder.root / "m/gmv-1bn/r1"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


def test_the_first_three_pictures_are_published_before_the_others(rig: Rig) -> None:
    edition = passing(rig)
    page = edition.parent / "en.html"
    rig.desk.turn()
    assert not edition.exists()
    assert broken_links(rig.made.folder.root) == []
    rig.desk.draw_ordered()
    rig.desk.turn()
    first = contents(edition)
    shapes = {re.sub(r"^gmv-1bn-r1-|\.\w+$", "", name) for name in first if name.startswith("gmv")}
    assert shapes == {"1920x1080", "upright-1080x1920", "square-1080x1080"}
    assert {"totals.csv", "figures.json", "thumb.jpg"} <= set(first)
    assert not {"all.zip", "SHA256SUMS", "captions.txt"} & set(first), "what lists them all comes with them all"
    assert broken_links(rig.made.folder.root) == []
    assert "in a few seconds" in page.read_text("utf-8")
    assert "gmv-1bn-r1-1920x1080.png" in page.read_text("utf-8")
    rig.desk.draw_ordered()
    rig.desk.turn()
    last = contents(edition)
    assert {name: last[name] for name in first} == first, "nothing that was published is written again"
    assert broken_links(rig.made.folder.root) == []
    assert "in a few seconds" not in page.read_text("utf-8")
    listed = {line[66:]: line[:64] for line in last["SHA256SUMS"].decode().splitlines()}
    assert listed == {
        name: hashlib.sha256(body).hexdigest() for name, body in last.items() if name not in ("SHA256SUMS", "all.zip")
    }
    with zipfile.ZipFile(edition / "all.zip") as archive:
        assert archive.testzip() is None
        assert {Path(name).name for name in archive.namelist()} == {*last} - {"all.zip", "thumb.jpg"}
    assert last["captions.txt"].count(b".png") == 6
    assert not edition.with_name("r1.part").exists()
    before = edition.stat().st_mtime_ns
    rig.turn()
    rig.turn()
    assert edition.stat().st_mtime_ns == before


@pytest.mark.parametrize("survivors", [0, 2, 99])
def test_a_desk_that_dies_between_its_pictures_goes_on_where_it_was(rig: Rig, survivors: int) -> None:
    edition = passing(rig)
    rig.turn()
    rig.desk.turn()
    first, list_ = contents(edition), (edition / "manifest.json").read_bytes()
    rig.desk.draw_ordered()
    for path in sorted(edition.iterdir())[survivors:]:  # so many of the last files had been moved when it died
        if path.name not in first and path.name != "manifest.json":
            path.unlink()
    (edition / "manifest.json").write_bytes(list_)
    edition.with_name("r1.part").mkdir()
    (edition.with_name("r1.part") / "gmv-1bn-r1-map-1920x1080.png").write_bytes(b"half of a pic")
    again = Rig.__new__(Rig)
    again.wall, again.told, again.said = rig.wall, [], []
    again.made = publisher(rig.wall.folder, rig.made.folder.root, live=True)
    again.made.site = rig.made.site
    clocks = again.wall.mono_us, again.wall.utc_us
    again.desk = LiveDesk(again.made, lambda: True, *clocks, lambda *_: None, again.said.append)
    again.turn()
    again.turn()
    last = contents(edition)
    assert {name: last[name] for name in first} == first
    assert read_edition(edition).whole
    assert set(read_edition(edition).files) == set(last)
    assert broken_links(again.made.folder.root) == []
    assert not list(again.made.folder.root.rglob("*.part"))
    assert again.said == []


def test_of_two_sums_the_first_pictures_of_both_come_before_the_rest_of_either(rig: Rig) -> None:
    for n in range(13):
        rig.wall.tell((0.9 + n / 10) * BILLION)
    rig.wall.wait(2)
    draw, drawn = rig.made.draw, []

    def noted(recording: Path, orders: Sequence[Order], folder: Path) -> None:
        if orders[0].png:
            drawn.append((orders[0].png.split("/")[1], len(orders)))
        draw(recording, orders, folder)
        rig.desk.turn()  # the rest of an edition is ordered while the other's first pictures wait

    rig.made.draw = noted  # type: ignore[assignment]  # it takes whatever it is given
    rig.turn()
    rig.turn()
    assert drawn == [("gmv-2bn", 3), ("gmv-1bn", 3), ("gmv-2bn", 2), ("gmv-1bn", 2)]


def test_no_picture_waits_for_a_film(rig: Rig) -> None:
    filming, drawn = threading.Event(), threading.Event()

    def film(recording: Path, begin_us: int, end_us: int, path: Path) -> None:
        filming.set()
        assert drawn.wait(PATIENCE_S), "the pictures of the next sum have waited for the film"
        path.write_bytes(b"film")

    rig.made.film = film
    passing(rig)
    rig.turn()
    rig.turn()
    for n in range(16):
        rig.wall.tell((1.06 + n * 0.06) * BILLION)
    rig.wall.wait(2)
    rig.desk.turn()
    thread = threading.Thread(target=rig.desk._draw, args=(rig.desk._films,))
    thread.start()
    assert filming.wait(PATIENCE_S)
    rig.wall.tell(2.05 * BILLION)
    rig.wall.wait(2)
    rig.desk.turn()
    rig.desk._end()
    rig.desk._draw(rig.desk._work)
    assert (rig.made.folder.root / "m/gmv-2bn/r1/totals.csv").is_file()
    drawn.set()
    thread.join(60)
    assert (rig.made.folder.root / "m/gmv-1bn/r1/film.mp4").is_file()


def test_files_of_a_machine_whose_clock_is_lost_are_archived(rig: Rig) -> None:
    edition = passing(rig)
    draw = rig.made.draw

    def long_ago(recording: Path, orders: Sequence[Order], folder: Path) -> None:
        draw(recording, orders, folder)
        for order in orders:
            if order.png:
                os.utime(folder / order.png, (0, 0))

    monkey = replace(rig.made)
    monkey.draw = long_ago  # type: ignore[assignment]  # it takes whatever it is given
    rig.desk.publisher = monkey
    rig.turn()
    rig.turn()
    assert "-1920x1080.png" in str(zipfile.ZipFile(edition / "all.zip").namelist())


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

    def put(path: Path, body: bytes) -> None:
        """Put a file in place, on such a disk."""
        if full:
            write(path.with_name(f"{path.name}.part"), body)
        put_file(path, body)

    monkeypatch.setattr(Path, "write_bytes", write)
    for module in (folder, issuing):
        monkeypatch.setattr(module, "put_file", put)
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
            assert "embargo" in text or "禁发" in text, name
        else:
            assert "gmv-1bn" not in text, name
    assert not (root / "m/gmv-1bn/r1").exists()
    release(root, "gmv-1bn")
    rig.turn()
    rig.turn()
    assert "RMB 1 billion" in (root / "m/gmv-1bn/en.html").read_text("utf-8")
    assert "gmv-1bn-r1" in (root / "feed.json").read_text("utf-8")


def test_a_page_says_when_it_opens_and_opens_then(tmp_path: Path) -> None:
    rig = Rig(tmp_path, embargo=True, embargo_us=600 * 10**6)
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    rig.turn()
    root = rig.made.folder.root
    page = root / "m/gmv-1bn/en.html"
    confirmed_us = rig.desk._desk().milestones[0].last.instant.gmv.confirmed_us  # type: ignore[union-attr]
    assert confirmed_us is not None
    opens = clock(confirmed_us + 600 * 10**6, EVENT.zoneinfo)
    assert f"This page opens at {opens} Beijing time on" in page.read_text("utf-8")
    assert clock(confirmed_us + 600 * 10**6, UTC) in page.read_text("utf-8")
    assert "解禁" in page.read_text("utf-8")
    rig.wall.wait(590)
    rig.turn()
    assert "1 billion" not in page.read_text("utf-8")
    rig.wall.wait(12)
    rig.turn()
    rig.turn()
    assert "RMB 1 billion" in page.read_text("utf-8")
    assert broken_links(root) == []


def test_the_chief_sets_the_time_and_sooner_counts(tmp_path: Path) -> None:
    rig = Rig(tmp_path, embargo=True)
    rig.wall.tell(0.9 * BILLION)
    rig.wall.tell(1.05 * BILLION)
    rig.wall.wait(2)
    rig.turn()
    root = rig.made.folder.root
    page = root / "m/gmv-1bn/en.html"
    assert "when it is released" in page.read_text("utf-8")
    release(root, "gmv-1bn", at(100 + 120))
    rig.turn()
    assert f"opens at {clock(at(220), EVENT.zoneinfo)}" in page.read_text("utf-8")
    assert "1 billion" not in page.read_text("utf-8")
    release(root, "gmv-1bn")
    rig.turn()
    assert "RMB 1 billion" in page.read_text("utf-8")


def test_a_correction_never_waits_and_what_was_published_stays(tmp_path: Path) -> None:
    rig = Rig(tmp_path, embargo=True, embargo_us=20 * 10**6)
    for gmv in (0.9, 1.05):
        rig.wall.tell(gmv * BILLION)
    rig.wall.wait(25)
    rig.turn()
    rig.turn()
    page = rig.made.folder.root / "m/gmv-1bn/en.html"
    assert "RMB 1 billion" in page.read_text("utf-8")
    for gmv in (0.95, 0.95, 0.95, 0.95, 1.06):
        rig.wall.tell(gmv * BILLION)
    rig.wall.wait(2)
    rig.turn()
    rig.turn()
    assert "CORRECTION" in page.read_text("utf-8")
    assert (rig.made.folder.root / "m/gmv-1bn/r2/totals.csv").is_file()


def test_a_sum_that_was_taken_back_while_it_waited_is_told_of_as_such(tmp_path: Path) -> None:
    rig = Rig(tmp_path, embargo=True, embargo_us=20 * 10**6)
    for gmv in (0.9, 1.05, 0.95, 0.95, 0.95, 0.95):
        rig.wall.tell(gmv * BILLION)
    rig.wall.wait(2)
    rig.turn()
    page = rig.made.folder.root / "m/gmv-1bn/en.html"
    assert "Under embargo" in page.read_text("utf-8")
    assert "gmv-1bn" not in (rig.made.folder.root / "feed.json").read_text("utf-8")
    rig.wall.wait(25)
    rig.turn()
    rig.turn()
    assert "has not been passed" in page.read_text("utf-8")
    assert broken_links(rig.made.folder.root) == []


@pytest.mark.parametrize(
    "line", ["gmv-1bn tomorrow", "gmv-1bn 2026-11-11T00:30:00", "gmv-1bn 9999-12-31T23:59:59-23:00", "\x00", " x", ""]
)
def test_a_line_of_no_sense_in_the_list_releases_nothing(tmp_path: Path, line: str) -> None:
    (tmp_path / ".released").write_text(f"{line}\ngmv-2bn\ngmv-3bn 2026-11-11T00:30:00+08:00\n")
    found = released_in(tmp_path)
    assert "gmv-1bn" not in found
    assert found["gmv-2bn"] is None
    assert found["gmv-3bn"] == instant_of("2026-11-10T16:30:00Z")


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


def test_two_desks_never_write_one_folder(tmp_path: Path) -> None:
    with at_work(tmp_path), pytest.raises(AlreadyRunningError, match="another wallboard press"), at_work(tmp_path):
        pytest.fail("both write")
    with at_work(tmp_path):
        pass


def test_what_a_killed_desk_left_half_done_is_taken_away(rig: Rig) -> None:
    edition = passing(rig)
    rig.turn()
    rig.turn()
    root = rig.made.folder.root
    whole = {path for path in root.rglob("*") if path.is_file()}
    halves = [
        *(root / "index.html.part", edition / "manifest.json.part", edition / "film.part.mp4"),
        *(edition.with_name("r2.part") / "half.png", edition / ".film.part.mp4.x1" / "0.mp4"),
    ]
    for path in halves:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    with at_work(root):
        assert {path for path in root.rglob("*") if path.is_file()} == whole | {root / "press.lock"}
        assert not edition.with_name("r2.part").exists()


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
