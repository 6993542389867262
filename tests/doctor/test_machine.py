"""Each line of doctor: what is good, what is worth a note, what is wrong."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from wallboard.doctor import machine
from wallboard.doctor.findings import Finding, FindingMark, all_well, good, note, wrong
from wallboard.doctor.terminal_text import show

NOW = datetime(2026, 11, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("python", "pyside", "mark"),
    [
        ("3.11.7", "6.11.3", FindingMark.GOOD),
        ("3.13.0", "6.9.0", FindingMark.GOOD),
        ("3.11.7", "6.12.0", FindingMark.WRONG),
        ("3.12.1", "6.12.0", FindingMark.NOTE),
        ("3.11.7", "6.8.3", FindingMark.NOTE),
        ("3.10.2", "6.11.3", FindingMark.WRONG),
        ("3.11.7", "", FindingMark.WRONG),
    ],
)
def test_the_pair_of_python_and_qt_is_judged(python: str, pyside: str, mark: FindingMark) -> None:
    assert machine.check_versions(python, pyside).mark is mark


def test_the_pair_that_is_installed_here_is_good() -> None:
    assert machine.check_versions(*machine.versions()).mark is FindingMark.GOOD


def test_missing_libraries_are_named_with_what_to_do() -> None:
    finding = machine.check_libraries(["libEGL.so.1"], "linux")
    assert finding.mark is FindingMark.WRONG
    assert "libEGL.so.1" in finding.said
    assert "wallboard doctor --fix" in finding.remedy


def test_elsewhere_qt_brings_its_libraries_along() -> None:
    assert machine.check_libraries([], "darwin").mark is FindingMark.GOOD


def test_missing_test_programs_are_named_with_what_to_do() -> None:
    assert "--fix --tests," in machine.check_programs(["openssl"]).remedy
    assert "--fix --tests=all," in machine.check_programs(["openssl", "xdotool"]).remedy


def test_the_bundled_fonts_are_found() -> None:
    assert machine.check_fonts().mark is FindingMark.GOOD


def test_a_font_that_is_no_font_is_missing(tmp_path: Path) -> None:
    (tmp_path / "BarlowCondensed-Bold.ttf").write_text("<html>")
    finding = machine.check_fonts(tmp_path)
    assert finding.mark is FindingMark.WRONG
    assert "Barlow Condensed" in finding.said


def listing(returncode: int, stdout: str = "", stderr: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], returncode, stdout, stderr)


def test_without_a_display_the_screens_are_only_a_note() -> None:
    finding = machine.check_screens("nothing answers", lambda: listing(1))
    assert finding.mark is FindingMark.NOTE


def test_screens_are_listed_with_their_sizes() -> None:
    listed = listing(0, '[{"name": "HDMI-1", "width": 3840, "height": 2160}]')
    assert machine.check_screens(None, lambda: listed).said == "1: HDMI-1 3840×2160"


def test_a_qt_that_falls_does_not_take_doctor_along() -> None:
    finding = machine.check_screens(None, lambda: listing(-6, stderr="could not connect to display\nmore"))
    assert finding.mark is FindingMark.WRONG
    assert finding.said.endswith("could not connect to display")


def test_a_qt_that_hangs_is_told() -> None:
    def hang() -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(["screens"], 30)

    assert machine.check_screens(None, hang).mark is FindingMark.WRONG


def test_the_disk_is_asked_even_before_the_folder_is_made(tmp_path: Path) -> None:
    assert str(tmp_path / "not" / "yet") in machine.check_disk(tmp_path / "not" / "yet").said


@pytest.mark.parametrize(
    ("free", "mark"), [(10e9, FindingMark.GOOD), (1e9, FindingMark.NOTE), (1e8, FindingMark.WRONG)]
)
def test_a_night_must_fit(free: float, mark: FindingMark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: type("Usage", (), {"free": free}))
    assert machine.check_disk(tmp_path).mark is mark


@pytest.mark.parametrize(
    ("synchronised", "mark"), [(True, FindingMark.GOOD), (False, FindingMark.NOTE), (None, FindingMark.GOOD)]
)
def test_an_unsynchronised_clock_is_a_note(synchronised: bool | None, mark: FindingMark) -> None:
    assert machine.check_clock(NOW, synchronised).mark is mark


def test_a_clock_in_the_past_is_wrong() -> None:
    assert machine.check_clock(datetime(1970, 1, 1, tzinfo=UTC), None).mark is FindingMark.WRONG


def test_the_kernel_can_be_asked_whether_the_clock_is_synchronised() -> None:
    assert machine.is_synchronised() in (True, False, None)


def test_a_monotonic_clock_that_runs_back_is_wrong() -> None:
    readings = iter(range(1000, 0, -1))
    assert machine.check_monotonic(lambda: next(readings)).mark is FindingMark.WRONG


def test_the_clock_of_this_machine_runs_forward() -> None:
    assert machine.check_monotonic().mark is FindingMark.GOOD


def test_notes_do_not_count_as_wrong() -> None:
    assert all_well([good("a", "b"), note("a", "b")])
    assert not all_well([good("a", "b"), wrong("a", "b", "c")])


def printed(finding: Finding, encoding: str) -> str:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding=encoding, write_through=True), width=200)
    show(finding, console)
    return raw.getvalue().decode(encoding)


def test_a_finding_has_a_sign_and_what_to_do_below() -> None:
    lines = printed(wrong("disk", "full", "free some"), "utf-8").splitlines()
    assert lines[0].startswith("✗ disk")
    assert lines[1].strip() == "→ free some"


def test_a_terminal_without_the_signs_gets_words() -> None:
    assert printed(wrong("disk", "full", "free some"), "ascii").startswith("WRONG disk")
