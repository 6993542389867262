"""What a supervisor has done beside its loop: the usable configuration is kept, neighbours on a screen are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from wallboard.cli.command_settings import load_usable_settings
from wallboard.cli.wall_chores import KeptConfiguration, x_display_of
from wallboard.core.errors import ConfigError

GOOD = '[[source]]\nurl = "http://127.0.0.1:9/{}"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine" / "wallboard.toml"
    path.parent.mkdir()
    path.write_text(GOOD.format("first"))
    return path


@pytest.fixture
def kept(file: Path, tmp_path: Path) -> KeptConfiguration:
    found = KeptConfiguration(file, tmp_path / "last-good.toml", demonstration=False)
    found.look()
    return found


def edit(file: Path, text: str) -> None:
    """Write a version that is seen to be another, however coarse the clock of the disk is."""
    before = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))


def url(file: Path, kept: KeptConfiguration) -> str | None:
    """The address that a process started anew would ask."""
    settings, _, _ = load_usable_settings(file, kept.copy)
    return settings.sources[0].url


def test_the_newest_version_that_could_be_used_stands_in_for_a_bad_one(file: Path, kept: KeptConfiguration) -> None:
    edit(file, GOOD.format("second"))
    kept.look()
    edit(file, GOOD.format("third") + "nonsense = [")
    kept.look()
    settings, named, problems = load_usable_settings(file, kept.copy)
    assert settings.sources[0].url == "http://127.0.0.1:9/second"
    assert named == file
    assert len(problems) == 1
    assert str(file) in problems[0]


def test_what_the_newest_usable_version_says_is_known(file: Path, kept: KeptConfiguration) -> None:
    picture = (
        '[panels.stage]\nkind = "video"\nsources = ["rtsp://a.example/s"]\n'
        '[layouts.gala.canvas."*"]\nareas = ["bar", "stage"]\n'
    )
    found = []
    for text in ("", picture, "nonsense = [", ""):
        edit(file, GOOD.format("first") + text)
        kept.look()
        assert kept.settings is not None
        found.append([*kept.settings.live_pictures])
    assert found == [[], ["stage"], ["stage"], []]


def test_the_file_itself_is_taken_as_soon_as_it_is_right_again(file: Path, kept: KeptConfiguration) -> None:
    edit(file, "nonsense = [")
    kept.look()
    assert url(file, kept) == "http://127.0.0.1:9/first"
    edit(file, GOOD.format("fourth"))
    assert url(file, kept) == "http://127.0.0.1:9/fourth"


def test_a_file_that_is_gone_is_stood_in_for_too(file: Path, kept: KeptConfiguration) -> None:
    file.unlink()
    kept.look()
    assert url(file, kept) == "http://127.0.0.1:9/first"


def test_relative_paths_are_still_meant_from_the_folder_of_the_file(file: Path, kept: KeptConfiguration) -> None:
    edit(file, GOOD.format("x") + '[recording]\nfolder = "here"\n')
    kept.look()
    edit(file, "nonsense = [")
    settings, _, _ = load_usable_settings(file, kept.copy)
    assert settings.recording.folder == file.parent / "here"


def test_without_a_copy_a_bad_file_is_refused(file: Path, tmp_path: Path) -> None:
    edit(file, "nonsense = [")
    for copy in (None, tmp_path / "none.toml"):
        with pytest.raises(ConfigError, match="not valid TOML"):
            load_usable_settings(file, copy)


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"DISPLAY": ":0"}, ":0"),
        ({"DISPLAY": ":0.1"}, ":0"),
        ({"DISPLAY": "unix:0.0"}, ":0"),
        ({"DISPLAY": "far:1.0", "WAYLAND_DISPLAY": "wayland-0"}, "far:1"),
        ({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/run/user/7"}, os.path.join("/run/user/7", "wayland-0")),  # noqa: PTH118
        ({}, ""),
    ],
)
def test_two_names_of_one_display_are_alike(environment: dict[str, str], name: str) -> None:
    assert x_display_of(environment) == name


def test_a_file_without_a_source_is_right_and_told_to_be_nothing_to_run_with(
    wallboard: Command, tmp_path: Path
) -> None:
    (tmp_path / "wallboard.toml").write_text('[display]\nlanguages = "de"\n')
    told = wallboard("check")
    assert told.status == 0
    assert "[[source]]: there is none" in told.out


def test_collecting_from_nothing_says_so_and_records_nothing(wallboard: Command, tmp_path: Path) -> None:
    (tmp_path / "wallboard.toml").write_text("")
    told = wallboard("collect", "--record", "night")
    assert told.status == 2
    assert told.err.count("\n") == 1
    assert "no endpoint is configured" in told.err
    assert "recording to" not in told.out + told.err
    assert not (tmp_path / "night").exists()
