"""Words of the command line: what they mean, and what is said to wrong ones."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.cli.conftest import Command
from wallboard.cli.command_settings import with_endpoint, with_first_picture
from wallboard.cli.commands import COMMANDS, UNLISTED
from wallboard.cli.commands import wallboard as group
from wallboard.cli.options import instant, seconds, speed
from wallboard.cli.simulate import Simulated
from wallboard.config.load import load
from wallboard.core.errors import UsageError


@click.command()
@click.option("--start-at", callback=instant)
@click.option("--speed", callback=speed, default="1")
@click.option("--seconds", callback=seconds)
def words(start_at: str | None, speed: Decimal, seconds: float | None) -> None:
    """Tell what was understood."""
    click.echo(f"{start_at} {speed} {seconds}")


def understood(*arguments: str) -> str:
    return CliRunner().invoke(words, arguments).output.splitlines()[-1]


def test_a_time_before_the_start_is_a_value_and_not_an_option() -> None:
    assert understood("--start-at", "-00:00:20") == "-00:00:20 1 None"


@pytest.mark.parametrize("text", ["00:06:58", "24:00:00", "−00:00:20", "2016-11-11T00:06:58+08:00"])
def test_every_form_of_a_time_is_taken(text: str) -> None:
    assert understood("--start-at", text).startswith(text)


@pytest.mark.parametrize("text", ["soon", "1:2:3", "00:61:00", ""])
def test_other_forms_are_refused_with_an_example(text: str) -> None:
    assert "00:06:58" in understood("--start-at", text)


@pytest.mark.parametrize(("text", "number"), [("10", "10"), ("0.5", "0.5"), ("2x", "2")])
def test_speeds_are_exact(text: str, number: str) -> None:
    assert understood("--speed", text) == f"None {number} None"


@pytest.mark.parametrize("text", ["0", "-1", "fast", "NaN", "Infinity"])
def test_impossible_speeds_are_refused(text: str) -> None:
    assert "above 0" in understood("--speed", text)


@pytest.mark.parametrize("text", ["0", "-1", "long", "nan", "inf"])
def test_impossible_time_limits_are_refused(text: str) -> None:
    assert "above 0" in understood("--seconds", text)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("command", ["soak --seconds", "bench --seconds", "record export night --every"])
def test_what_is_no_number_is_within_no_bounds(text: str, command: str, wallboard: Command) -> None:
    ended = wallboard(*command.split(), text)
    assert (ended.status, "Invalid value" in ended.err, ended.out) == (2, True, "")


def test_the_start_of_a_demonstration_is_relative_to_its_midnight() -> None:
    begun_us = [Simulated(at, Decimal(1), 11, 0).clock(0).start_at_us for at in ("-00:00:20", "2016-11-11T00:00:52")]
    assert begun_us == [-20_000_000, 52_000_000]


@pytest.mark.parametrize("name", [*COMMANDS, *UNLISTED])
def test_every_command_explains_itself(name: str, wallboard: Command) -> None:
    ended = wallboard(name, "--help")
    assert ended.status == 0
    assert ended.out.startswith(f"Usage: wallboard {name}")


def test_the_list_of_commands_tells_the_first_sentence_of_each() -> None:
    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in COMMANDS}
    told = {name: (command.help or "").partition("\n")[0] for name, command in commands.items() if command}
    assert told == COMMANDS


def test_help_lists_every_command_for_people_and_no_other(wallboard: Command) -> None:
    listed = wallboard("--help").out.partition("Commands:")[2].partition("Exit status")[0]
    assert re.findall(r"^  (\w+)", listed, re.MULTILINE) == sorted(COMMANDS)


def test_the_version_is_told(wallboard: Command) -> None:
    assert wallboard("--version").out.startswith("wallboard ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("demo", "--bogus"),
        ("demo", "--start-at", "soon"),
        ("demo", "--language", "fr"),
        ("simulate", "x"),
        ("record", "info", "-"),
        ("check", "-"),
        ("probe", "--sample", "-"),
        ("console", "token", " "),
    ],
)
def test_wrong_words_are_one_line_that_points_to_help(arguments: tuple[str, ...], wallboard: Command) -> None:
    ended = wallboard(*arguments)
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "--help" in ended.err


def test_a_layout_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'overview'"):
        with_first_picture(load(None), "overveiw", None)


def test_the_first_picture_can_be_chosen() -> None:
    display = with_first_picture(load(None), "counter", "en").display
    assert (display.layout, display.language) == ("counter", "en")


def test_an_endpoint_takes_the_place_of_the_configured_ones() -> None:
    assert [s.url for s in with_endpoint(load(None), "http://localhost/x").sources] == ["http://localhost/x"]


def test_an_endpoint_that_is_no_address_is_refused_without_its_secret() -> None:
    with pytest.raises(UsageError, match="web address") as refusal:
        with_endpoint(load(None), "ftp://me:hidden@host/x?token=hidden")
    assert "hidden" not in str(refusal.value)


def test_the_configuration_here_is_found(wallboard: Command) -> None:
    Path("wallboard.toml").write_text("[polling]\ninterval_s = 1.0\n")
    assert "wallboard.toml: no problem" in wallboard("check").out


def test_show_says_what_it_waits_for(wallboard: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stop() -> None:
        msg = "no further"
        raise UsageError(msg)

    monkeypatch.setattr("wallboard.cli.show.load_display", stop)
    waits = wallboard("show", "--record", str(tmp_path / "night"))
    assert f"waits for `wallboard collect --record {tmp_path / 'night'}`" in waits.out
    (tmp_path / "night").mkdir()
    assert "waits" not in wallboard("show", "--record", str(tmp_path / "night")).out
