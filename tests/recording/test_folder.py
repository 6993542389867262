"""The directory of a recording."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.recording.rig import START_US, record
from wallboard.core.errors import RecordingError
from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.folder import RoleLock, new_folder, newest_folder, segment_path, segments_in


def test_a_new_run_is_named_by_its_start_in_utc(tmp_path: Path) -> None:
    assert new_folder(START_US, tmp_path).name == "2016-11-10T16-00-00Z"


def test_two_runs_of_one_second_have_two_directories(tmp_path: Path) -> None:
    assert new_folder(START_US, tmp_path) != new_folder(START_US, tmp_path)


def test_a_place_that_is_a_file_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="cannot make a directory for the recording"):
        new_folder(START_US, tmp_path / "file")


def test_the_newest_recording_is_the_last_that_holds_something(tmp_path: Path) -> None:
    record(tmp_path / "2016-11-10T16-00-00Z", 1)
    (tmp_path / "2016-11-10T17-00-00Z").mkdir()
    assert newest_folder(tmp_path) == tmp_path / "2016-11-10T16-00-00Z"


def test_there_is_no_newest_recording_in_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert newest_folder(tmp_path / "nowhere") is None


def test_segments_are_listed_by_number_beyond_a_million(tmp_path: Path) -> None:
    for number in (1_000_000, 2, 999_999):
        segment_path(tmp_path, number).touch()
    (tmp_path / "segment-000003.wallboard.part").touch()
    assert [number for number, _ in segments_in(tmp_path)] == [2, 999_999, 1_000_000]


def test_a_second_instance_of_a_role_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with (
        RoleLock(tmp_path, "show"),
        pytest.raises(AlreadyRunningError, match=r"another wallboard show \(process \d+\)"),
    ):
        RoleLock(tmp_path, "show")


def test_the_roles_do_not_hinder_each_other(tmp_path: Path) -> None:
    with RoleLock(tmp_path, "show"), RoleLock(tmp_path, "collect") as lock:
        lock.release()


def test_a_released_role_can_be_taken_again(tmp_path: Path) -> None:
    RoleLock(tmp_path, "show").release()
    RoleLock(tmp_path, "show").release()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot write to the recording"):
        RoleLock(tmp_path / "nowhere", "show")


def test_the_lock_names_the_process_that_holds_it(tmp_path: Path) -> None:
    with RoleLock(tmp_path, "show"), pytest.raises(AlreadyRunningError, match=rf"show \(process {os.getpid()}\) works"):
        RoleLock(tmp_path, "show")
