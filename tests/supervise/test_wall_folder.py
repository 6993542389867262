"""The folder of a running wall goes with the last process that uses it; what the dead left goes at the next start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wallboard.core.errors import WallboardError
from wallboard.supervise.wall_folder import (
    WallInfo,
    clear_leftovers,
    new_wall_folder,
    running_walls,
    use_wall_folder,
)

INFO = WallInfo(7, "/night")
HOLDER = """
import sys
from pathlib import Path
from wallboard.supervise.wall_folder import WallInfo, new_wall_folder, use_wall_folder
how, where = sys.argv[1], Path(sys.argv[2])
with new_wall_folder(WallInfo(1, "/x"), where) if how == "new" else use_wall_folder(where):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(how: str, where: Path) -> subprocess.Popen[str]:
    """Another process that holds a folder until its input ends."""
    command = [sys.executable, "-c", HOLDER, how, str(where)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate()


def test_it_is_there_while_it_is_used_and_only_for_its_user(tmp_path: Path) -> None:
    with new_wall_folder(INFO, tmp_path) as folder:
        assert folder.is_dir()
        assert sys.platform == "win32" or folder.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_the_last_one_to_leave_removes_it(tmp_path: Path) -> None:
    with new_wall_folder(INFO, tmp_path) as folder:
        other = holder("use", folder)
        (folder / "a.picture").touch()
    assert folder.is_dir()
    let_go(other)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is needed")
def test_of_those_that_a_killed_supervisor_leaves_the_last_one_removes_it(tmp_path: Path) -> None:
    supervisor = holder("new", tmp_path)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    users = [holder("use", folder) for _ in range(2)]
    supervisor.kill()
    let_go(supervisor)
    assert folder.is_dir()
    for user in users:
        assert user.stdin is not None
        user.stdin.close()
    for user in users:
        user.wait()
        assert user.stdout is not None
        user.stdout.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is needed")
def test_what_killed_walls_have_left_goes_at_the_next_start_and_living_ones_stay(tmp_path: Path) -> None:
    living, dead = holder("new", tmp_path), holder("new", tmp_path)
    dead.kill()
    let_go(dead)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2
    with new_wall_folder(INFO, tmp_path):
        assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2
        assert {wall.recording for wall in running_walls(tmp_path)} == {"/night", "/x"}
    let_go(living)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_a_walls_stays(tmp_path: Path) -> None:
    for name in ("wallboard-other", "wallboard-0-x.txt", "elsewhere.lock"):
        (tmp_path / name).mkdir()
    clear_leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_is_gone_is_no_hindrance(tmp_path: Path) -> None:
    with use_wall_folder(tmp_path / "gone"), use_wall_folder(None):
        pass


def test_where_none_can_be_made_one_line_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(WallboardError, match="cannot make the folder of the wall"),
        new_wall_folder(INFO, tmp_path / "no"),
    ):
        pass
