"""What stands on the pictures that the desk orders: the sum that was passed, or the confirmed total, to the unit."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace as with_fields
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.press.picture_texts import drawn, studio
from tests.press.rig import BILLION, EVENT
from tests.truth.rig import Wall as RecordedWall
from wallboard.cli.picture_drawing import Drawing, picture
from wallboard.cli.press_desk import ChildDrawing, ManyDrawing
from wallboard.cli.studio import Studio
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.errors import WallboardError
from wallboard.core.recording_state import Milestone
from wallboard.export.footage import RecordedFootage
from wallboard.press.orders import STRIP, Order


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None, demonstration=True)


def recorded(folder: Path, *sums: str, milestones: tuple[int, ...] = (BILLION * 100,)) -> RecordedWall:
    wall = RecordedWall(folder / "night", facts=with_fields(EVENT, milestones_fen=milestones), into_s=100)
    for said in sums:
        wall.tell(said, simulated=True)
    return wall


def passed_in(made: Studio) -> tuple[Milestone, ...]:
    """Every sum that the recording has passed."""
    assert isinstance(made.footage, RecordedFootage)
    return made.footage.milestones


def test_a_layout_states_the_confirmed_total_while_the_next_is_known(
    qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37", "1150000000.00", "1250000000.00")
    with studio(settings, wall.folder) as made:
        (passed,) = passed_in(made)
        order = Order("a.png", "a.jpg", (1920, 1080), passed.commit_us, passed.gmv_fen, "overview")
        said = " ".join(drawn(made, order))
    assert "1,050,000,000" in said
    assert "1,150,000,000" not in said
    assert "00:01:42" in said, "the picture's clock stands where its figures do"
    assert "SIMULATED" in said


def test_the_card_states_the_sum_and_its_time_and_no_rolling_total(
    qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37", "1150000000.00")
    with studio(settings, wall.folder) as made:
        (passed,) = passed_in(made)
        for size in ((1920, 1080), (1080, 1920), (1080, 1080), (1200, 520)):
            said = " ".join(drawn(made, Order("a.png", "a.jpg", size, passed.commit_us, passed.gmv_fen)))
            assert "1,000,000,000" in said
            assert "00:01:42" in said
            assert "1,050" not in said
            assert "SIMULATED" in said


def test_of_two_sums_that_fell_together_each_has_its_own_card(
    qapp: QApplication, settings: Settings, tmp_path: Path
) -> None:
    sums = (BILLION * 100, BILLION * 102, BILLION * 104)
    wall = recorded(tmp_path, "900000000.00", "1050000000.00", milestones=sums)
    with studio(settings, wall.folder) as made:
        passed = passed_in(made)
        assert len({m.commit_us for m in passed}) == 1
        for each in passed:
            said = drawn(made, Order("a.png", "a.jpg", (1920, 1080), each.commit_us, each.gmv_fen))
            assert sum(f"{m.gmv_fen // 100:,}" in " ".join(said) for m in passed) == 1
            assert f"{each.gmv_fen // 100:,}" in " ".join(said)


def test_a_picture_is_the_same_whatever_came_after(qapp: QApplication, settings: Settings, tmp_path: Path) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37")
    order = Order("a.png", "a.jpg", (640, 360), 0, BILLION * 100, "overview")
    pictures = []
    for _ in range(2):
        with studio(settings, wall.folder) as made:
            (passed,) = passed_in(made)
            now = replace_commit(order, passed.commit_us)
            pictures.append(picture(made, made.wall, now))
        for n in range(5):
            wall.tell(f"{1_100_000_000 + n * 10**7}.00", simulated=True)
    assert pictures[0] == pictures[1]


def replace_commit(order: Order, commit_us: int) -> Order:
    return with_fields(order, commit_us=commit_us)


def test_orders_are_drawn_in_the_size_and_shape_that_they_ask_for(qapp: QApplication, tmp_path: Path) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37")
    with studio(load(None, demonstration=True), wall.folder) as made:
        (passed,) = passed_in(made)
    strip = ("SIMULATED", "not real sales", "RMB 1 billion", "press.example")
    orders = [
        Order("a.png", "a.jpg", (640, 360), passed.commit_us, passed.gmv_fen, thumb="thumb.jpg"),
        Order("og.png", "og.jpg", (1200, 630), passed.commit_us, passed.gmv_fen, strip=strip, simulated=True),
    ]
    Drawing(wall.folder, tmp_path, None, demonstration=True).draw(orders)
    sizes = {name: QImage(str(tmp_path / name)) for name in ("a.png", "a.jpg", "thumb.jpg", "og.png", "og.jpg")}
    assert [(i.width(), i.height()) for i in sizes.values()] == [(640, 360)] * 2 + [(448, 252)] + [(1200, 630)] * 2
    strip_row = {sizes["og.png"].pixel(x, 630 - STRIP + 50) for x in range(1200)}
    assert len(strip_row) > 20, "there are letters in the strip"


def test_what_is_drawn_before_there_is_an_edition_is_kept_nowhere_and_changes_no_picture(
    qapp: QApplication, tmp_path: Path
) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37")
    with studio(load(None, demonstration=True), wall.folder) as made:
        (passed,) = passed_in(made)
    orders = [
        Order("card.png", "card.jpg", (640, 360), passed.commit_us, passed.gmv_fen),
        Order("map.png", "map.jpg", (640, 360), passed.commit_us, passed.gmv_fen, "map"),
    ]
    bodies = []
    for name, rehearsed in (("cold", False), ("again", False), ("warm", True)):
        (tmp_path / name).mkdir()
        drawing = Drawing(wall.folder, tmp_path / name, None, demonstration=True)
        if rehearsed:
            drawing.draw([with_fields(order, png="", jpg="", gmv_fen=77) for order in orders])
            assert not list((tmp_path / name).iterdir())
        drawing.draw(orders)
        bodies.append([(tmp_path / name / order.png).read_bytes() for order in orders])
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_several_processes_draw_each_order_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, processes: int
) -> None:
    orders = [Order(f"{n}.png", f"{n}.jpg", (1, 1), commit_us=n // 3) for n in range(10)]
    drawn: dict[int, list[Order]] = {}

    def draw(self: ChildDrawing, recording: Path, share: Sequence[Order], folder: Path) -> None:
        drawn[id(self)] = [*drawn.get(id(self), []), *share]

    monkeypatch.setattr(ChildDrawing, "__call__", draw)
    drawing = ManyDrawing(None, demonstration=True, processes=processes)
    drawing(tmp_path, orders, tmp_path)
    drawing.close()
    assert len(drawn) == processes
    assert sorted(o.png for share in drawn.values() for o in share) == sorted(o.png for o in orders)
    commits = [{o.commit_us for o in share} for share in drawn.values()]
    assert sum(map(len, commits)) == 4, "what is read of a commit is read once"


def test_what_one_of_several_processes_cannot_draw_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def draw(self: ChildDrawing, recording: Path, share: Sequence[Order], folder: Path) -> None:
        if share[0].commit_us:
            msg = "the pictures of the press desk cannot be made: no display"
            raise WallboardError(msg)

    monkeypatch.setattr(ChildDrawing, "__call__", draw)
    drawing = ManyDrawing(None, demonstration=True, processes=2)
    with pytest.raises(WallboardError, match="no display"):
        drawing(tmp_path, [Order("a", "a", (1, 1), 0), Order("b", "b", (1, 1), 1)], tmp_path)
    drawing(tmp_path, [], tmp_path)


def test_the_process_that_draws_stays_tells_what_fails_and_is_started_anew(tmp_path: Path) -> None:
    wall = recorded(tmp_path, "900000000.00", "1050000000.37")
    footage = RecordedFootage(wall.folder)
    commit_us = footage.milestones[0].commit_us
    footage.close()
    order = Order("a.png", "a.jpg", (320, 180), commit_us, BILLION * 100)
    drawing = ChildDrawing(None, demonstration=True)
    with closing(drawing):
        drawing(wall.folder, [order], tmp_path)
        first = drawing.pid
        with pytest.raises(WallboardError, match="cannot be"):
            drawing(wall.folder, [with_fields(order, jpg="none/a.jpg")], tmp_path)
        drawing(wall.folder, [with_fields(order, png="b.png")], tmp_path)
        assert drawing.pid == first
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
        assert first is not None
        os.kill(first, signal.SIGTERM)
        with suppress(WallboardError):  # it may find out by this
            drawing(wall.folder, [with_fields(order, png="c.png")], tmp_path)
        drawing(wall.folder, [with_fields(order, png="d.png")], tmp_path)
        assert drawing.pid != first
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "d.png").read_bytes()
    assert drawing.pid is None
