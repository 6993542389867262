"""The desk says what the recording says: figures, editions, corrections; a held value never leaves it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.press.rig import BILLION, EVENT, publish, rows_of, texts
from tests.truth.rig import Wall


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path / "night", facts=EVENT, into_s=100)


def test_figures_are_the_newest_confirmed_ones_with_their_answer(wall: Wall, tmp_path: Path) -> None:
    wall.tell(1.5 * BILLION, orders=41)
    wall.tell("1600000000.37", orders=42)
    publish(wall.folder, tmp_path / "desk")
    state = json.loads((tmp_path / "desk/state.json").read_text("utf-8"))
    gmv, orders = state["figures"][0], state["figures"][1]
    number, at_us, fen = rows_of(wall.folder, "SELECT id, at_us, gmv_fen FROM answer ORDER BY id DESC LIMIT 1")[0]
    assert (gmv["value"], fen) == ("1600000000.37", 160000000037)
    assert (orders["name"], orders["value"]) == ("orders", 42)
    assert state["provenance"]["answer"] == number
    assert gmv["at"].startswith("2026-11-27T00:01:42")
    assert len(state["provenance"]["answer_sha256"]) == 64
    assert isinstance(at_us, int)
    page = (tmp_path / "desk/en/index.html").read_text("utf-8")
    assert "1,600,000,000" in page.replace('<span class="c">,</span>', ",")
    assert "RMB 1.60 billion" in page
    assert "US$ 235.29 million" in page, "1,600,000,000.37 / 6.80, cut"
    assert "SIMULATED" not in page


def test_a_held_value_is_nowhere(wall: Wall, tmp_path: Path) -> None:
    wall.tell(1.2 * BILLION)
    wall.tell(1.3 * BILLION)
    for _ in range(2):
        wall.tell(77.77 * BILLION)
    publish(wall.folder, tmp_path / "desk")
    held = rows_of(wall.folder, "SELECT COUNT(*) FROM judgement WHERE verdict = 'held'")[0][0]
    assert held
    for name, text in texts(tmp_path / "desk").items():
        assert "77.77" not in text, name
        assert "77,77" not in text, name
        assert "7777" not in text, name
    assert "HELD" in (tmp_path / "desk/en/index.html").read_text("utf-8")
    assert "HELD" in json.loads((tmp_path / "desk/state.json").read_text("utf-8"))["status"]


def test_a_sum_that_was_taken_back_is_withdrawn_and_passed_again(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION)
    wall.tell(1.1 * BILLION)
    desk = tmp_path / "desk"
    publish(wall.folder, desk)
    first = {p.relative_to(desk): p.read_bytes() for p in (desk / "m/gmv-1bn/r1").iterdir()}
    for _ in range(4):
        wall.tell(0.95 * BILLION)
    wall.tell(1.05 * BILLION)
    publish(wall.folder, desk)
    assert {p.relative_to(desk): p.read_bytes() for p in (desk / "m/gmv-1bn/r1").iterdir()} == first
    assert (desk / "m/gmv-1bn/r2/totals.csv").is_file()
    page = (desk / "m/gmv-1bn/en.html").read_text("utf-8")
    assert "CORRECTION" in page
    assert "DO NOT USE" in page
    assert "USE THIS" in page
    assert "RMB 1 billion was passed at 00:01:47, not at 00:01:42." in page
    editions = json.loads((desk / "milestones.json").read_text("utf-8"))["milestones"][0]["editions"]
    assert [(e["edition"], e["withdrawn"] is not None) for e in editions] == [(1, True), (2, False)]
    log = (desk / "corrections/en.html").read_text("utf-8")
    assert "was RMB 950,000,000, not RMB 1,100,000,000" in log
    feed = json.loads((desk / "feed.json").read_text("utf-8"))
    assert sum("withdrawn" in item["id"] for item in feed["items"]) == 1


def test_a_sum_that_was_taken_back_and_not_passed_again_says_so(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION)
    wall.tell(1.1 * BILLION)
    for _ in range(4):
        wall.tell(0.95 * BILLION)
    publish(wall.folder, tmp_path / "desk")
    page = (tmp_path / "desk/m/gmv-1bn/en.html").read_text("utf-8")
    assert "WITHDRAWN" in page
    assert "It has not been passed so far." in page
    assert "USE THIS" not in page
    embed = (tmp_path / "desk/embed/gmv-1bn/en.html").read_text("utf-8")
    assert "WITHDRAWN" in embed
    assert "<s>RMB 1 billion</s>" in embed


def test_inside_a_gap_the_time_is_an_upper_bound_and_compared_with_nothing(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION)
    for _ in range(8):
        wall.silent()
    wall.tell(1.1 * BILLION)
    publish(wall.folder, tmp_path / "desk")
    page = (tmp_path / "desk/m/gmv-1bn/en.html").read_text("utf-8")
    assert "having passed RMB 1 billion" in page
    assert "The time is the latest possible" in page
    assert "sooner" not in page
    rows = list(csv.DictReader(io.StringIO((tmp_path / "desk/milestones.csv").read_text("utf-8-sig"))))
    assert (rows[0]["exact"], rows[0]["sum"]) == ("false", "1000000000.00")


def test_page_caption_table_and_document_tell_one_story(wall: Wall, tmp_path: Path) -> None:
    wall.tell("999999999.99")
    wall.tell("1000000000.01", orders=7)
    publish(wall.folder, tmp_path / "desk")
    said = texts(tmp_path / "desk")
    row = next(csv.DictReader(io.StringIO(said["milestones.csv"].lstrip("\ufeff"))))
    document = json.loads(said["m/gmv-1bn/r1/figures.json"])
    assert row["at"] == document["at"] == "2026-11-27T00:01:42.000+08:00"
    assert row["confirmed_by"] == document["figures"][0]["value"] == "1000000000.01"
    caption = document["captions"]["en"]
    assert "passing RMB 1 billion (US$147.05 million) at 00:01:42 Beijing time on Friday, Nov. 27, 2026." in caption
    assert "1 minute 42 seconds after the start, 31 minutes 38 seconds sooner than in 2025." in caption
    assert caption in said["m/gmv-1bn/r1/captions.txt"]
    assert "RMB 1,000,000,000.01" in said["m/gmv-1bn/en.html"], "what confirmed it, to the last place"
    assert caption.endswith("Drawn from data; not a photograph. (Test <b>&)")
    assert "(Test &lt;b&gt;&amp;)" in said["m/gmv-1bn/en.html"]
    assert "<b>&)" not in said["m/gmv-1bn/en.html"]


def test_before_the_first_figure_there_is_a_dash(wall: Wall, tmp_path: Path) -> None:
    wall.tell(None)
    publish(wall.folder, tmp_path / "desk")
    page = (tmp_path / "desk/en/index.html").read_text("utf-8")
    assert '<p class="hero">—</p>' in page
    assert "NO DATA YET" in page
    assert json.loads((tmp_path / "desk/state.json").read_text("utf-8"))["figures"][0]["value"] is None


def test_a_simulation_says_so_in_every_file(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION, simulated=True)
    wall.tell(1.1 * BILLION, simulated=True)
    publish(wall.folder, tmp_path / "desk")
    for name, text in texts(tmp_path / "desk").items():
        if name == ".wallboard-press":
            continue
        assert any(word in text for word in ("SIMULATED", "simulated", "模拟")), name
    for path in (tmp_path / "desk/m/gmv-1bn/r1").glob("*x*.png"):
        assert "SIMULATED" in path.name


def test_one_answer_that_is_simulated_marks_all(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION, simulated=True)
    for n in range(1, 8):
        wall.tell((1 + n / 100) * BILLION)
    publish(wall.folder, tmp_path / "desk")
    assert json.loads((tmp_path / "desk/state.json").read_text("utf-8"))["simulated"] is True
    assert "SIMULATED" in (tmp_path / "desk/en/index.html").read_text("utf-8")


def test_another_event_than_configured_and_damage_are_told(wall: Wall, tmp_path: Path) -> None:
    from msgspec.structs import replace  # noqa: PLC0415

    wall.tell(1.1 * BILLION)
    other = replace(EVENT, start_us=(EVENT.start_us or 0) + 10**9)
    publish(wall.folder, tmp_path / "desk", other)
    assert "another event" in (tmp_path / "desk/en/index.html").read_text("utf-8")
    assert json.loads((tmp_path / "desk/state.json").read_text("utf-8"))["notices"] == ["other_event"]


def test_a_damaged_recording_is_told_on_every_page(wall: Wall, tmp_path: Path) -> None:
    wall.tell(0.9 * BILLION)
    wall.tell(1.1 * BILLION)
    (wall.folder / "segment-000002.wallboard").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    publish(wall.folder, tmp_path / "desk")
    for name in ("en/index.html", "m/gmv-1bn/en.html", "corrections/en.html"):
        assert "cannot be read" in (tmp_path / "desk" / name).read_text("utf-8")
    assert "damaged" in json.loads((tmp_path / "desk/state.json").read_text("utf-8"))["notices"]
