"""rundown.toml: what it may say, and every mistake of it with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.cli.rundown_table import table_lines
from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError
from wallboard.config.rundown_file import load_rundown
from wallboard.config.settings import Settings

NIGHT = """
[[entry]]
at = "-00:10:00"
layout = "countdown"
hard = true

[[entry]]
after = "gmv >= 100亿"
layouts = { center = "overview", "*" = "rankings" }
hold = "00:05:00"
planned = "00:06:58"
note = "the first ten billion"

[[entry]]
layout = "finale"

[[entry]]
at = "01:00:00"
message = { zh = "班车两点", en = "Buses leave at two" }
"""


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None, demonstration=True)


def written(folder: Path, text: str) -> Path:
    path = folder / "rundown.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_night_is_read_as_it_is_written(tmp_path: Path, settings: Settings) -> None:
    entries = load_rundown(written(tmp_path, NIGHT), settings)
    assert [entry.shown for entry in entries] == [
        {"": "countdown"}, {"center": "overview", "": "rankings"}, {"": "finale"}, {},
    ]  # fmt: skip
    assert (entries[0].at, entries[1].after, entries[1].hold) == (-600_000_000, 1_000_000_000_000, 300_000_000)


def test_the_table_is_printed_with_all_that_an_operator_asks(tmp_path: Path, settings: Settings) -> None:
    display = settings.display.model_copy(update={"rundown": written(tmp_path, NIGHT)})
    lines = list(table_lines(settings.model_copy(update={"display": display})))
    assert lines[0].endswith("rundown.toml: 4 entries")
    assert [line.split() for line in lines[1:]] == [
        ["−00:10:00", "countdown", "hard"],
        ["gmv", ">=", "10.00bn", "center", "=", "overview,", "*", "=", "rankings", "planned", "00:06:58", "holds",
         "00:05:00,", "the", "first", "ten", "billion"],
        ["by", "hand", "finale"],
        ["01:00:00", "message:", "Buses", "leave", "at", "two"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "entry: is missing"),
        ("entry = []", 1, "is empty"),
        ('[[entry]]\nlayout = "overveiw"', 2, "did you mean 'overview'"),
        ('[[entry]]\nlayouts = { centre = "map" }', 2, "did you mean 'center'"),
        ('[[entry]]\nat = "soon"\nlayout = "map"', 2, "is no elapsed time"),
        ('[[entry]]\nat = "00:01:00"\nafter = "gmv >= 1亿"\nlayout = "map"', 1, "says both at and after"),
        ('[[entry]]\nat = "00:01:00"', 1, "shows nothing"),
        ('[[entry]]\nafter = "orders >= 5"\nlayout = "map"', 2, "waits for sums of gmv alone"),
        ('[[entry]]\nafter = "gmv > 5"\nlayout = "map"', 2, "is no condition"),
        ('[[entry]]\nafter = "gmv >= lots"\nlayout = "map"', 2, "is not an amount of money"),
        ('[[entry]]\nafter = "gmv >= 0"\nlayout = "map"', 2, "more than nothing"),
        ('[[entry]]\nlayout = "map"\nhard = true', 1, "is hard without a time"),
        ('[[entry]]\nlayout = "map"\nhold = "-00:00:05"', 1, "holds for longer than nothing"),
        ('[[entry]]\nlayout = "map"\nhold = "90:00:00"', 1, "no longer than a day"),
        ('[[entry]]\nlayot = "map"', 2, "did you mean 'layout'"),
        ('[[entry]]\nlayout = "map"\nlayouts = { left = "map" }', 1, "says both layout and layouts"),
        ("[[entry]", 1, "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, settings: Settings, text: str, line: int | None, said: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigFileError) as raised:
        load_rundown(path, settings)
    (told,) = raised.value.lines()
    assert said in told
    assert told.startswith(str(path) if line is None else f"{path}:{line}: ")


def test_an_event_without_a_start_has_no_entries_at_its_times(tmp_path: Path) -> None:
    path = written(tmp_path, '[[entry]]\nat = "00:01:00"\nlayout = "map"\n[[entry]]\nlayout = "counter"\n')
    with pytest.raises(ConfigFileError, match="is a time of the event, which has no start"):
        load_rundown(path, load(None))


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path, settings: Settings) -> None:
    path = written(tmp_path, '[[entry]]\nlayout = "rankngs"\n[[entry]]\nlayout = "globall"\n')
    with pytest.raises(ConfigFileError) as raised:
        load_rundown(path, settings)
    assert [line.split(":")[1] for line in raised.value.lines()] == ["2", "4"]
