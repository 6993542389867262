"""What a playlist may lead to: its own host and those that are named, over the web, never back to plain HTTP."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.video.streams import serving
from wallboard.video.faults import NoPictureError
from wallboard.video.job import DecoderJob
from wallboard.video.opening import opened
from wallboard.video.playlist import LOOK_S, MOST_AT_ONCE, MOST_PLAYLIST_BYTES, STILL_S, PlaylistAccess


def access(url: str = "https://cdn.example/live/stage.m3u8", hosts: tuple[str, ...] = ()) -> PlaylistAccess:
    return PlaylistAccess(url, hosts, "wall", "hunter2hunter2", 1.0)


def never(_seconds: float) -> None:
    msg = "nothing is waited for"
    raise AssertionError(msg)


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
        ("data:video/mp2t;base64,AAAA", "elsewhere"),
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
            opened(DecoderJob("stage", str(tmp_path), "playlist", f"{url}/stage.m3u8"), never)
        assert caught.value.reason == "unreadable"
        made = access(f"{url}/stage.m3u8")
        made.known()
        for _ in range(MOST_AT_ONCE + 5):
            made.open(f"{url}/stage.m3u8", 0, {}).close()


HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('#EXT-X-KEY:METHOD=AES-128,URI="key.bin"\n#EXTINF:1,\npart.ts\n', "encrypted"),
        ('#EXT-X-KEY:URI="skd://key",METHOD=SAMPLE-AES,KEYFORMAT="com.apple.streamingkeydelivery"\n', "encrypted"),
        ('#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES-CTR,URI="data:text/plain;base64,AAAA"\n', "encrypted"),
        ("#EXTINF:1,\npart.ts\n" * (MOST_PLAYLIST_BYTES // 10), "unreadable"),
        ("#EXT-X-KEY:METHOD=NONE\n#EXTINF:1,\npart.ts\n", ""),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_playlist_that_cannot_be_shown_says_why(tmp_path: Path, text: str, reason: str, packed: bool) -> None:
    data = (HEAD + text).encode()
    (tmp_path / "stage.m3u8").write_bytes(gzip.compress(data) if packed else data)
    with serving(tmp_path) as url:
        made = access(f"{url}/stage.m3u8")
        if not reason:
            assert made.open(f"{url}/stage.m3u8", 0, {}).read(10_000) == data
            return
        with pytest.raises(NoPictureError) as caught:
            made.open(f"{url}/stage.m3u8", 0, {})
    assert caught.value.reason == reason


@pytest.mark.parametrize("segment", ["ftp://127.0.0.1/part.ts", "http://192.0.2.1/part.ts", "concat:part.ts|part.ts"])
def test_segments_that_lie_elsewhere_are_the_reason_and_not_what_came_of_it(tmp_path: Path, segment: str) -> None:
    (tmp_path / "stage.m3u8").write_text(f"{HEAD}#EXTINF:1,\n{segment}\n#EXT-X-ENDLIST\n", encoding="utf-8")
    with serving(tmp_path) as url, pytest.raises(NoPictureError) as caught:
        opened(DecoderJob("stage", str(tmp_path), "playlist", f"{url}/stage.m3u8"), never)
    assert caught.value.reason == "elsewhere"


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that answers one request with these bytes; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/stage.m3u8"


@pytest.mark.parametrize(
    "answer",
    [b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\n" + b"X-More: 1\r\n" * 200 + b"\r\n", b"HTTP/1.1 x\r\n\r\n"],
)
def test_an_answer_that_is_none_of_http_is_no_answer(answer: bytes) -> None:
    with answering(answer) as url, pytest.raises(NoPictureError) as caught:
        access(url).open(url, 0, {})
    assert caught.value.reason == "no_answer"


@pytest.mark.parametrize("where", ["http://192.0.2.1/part.ts", "/part.ts", "/moved/part.ts"])
def test_a_direct_stream_that_leads_to_another_address_says_so(tmp_path: Path, where: str) -> None:
    with serving(tmp_path, where=where) as url:
        job = DecoderJob("stage", str(tmp_path), "stream", f"{url}/stage.ts", user="wall", password="hunter2hunter2")
        with pytest.raises(NoPictureError) as caught:
            opened(job, never)
    assert (caught.value.reason, caught.value.detail.split(":")[0]) == ("elsewhere", "HTTP 302")
    assert "hunter2" not in str(caught.value)


def test_what_a_live_playlist_held_before_is_not_shown_as_live_again(tmp_path: Path) -> None:
    old, end = f"{HEAD}#EXTINF:1,\npart.ts\n", "#EXT-X-ENDLIST\n"
    file, slept = tmp_path / "stage.m3u8", list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            file.write_text(old + "#EXTINF:1,\nnext.ts\n", encoding="utf-8")

    with serving(tmp_path) as url:

        def read() -> str:
            made = PlaylistAccess(f"{url}/stage.m3u8", (), "", "", 5.0, sleep)
            return made.open(f"{url}/stage.m3u8", 0, {}).read(10_000).decode()

        file.write_text(old, encoding="utf-8")
        assert read().endswith("next.ts\n")
        assert len(slept) == 3
        with pytest.raises(NoPictureError) as caught:
            read()
        assert (caught.value.reason, sum(slept)) == ("timeout", 3 * LOOK_S + STILL_S)
        file.write_text(old + end, encoding="utf-8")  # a film from beginning to end is no news
        assert read() == old + end
        assert sum(slept) == 3 * LOOK_S + STILL_S
