"""A package of others offers a kind of source under the entry-point group `wallboard.sources`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import wallboard
from tests.forked import Forks, forks
from tests.patience import PATIENCE_S
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.errors import ConfigError
from wallboard.sources.configured import ForeignSource, open_failover, opener_of
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.protocol import Answer, FetchFailed, Validators

PACKAGE = Path(__file__).parent / "thirdparty"
ANSWER = {"contract": "wallboard/1", "at": "2016-11-11T00:06:58+08:00", "gmv": "10000000000.00", "orders": 52318824}

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the package was installed: its wheel, built as pip builds it, and unpacked."""
    folder = tmp_path_factory.mktemp("installed")
    build = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=PACKAGE, check=True, capture_output=True, timeout=PATIENCE_S)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def installed_there(installed: Path) -> Iterator[Forks]:
    """Starts programs where the package is installed."""
    paths = os.pathsep.join((str(installed), str(Path(wallboard.__file__).parents[1])))
    with forks(os.environ | {"PYTHONPATH": paths}) as prepared:
        yield prepared


@pytest.fixture
def run(installed_there: Forks, tmp_path: Path) -> Run:
    """The program where the package is installed."""
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}

    def program(*words: str) -> subprocess.CompletedProcess[str]:
        done = installed_there.run(tmp_path, words, os.environ | places)
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    return program


def configured(folder: Path, kind: str = "spool", options: str = 'options = { folder = "spool" }') -> str:
    """A configuration whose only source is of a kind."""
    file = folder / "wall.toml"
    file.write_text(f"[[source]]\nkind = {kind!r}\n{options}\n", encoding="utf-8")
    return str(file)


def test_its_answers_are_understood_as_those_of_any_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "0418.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    done = run("probe", "--config", configured(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "52,318,824" in done.stdout


def test_its_answers_are_recorded(run: Run, tmp_path: Path) -> None:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "0418.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    run("collect", "--config", configured(tmp_path), "--record", "night", "--seconds", "1")
    told = json.loads(run("record", "info", "night", "--json").stdout)
    assert (told["answers"], told["gmv_fen"]) == (1, 1_000_000_000_000)


def test_a_failed_fetch_is_told_in_its_words(run: Run, tmp_path: Path) -> None:
    done = run("probe", "--config", configured(tmp_path))
    assert (done.returncode, "there is no file yet: spool" in done.stdout) == (1, True)


@pytest.mark.parametrize("command", ["probe", "check", "run", "collect"])
def test_a_kind_that_nobody_offers_is_one_line_with_the_nearest(run: Run, tmp_path: Path, command: str) -> None:
    file = configured(tmp_path, "spol")
    done = run(command, file) if command == "check" else run(command, "--config", file)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "did you mean 'spool'?" in done.stderr


def test_options_that_it_cannot_use_are_one_line_in_its_words(run: Run, tmp_path: Path) -> None:
    done = run("probe", "--config", configured(tmp_path, options=""))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "source[0]: its options cannot be used: write options = {" in done.stderr


def test_without_the_package_the_kind_is_unknown() -> None:
    with pytest.raises(ConfigError, match="no installed package offers sources of the kind 'spool'"):
        opener_of(SourceSettings(kind="spool"))


def test_a_source_over_http_takes_no_options_of_others() -> None:
    with pytest.raises(ValueError, match="for sources of other kinds"):
        SourceSettings(url="http://a.example/1", options={"folder": "x"})


def test_whatever_a_foreign_source_raises_the_next_source_is_asked() -> None:
    class Clumsy(ScriptedSource):
        def fetch(self, deadline_mono_us: int, known: Validators | None = None) -> Answer:
            raise KeyError(self.name)

    with pytest.raises(FetchFailed, match="KeyError: 'clumsy'") as failed:
        ForeignSource(Clumsy([b""], "clumsy")).fetch(0)
    assert failed.value.source == "clumsy"


def test_two_sources_of_one_kind_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wallboard.sources.configured.opener_of", lambda _: lambda r: ScriptedSource([b"1"], r.name))
    sources = [SourceSettings(kind="spool"), SourceSettings(kind="spool")]
    failover = open_failover(sources, Polling(), environ={}, random=lambda: 0.0)
    assert failover.health("spool (2)").failures == 0
