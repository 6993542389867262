"""What a playlist may lead to: its own host and those that are named, over the web, never back to plain HTTP."""

import pytest

from wallboard.video.faults import NoPictureError
from wallboard.video.playlist import PlaylistAccess


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
