"""What a playlist may lead to: its own host and those that are named, over the web, never back to plain HTTP."""

from pathlib import Path

import pytest

from tests.video.streams import serving
from wallboard.video.faults import NoPictureError
from wallboard.video.job import DecoderJob
from wallboard.video.opening import opened
from wallboard.video.playlist import MOST_AT_ONCE, PlaylistAccess


def access(url: str = "https://cdn.example/live/stage.m3u8", hosts: tuple[str, ...] = ()) -> PlaylistAccess:
    return PlaylistAccess(url, hosts, "wall", "hunter2hunter2", 1.0)


@pytest.mark.parametrize(
    "url", ["https://cdn.example/live/1.ts", "https://CDN.example:8443/x?y=1", "https://edge.example/1.ts"]
)
def test_it_may_lead_to_its_own_host_and_to_those_that_are_named(url: str) -> None:
    access(hosts=("edge.example",)).check(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://cdn.example/1.ts", "elsewhere"),
        ("https://cdn.example.evil/1.ts", "elsewhere"),
        ("https://evil/cdn.example/1.ts", "elsewhere"),
        ("https://cdn.example@evil/1.ts", "elsewhere"),
        ("https://127.0.0.1/1.ts", "elsewhere"),
        ("file:///etc/hostname", "elsewhere"),
        ("/etc/hostname", "elsewhere"),
        ("concat:https://cdn.example/1.ts|/etc/hostname", "elsewhere"),
        ("subfile,,start,0,end,9,,:/etc/hostname", "elsewhere"),
        ("tcp://cdn.example:22", "elsewhere"),
        ("crypto+https://cdn.example/1.ts", "encrypted"),
        ("data:video/mp2t;base64,AAAA", "encrypted"),
        ("", "elsewhere"),
    ],
)
def test_it_may_not_lead_anywhere_else(url: str, reason: str) -> None:
    made = access()
    with pytest.raises(NoPictureError) as caught:
        made.open(url, 0, {})
    assert caught.value.reason == reason
    assert made.fault is caught.value
    assert "hunter2" not in str(caught.value)


def test_one_that_leads_to_itself_ends_and_one_that_is_known_is_read_for_ever(tmp_path: Path) -> None:
    own = "#EXTM3U\n" + "#EXT-X-STREAM-INF:BANDWIDTH=1\nstage.m3u8\n"
    (tmp_path / "stage.m3u8").write_text(own, encoding="utf-8")
    with serving(tmp_path) as url:
        with pytest.raises(NoPictureError) as caught:
            opened(DecoderJob("stage", str(tmp_path), "playlist", f"{url}/stage.m3u8"))
        assert caught.value.reason == "unreadable"
        made = access(f"{url}/stage.m3u8")
        made.known()
        for _ in range(MOST_AT_ONCE + 5):
            made.open(f"{url}/stage.m3u8", 0, {}).close()
