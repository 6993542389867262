"""`wallboard init` writes a commented file that passes `check` and shows what the endpoint serves."""

from __future__ import annotations

import errno
import io
import json
import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.sources.loopback import Server, answering, reply
from wallboard.actions.table import default_keys
from wallboard.config.load import load
from wallboard.core.contract.reading import read_answer
from wallboard.probe.lacking import empty_panels

FEED: dict[str, Any] = {
    "at": "2026-11-27T18:00:00+01:00",
    "gmv": "1234567.89",
    "orders": 512,
    "best_selling_brands": [{"id": "a", "gmv": "7"}],
    "categories": [{"id": "c", "gmv": "8"}],
}
WORDS = ("init", "--yes", "--name", 'A "night" of ours', "--zone", "Europe/Berlin", "--start", "2026-11-27 18:00")


def test_without_an_endpoint_the_file_passes_check_and_says_what_is_left(wallboard: Command) -> None:
    told = wallboard(*WORDS, "--currency", "eur")
    assert told.status == 0
    assert "write the address of the figures" in told.out
    assert "no problem found" in wallboard("check").out
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    assert settings.event.name is not None
    assert settings.event.name.en == 'A "night" of ours'
    assert settings.event.start is not None
    assert settings.event.start.isoformat() == "2026-11-27T18:00:00+01:00"
    assert (settings.event.end, settings.money.currency) == (None, "EUR")
    assert not {"map", "global", "rankings"} & set(settings.layouts)


def test_the_layouts_hold_what_the_endpoint_serves(wallboard: Command) -> None:
    with closing(Server(answering(reply(json.dumps(FEED).encode())))) as server:
        told = wallboard(*WORDS, "--end", "open", "--endpoint", server.url, "--screens", "4", "--operator")
    assert told.status == 0, told.err
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    shown = settings.composition("overview", "center", 16 / 9).panels
    assert {"categories", "brands", "trend", "rates"} <= set(shown)
    assert "china" not in shown
    assert "rankings" in settings.layouts
    assert settings.canvases["operator"].role == "operator"
    assert list(settings.screens) == ["center", "left", "right", "desk"]


BRAZIL: dict[str, Any] = {
    "atualizado_em": "2026-11-27T18:00:00-03:00",
    "faturamento": "R$ 1.234.567,89",
    "cidades": [{"cidade": "São Paulo", "faturamento": "R$ 5,00"}, {"cidade": "Niterói", "faturamento": "R$ 4,00"}],
}


@pytest.mark.parametrize(
    ("feed", "mapped"), [(BRAZIL, True), (FEED | {"cities": [{"code": "Mumbai", "gmv": 1}]}, False)]
)
def test_cities_that_are_not_in_china_bring_no_map_of_china(
    wallboard: Command, feed: dict[str, Any], mapped: bool
) -> None:
    with closing(Server(answering(*[reply(json.dumps(feed).encode())] * 2))) as server:
        assert wallboard(*WORDS, "--endpoint", server.url).status == 0
        told = wallboard("probe").out
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    canvases = [canvas for layout in settings.layouts.values() for canvas in layout.canvas.values()]
    shown = {panel for canvas in canvases for each in canvas.compositions for panel in each.panels}
    assert "cities" in shown
    assert not {panel for panel in shown if settings.panels[panel].kind == "china_map"}
    assert "map" not in settings.layouts
    assert mapped or "on no map: Mumbai" in told


@pytest.mark.parametrize("screens", range(1, 17))
@pytest.mark.parametrize("operator", [False, True])
def test_any_number_of_screens_passes_check(wallboard: Command, screens: int, operator: bool) -> None:
    words = (*WORDS, "--screens", str(screens), *(["--operator"] if operator else []))
    if operator and screens == 1:
        assert wallboard(*words).status == 2
        return
    assert wallboard(*words).status == 0
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    assert len(settings.screens) == screens


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--zone", "Europe/Berlim"), "did you mean 'Europe/Berlin'"),
        (("--zone", "Europe/Berlin", "--start", "tomorrow"), "write 2026-11-27 18:00"),
        (("--zone", "Europe/Berlin", "--start", "2026-03-29 02:30"), "does not exist in Europe/Berlin"),
        (("--zone", "Europe/Berlin", "--start", "2026-10-25 02:30"), "write its offset, +02:00 or +01:00"),
        (("--zone", "UTC", "--start", "2026-11-27 18:00", "--end", "2026-11-27 17:00"), "before it starts"),
        (("--zone", "UTC", "--end", "2026-11-27 17:00"), "stands without a start"),
        (("--currency", "euro"), "is no currency"),
        (("--endpoint", "ftp://metrics"), "write https://host/path"),
        (("--screens", "0"), "is no number of screens"),
        (("--languages", "xx"), "no language of the wall is called 'xx'"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    wallboard: Command, words: tuple[str, ...], said: str
) -> None:
    told = wallboard("init", "--yes", *words)
    assert told.status == 2
    assert said in told.err
    assert not Path("wallboard.toml").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no FIFOs, and its files no modes")
def test_a_fifo_is_no_file_and_a_password_is_the_owners(wallboard: Command) -> None:
    os.mkfifo("wall.toml")
    told = wallboard(*WORDS, "wall.toml", "--force")
    assert (told.status, "no regular file" in told.err) == (2, True)
    told = wallboard(*WORDS, "--endpoint", "http://127.0.0.1:1/m?sig=abc123xyz")
    assert (told.status, "abc123xyz" in told.out + told.err) == (0, False)
    assert "only you can read it" in told.out
    assert Path("wallboard.toml").stat().st_mode & 0o777 == 0o600
    assert wallboard(*WORDS, "other.toml", "--endpoint", "http://127.0.0.1:1/m").status == 0
    assert Path("other.toml").stat().st_mode & 0o444 == 0o444


def test_a_file_that_is_there_stays(wallboard: Command) -> None:
    Path("wallboard.toml").write_text("# mine\n")
    told = wallboard(*WORDS)
    assert told.status == 2
    assert "--force" in told.err
    assert Path("wallboard.toml").read_text() == "# mine\n"
    assert wallboard(*WORDS, "--force").status == 0


def test_layouts_are_left_out_by_false_but_for_the_one_that_is_fallen_back_to(wallboard: Command) -> None:
    Path("wallboard.toml").write_text('[display]\nrotation = ["overview"]\n[layouts]\nmap = false\nglobal = false\n')
    assert wallboard("check").status == 0
    Path("wallboard.toml").write_text("[layouts]\ncounter = false\nmaps = false\n")
    told = wallboard("check").err
    assert "falls back to" in told
    assert "no built-in layout of that name" in told


class Terminal(io.StringIO):
    """A keyboard: somebody has typed all answers already."""

    def isatty(self) -> bool:
        return True


def test_questions_are_asked_and_a_mistake_is_asked_again(wallboard: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = [
        "Spendengala",
        "Berlin",
        "Europe/Berlin",
        "2026-11-27 18:00",
        "open",
        "euro",
        "EUR",
        "Spenden",
        "",
        "2",
        "de+en",
    ]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(typed) + "\n"))
    told = wallboard("init")
    assert told.status == 0, told.err
    assert "no time zone is called 'Berlin'" in told.out + told.err
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    assert (settings.event.zone, settings.money.currency, len(settings.screens)) == ("Europe/Berlin", "EUR", 2)
    assert settings.money.total is not None
    assert settings.display.languages == ("de", "en")


def foreign() -> Server:
    return Server(answering(reply(json.dumps({"ts": 1478794018000, "total_cents": 5, "orders": 2}).encode())))


def test_a_mapping_is_proposed_and_counts_only_when_somebody_agrees(
    wallboard: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(foreign()) as server:
        assert wallboard(*WORDS, "--endpoint", server.url).status == 0
        assert '# gmv = { path = "total_cents", scale = "0.01" }' in Path("wallboard.toml").read_text()
        assert load(Path("wallboard.toml")).mapping == {}
        monkeypatch.setattr("sys.stdin", Terminal("\n\n\n\n1\nen\ny\n"))
        words = [word for word in WORDS if word != "--yes"]
        assert wallboard(*words, "--force", "--endpoint", server.url).status == 0
        settings = load(Path("wallboard.toml"))
        assert sorted(settings.mapping) == ["at", "gmv", "orders"]
        assert wallboard("probe").status == 0


USA = Path(__file__).parents[2] / "config/examples/usa"


def test_the_map_of_another_country_is_drawn_and_knows_its_cities(wallboard: Command) -> None:
    for name in ("states.json", "cities.csv"):
        Path(name).write_bytes((USA / name).read_bytes())
    feed = FEED | {"cities": [{"code": "Springfield, IL", "gmv": "7"}, {"code": "Paris", "gmv": "1"}]}
    with closing(Server(answering(reply(json.dumps(feed).encode())))) as server:
        words = (*WORDS, "--endpoint", server.url, "--regions", "states.json", "--places", "cities.csv")
        assert wallboard(*words).status == 0
        assert "no problem found" in wallboard("check").out
        assert "1 of 2 are unknown and on no map: Paris" in wallboard("probe").out.replace("\n", " ")
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    assert settings.composition("map", "center", 16 / 9).panels == ("bar", "country", "gmv_line", "provinces")
    assert 'regions = "states.json"' in Path("wallboard.toml").read_text()


def test_a_map_that_cannot_be_used_is_told_and_nothing_is_written(wallboard: Command) -> None:
    Path("states.json").write_text("{}")
    told = wallboard(*WORDS, "--regions", "states.json")
    assert told.status == 2
    assert "states.json" in told.err
    assert wallboard(*WORDS, "--places", "states.json").status == 2
    assert not Path("wallboard.toml").exists()


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9, 4.0, 9.0])
@pytest.mark.parametrize("lists", [(), ("categories",), ("categories", "best_selling_brands", "cities")])
def test_the_overview_of_any_canvas_holds_the_total_and_the_first_list(
    wallboard: Command, aspect: float, lists: tuple[str, ...]
) -> None:
    feed = {name: value for name, value in FEED.items() if name in ("at", "gmv", "orders", *lists)}
    with closing(Server(answering(reply(json.dumps(feed).encode())))) as server:
        assert wallboard(*WORDS, "--endpoint", server.url).status == 0
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    panels = settings.composition("overview", "center", aspect).panels
    assert {"bar", "gmv", "rates", "trend", *lists[:1]} <= set(panels)


def test_what_nobody_states_is_not_made_up(wallboard: Command) -> None:
    assert wallboard("init", "--yes").status == 0
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    assert (settings.event.name, settings.event.start, settings.event.end) == (None, None, None)
    assert (settings.money.currency, settings.money.total) == (None, None)


@pytest.mark.parametrize("aspect", [9 / 16, 1.0, 16 / 9, 4.0, 9.0])
@pytest.mark.parametrize("canvas", ["center", "left", "right"])
def test_no_panel_of_the_file_would_be_empty(wallboard: Command, aspect: float, canvas: str) -> None:
    with closing(Server(answering(reply(json.dumps(FEED).encode())))) as server:
        assert wallboard(*WORDS, "--endpoint", server.url, "--screens", "3").status == 0
    settings = load(Path("wallboard.toml"), known_actions=default_keys())
    reading = read_answer(json.dumps(FEED).encode())
    empty = {panel.panel for panel in empty_panels(reading, settings)}
    for layout in ("rankings", "countdown", "finale", "counter", "overview"):
        assert not empty & set(settings.composition(layout, canvas, aspect).panels), layout


@pytest.mark.parametrize("named", ["-", "/dev/null", "~", "a\nb", "x" * 5000, "\udcff"])
@pytest.mark.parametrize("option", ["regions", "places"])
def test_a_map_that_is_no_file_is_told_in_one_line(wallboard: Command, option: str, named: str) -> None:
    Path("map.json").write_text("{}")
    others = () if option == "regions" else ("--regions", "map.json")
    told = wallboard("init", "--yes", *others, f"--{option}", named)
    assert told.status == 2
    assert "unexpected" not in told.err
    assert len(told.err.splitlines()) == 1
    assert not Path("wallboard.toml").exists()


@pytest.mark.parametrize(
    ("named", "told"),
    [("https://shop.example/feed.json", "--endpoint"), ("no/such/wall.toml", "no folder"), ("-", "pipe")],
)
def test_a_file_that_cannot_be_written_there_is_told_in_one_line(wallboard: Command, named: str, told: str) -> None:
    said = wallboard("init", "--yes", named)
    assert said.status == 2
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert not [path for path in Path().iterdir() if path.suffix == ".toml" or path.name == "-"]


def test_a_file_that_the_system_refuses_is_told_in_one_line(wallboard: Command) -> None:
    Path("wallboard.toml").symlink_to("nowhere/wall.toml")  # a link into a folder that is gone: root may write anywhere
    said = wallboard("init", "--yes")
    assert said.status == 2
    assert said.err.count("\n") == 1
    assert "cannot be written" in said.err


class _Full(io.StringIO):
    """A file on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "no space", text[:1])


def test_a_file_that_is_not_written_whole_is_not_there(wallboard: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("old.toml").write_text("[event]\n", encoding="utf-8")

    def full(descriptor: int, *_how: object, **_named: object) -> _Full:
        os.close(descriptor)
        return _Full()

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", full)
        for words in (("new.toml",), ("--force", "old.toml")):
            assert wallboard("init", "--yes", *words).status == 2
    assert [path.name for path in Path().iterdir() if "toml" in path.name] == ["old.toml"]
    assert Path("old.toml").read_text(encoding="utf-8") == "[event]\n"
