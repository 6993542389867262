"""How a film is shared among processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.test_exporting import environment
from tests.patience import PATIENCE_S
from wallboard.cli.film_stretches import HEAD_PX, MOST, Helper, helpers, stretches
from wallboard.core.errors import WallboardError


@given(
    st.integers(1, 100_000),
    st.sampled_from((25, 30, 50, 60)),
    st.integers(1, 64),
    st.sampled_from([(320, 180), (1920, 1080), (7680, 4320)]),
)
def test_every_frame_is_drawn_once_and_nobody_begins_for_a_moment(
    frames: int, fps: int, processors: int, size: tuple[int, int]
) -> None:
    shares = stretches(frames, fps, processors, size)
    assert [number for share in shares for number in share] == list(range(frames))
    assert 1 <= len(shares) <= min(processors, MOST)
    assert len(shares) == 1 or min(map(len, shares)) >= 2 * fps
    own, *others = map(len, shares)
    assert not others or max(others) - min(others) <= 1
    assert not others or 0 <= own - min(others) <= max(2, HEAD_PX / (size[0] * size[1]) + 1)


def test_a_helper_that_fails_says_why_in_one_line() -> None:
    helper = Helper(["film", "/nowhere/at-all", "--from=00:00:00", "--to=00:00:09", "-o", "a.mp4", "--frames", "0:9"])
    helper.listen(print)
    with pytest.raises(WallboardError) as told:
        helper.check()
    assert "/nowhere/at-all" in str(told.value)
    assert "\n" not in str(told.value)


def test_helpers_end_with_what_needs_them() -> None:
    with helpers([], [], [], lambda _number, _frames: None) as none:
        assert none == []
    helper = Helper(["simulate", "--port", "0"])
    assert helper.is_running
    helper.end()
    assert not helper.is_running


FILMED = """
import sys
from wallboard.cli import film_script, film_stretches
from wallboard.cli.main import run
film_script.cores = lambda: 3
if sys.argv.pop(1) == "forked":
    film_stretches.subprocess = None
else:
    film_stretches.forks = lambda: False
sys.exit(run(["film", *sys.argv[1:]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process is started anew")
def test_processes_that_are_forked_draw_what_those_draw_that_are_started_anew(tmp_path: Path) -> None:
    words = ("demo", "--from=00:00:10", "--to=00:00:22", "--fps=25", "--size=320x180", "--layout=counter")
    for way in ("forked", "anew"):
        subprocess.run(
            [sys.executable, "-c", FILMED, way, *words, "-o", str(tmp_path / f"{way}.mp4")],
            env=environment(tmp_path), check=True, timeout=PATIENCE_S,
        )  # fmt: skip
    assert (tmp_path / "forked.mp4").read_bytes() == (tmp_path / "anew.mp4").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every process is started anew")
def test_a_forked_process_says_what_it_has_to_and_ends_with_its_status(tmp_path: Path) -> None:
    script = """
from wallboard.cli.forked import ForkedProcess
words = "keys --markdown", "still nowhere --at 00:00:10 -o a.png"
both = [ForkedProcess(each.split()) for each in words]
for each in both:
    said, complained = each.stdout.read(), each.stderr.read()
    each.wait()
    print(each.returncode, len(said) > 100, complained.strip())
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), check=True, timeout=PATIENCE_S,
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert [line.strip() for line in ended.stdout.splitlines()] == [
        "0 True",
        "2 False wallboard: there is no recording: nowhere",
    ]
