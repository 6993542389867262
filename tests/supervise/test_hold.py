"""One wall to a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.core.errors import RecordingError, UsageError
from wallboard.supervise.hold import held


def test_a_recording_that_is_held_is_refused_to_a_second_instance(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(UsageError, match="another wallboard"), held(tmp_path):
        pass


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    with held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_the_folder_is_made(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="--record"), held(tmp_path / "file" / "inside"):
        pass
