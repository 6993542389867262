"""The whole road: an endpoint on loopback, the settings, a recording on disk, the operator's journal."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.collect.rig import FACTS, body
from wallboard.collect import collect, start
from wallboard.config.collection import Recording
from wallboard.config.settings import Settings
from wallboard.core.errors import ConfigError
from wallboard.recording.errors import AlreadyRunningError
from wallboard.recording.journal import Journal
from wallboard.recording.reader import RecordingReader
from wallboard.recording.retention import RetentionPolicy
from wallboard.recording.writer import Recorder

CANARY = "c4n4ry"
Answers = list[bytes]


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """The last of `answers`, whatever it is by then; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answers[-1])))
            self.end_headers()
            self.wfile.write(answers[-1])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/metrics.json"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def settings(*sources: Mapping[str, object]) -> Settings:
    event = {"start": "2016-11-11T00:00:00+08:00", "end": "2016-11-12T00:00:00+08:00"}
    layouts = {"only": {"canvas": {"*": {"areas": ["gmv"]}}}}
    return Settings.model_validate(
        {
            "event": event,
            "panels": {"gmv": {"kind": "counter"}},
            "layouts": layouts,
            "source": sources,
            "polling": {"interval_s": 0.05},
            "milestones": {"amounts": ["1000"]},
        }
    )


class Life:
    """A running collector."""

    def __init__(self, folder: Path, *sources: Mapping[str, object]) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.beats = 0
        self.stop = threading.Event()
        words = (settings(*sources), folder, self.stop)
        how = {"say": self.said.append, "beat": self._beat, "environ": {"WALL_TOKEN": CANARY}}
        self._thread = threading.Thread(target=collect, args=words, kwargs=how)

    def _beat(self) -> None:
        self.beats += 1

    def __enter__(self) -> Life:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(30)

    def until(self, holds: Callable[[RecordingReader], bool]) -> None:
        """Wait until the recording says so."""
        with RecordingReader(self.folder, live=True) as reader:
            for _ in range(3000):
                reader.refresh()
                if holds(reader):
                    return
                self.stop.wait(0.01)
        pytest.fail(f"it did not happen within 30 s; said: {self.said}")


def last_gmv(reader: RecordingReader) -> int | None:
    shown = reader.index.shown["gmv_fen"]
    return int(shown[-1]) if len(shown) else None


def test_what_the_endpoint_says_is_recorded_while_the_heart_beats(tmp_path: Path) -> None:
    answers = [body(1, 900)]
    with serving(answers) as url, Life(tmp_path, {"url": url}) as life:
        life.until(lambda reader: last_gmv(reader) == 900_00)
        answers.append(body(2, 1000))
        life.until(lambda reader: last_gmv(reader) == 1000_00 and bool(reader.index.milestones))
        assert life.beats > 0


def test_the_operator_accepts_a_held_value_by_the_journal(tmp_path: Path) -> None:
    answers = [body(10, 900)]
    with serving(answers) as url, Life(tmp_path, {"url": url}) as life:
        life.until(lambda reader: last_gmv(reader) == 900_00)
        answers.append(body(11, 800))
        life.until(lambda reader: bool(reader.index.held))
        with Journal(tmp_path) as journal:
            journal.write(0, 0, "accept_held", json.dumps({"answer_id": 2}), "{}")
            life.until(lambda reader: last_gmv(reader) == 800_00)
        assert life.said[-1] == "the operator accepts the held value"


def test_the_recording_says_that_the_backup_answered(tmp_path: Path) -> None:
    with serving([body(1, 900)]) as url:
        down = {"url": "http://127.0.0.1:1/m", "name": "primary"}
        with Life(tmp_path, down, {"url": url, "name": "backup"}) as life:
            life.until(lambda reader: last_gmv(reader) == 900_00 and bool(reader.index.failures))
            with RecordingReader(tmp_path) as reader:
                assert reader.sample(0).source == "backup"
                assert (reader.index.failures[0].source, reader.index.failures[0].kind) == ("primary", "refused")


def test_a_second_collector_is_refused(tmp_path: Path) -> None:
    with Recorder(tmp_path, FACTS), pytest.raises(AlreadyRunningError):
        collect(settings({"url": "http://127.0.0.1:1/m"}), tmp_path, threading.Event(), say=print)


def test_settings_without_a_source_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="source"):
        collect(settings(), tmp_path, threading.Event(), say=print)


def test_no_secret_reaches_the_recording_or_the_log(tmp_path: Path) -> None:
    source = {
        "url": f"http://{CANARY}:{CANARY}@127.0.0.1:1/m?key={CANARY}",
        "token_env": "WALL_TOKEN",
        "headers": {"X-Api-Key": CANARY},
    }
    with Life(tmp_path, source) as life:
        life.until(lambda reader: bool(reader.index.failures))
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert CANARY.encode() not in everything
    assert CANARY not in "".join(life.said)


@pytest.mark.parametrize("stated", [True, False])
def test_recordings_of_other_nights_are_looked_for_where_recordings_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stated: bool
) -> None:
    asked: list[tuple[Path, Path, RetentionPolicy]] = []

    def retain(parent: Path, folder: Path, _facts: object, policy: RetentionPolicy, _now_us: int) -> list[str]:
        asked.append((parent, folder, policy))
        return ["one is gone"]

    monkeypatch.setattr(start, "retain", retain)
    monkeypatch.setattr(start, "recordings_folder", lambda: tmp_path / "usual")
    keeping = Recording(folder=tmp_path / "stated" if stated else None, keep_days=2, keep_free_gb=1.5)
    said: list[str] = []
    start.tidy(settings().model_copy(update={"recording": keeping}), tmp_path / "night", FACTS, 0, said.append)
    parent = tmp_path / ("stated" if stated else "usual")
    assert asked == [(parent, tmp_path / "night", RetentionPolicy(2 * 24 * 3600 * 1_000_000, 1_500_000_000))]
    assert said == ["one is gone"]
