"""What a configuration may say of pictures, and what it is told where it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.config.load import load
from wallboard.config.picture_panels import VideoOptions
from wallboard.config.problems import ConfigFileError
from wallboard.config.settings import Settings
from wallboard.video.job import kind_of

LAYOUT = '[layouts.gala.canvas."*"]\nareas = ["bar", "stage"]\n'


def of(tmp_path: Path, sources: str, more: str = "") -> Settings:
    file = tmp_path / "wallboard.toml"
    file.write_text(f'[panels.stage]\nkind = "video"\nsources = [{sources}]\n{more}{LAYOUT}', encoding="utf-8")
    return load(file)


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        ('"rtsp://a.example:8554/s"', "stream", "a.example"),
        ('"https://a.example/live/S.M3U8?x=1"', "playlist", "a.example"),
        ('"http://a.example/live.ts"', "stream", "a.example"),
        ('"srt://a.example:9000"', "stream", "a.example"),
        ('"udp://@:5000"', "stream", "UDP"),
        ('"udp://@239.1.1.1:5000"', "stream", "239.1.1.1"),
        ('"stage.mp4"', "file", "stage.mp4"),
        ('{ device = "/dev/video0", size = [1920, 1080], rate = 30 }', "device", "/dev/video0"),
        ('{ url = "rtsp://a.example/s", name = "Stage", user = "w", password_env = "P" }', "stream", "Stage"),
    ],
)
def test_a_source_is_an_address_a_file_or_a_device(tmp_path: Path, source: str, kind: str, said: str) -> None:
    panel = of(tmp_path, source).live_pictures["stage"]
    assert isinstance(panel, VideoOptions)
    assert (kind_of(panel.sources[0]), panel.sources[0].said) == (kind, said)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('"concat://a|b"', "is no address of a picture"),
        ('"file:///etc/passwd"', "is no address of a picture"),
        ('"rtsp://wall:secret@a.example/s"', "password_env"),
        ('"udp://239.1.1.1"', "names no port"),
        ("{}", "is none or several"),
        ('{ url = "rtsp://a.example/s", file = "b.mp4" }', "is none or several"),
        ('{ file = "b.mp4", user = "w", password_env = "P" }', "takes no user"),
        ('{ url = "rtsp://a.example/s", user = "w" }', "without a password"),
        ('{ url = "rtsp://a.example/s", rate = 25 }', "only a capture device"),
    ],
)
def test_what_is_none_is_told_without_its_secrets(tmp_path: Path, source: str, why: str) -> None:
    with pytest.raises(ConfigFileError) as caught:
        of(tmp_path, source)
    assert why in str(caught.value)
    assert "secret" not in str(caught.value)


def test_more_pictures_than_a_machine_can_decode_are_refused(tmp_path: Path) -> None:
    more = "".join(f'[panels.p{n}]\nkind = "video"\nsources = ["{n}.mp4"]\n' for n in range(9))
    with pytest.raises(ConfigFileError, match="8 are the most"):
        of(tmp_path, '"a.mp4"', more)


def test_pictures_that_stand_in_no_layout_or_have_no_source_are_not_decoded(tmp_path: Path) -> None:
    more = '[panels.p]\nkind = "video"\nsources = ["p.mp4"]\n'
    assert set(of(tmp_path, '"a.mp4"', more).live_pictures) == {"stage"}
    assert of(tmp_path, "").live_pictures == {}


def test_a_copy_with_other_panels_or_layouts_has_the_pictures_of_its_own(tmp_path: Path) -> None:
    settings = of(tmp_path, '"rtsp://a.example/s"')
    assert [*settings.live_pictures] == ["stage"]
    assert settings.live_pictures is settings.live_pictures  # asked for at every frame
    without = settings.model_copy(update={"panels": {**settings.panels, "stage": VideoOptions()}})
    assert (without.live_pictures, [*settings.live_pictures]) == ({}, ["stage"])
    assert without.model_copy(update={"panels": settings.panels}) == settings
    layout = settings.layouts["gala"]
    assert "stage" in layout.panels
    assert "stage" not in layout.model_copy(update={"canvas": settings.layouts["counter"].canvas}).panels
