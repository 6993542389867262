"""The examples of `config/examples`, tried word for word as the README says, against real servers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.servers import PostgreSql, Prometheus
from wallboard.collect.start import collect
from wallboard.config.load import load
from wallboard.recording.tools.info import info

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = f"{sys.executable} -m wallboard"


def block(mark: str) -> list[str]:
    """The commands of the README's block that holds these words."""
    found = [text for text in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if mark in text]
    assert len(found) == 1, f"{len(found)} blocks of the README hold {mark}"
    return [line.replace(".venv/bin/wallboard", PROGRAM) for line in found[0].splitlines() if line]


@pytest.fixture
def database(postgresql: PostgreSql) -> Iterator[PostgreSql]:
    """The server without anything that the example makes."""
    yield postgresql
    postgresql.run("DROP DATABASE IF EXISTS teashop WITH (FORCE)", "postgres")
    postgresql.run("DROP ROLE IF EXISTS press_wall")


@pytest.mark.xdist_group("postgresql")
def test_an_orders_table_becomes_a_wall_by_the_words_of_the_readme(database: PostgreSql, tmp_path: Path) -> None:
    lines = block("examples/orders.sql")
    assert [line for line in lines if " run " in line], "the last step is the wall"
    steps = [line for line in lines if "pip install" not in line and " run " not in line]
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    server = {"PGHOST": "127.0.0.1", "PGPORT": str(database.port), "PGUSER": "postgres"}
    done = subprocess.run(
        ["/bin/sh", "-ec", "\n".join(steps)],
        cwd=ROOT,
        env={**os.environ, **places, **server},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no problem found" in done.stdout
    assert re.search(r"gmv\s+understood\s+12,?565.00 EUR", done.stdout)
    assert re.search(r"buyers\s+understood\s+320", done.stdout)
    assert "problem:" not in done.stdout
    assert recorded_fen(tmp_path / "night", database) == 1256500


def recorded_fen(folder: Path, server: PostgreSql) -> int | None:
    """The sum that a collector under the example's configuration has recorded after its second fetch."""
    settings, stop = load(ROOT / "config/examples/postgresql.toml"), threading.Event()
    source = settings.sources[0].model_copy(
        update={"url": f"postgresql://postgres@127.0.0.1:{server.port}/teashop", "password_env": None}
    )
    settings = settings.model_copy(update={"sources": (source,)})
    guard = threading.Timer(120, stop.set)
    guard.start()
    collect(settings, folder, stop, say=print, report=lambda told: stop.set() if told.fetches > 1 else None)
    guard.cancel()
    return info(folder).gmv_fen


@pytest.mark.xdist_group("prometheus")
def test_the_example_of_prometheus_is_understood_whole(prometheus: Prometheus, tmp_path: Path) -> None:
    now_ms = time.time_ns() // 1_000_000
    for city, brand, cents in (("Berlin", "Kanne", 123456), ("Köln", "Acme Teas", 100)):
        prometheus.write("shop_paid_cents", cents, now_ms - 1000, city=city, brand=brand)
        for before_s, orders in ((30, 5), (1, 64)):
            prometheus.write("shop_orders", orders, now_ms - before_s * 1000, city=city)
    example = (ROOT / "config/examples/prometheus.toml").read_text(encoding="utf-8")
    config = tmp_path / "prometheus.toml"
    config.write_text(example.replace("http://localhost:9090", prometheus.url), encoding="utf-8")
    done = subprocess.run(
        [*PROGRAM.split(), "probe", "--config", str(config)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"gmv\s+understood\s+1,?235.56 EUR", done.stdout)
    assert re.search(r"best_selling_brands\s+understood\s+2 items", done.stdout)
    assert "problem:" not in done.stdout
