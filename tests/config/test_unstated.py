"""What a file leaves open about its event is told with the line to write, and taken from nowhere else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wallboard.config.event_facts import facts_of, place_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.config.unstated import unstated
from wallboard.core.contract.snapshot import Name
from wallboard.core.system_clocks import system_zone

SOURCE = '[[source]]\nurl = "https://me:hidden@sales.example:8443/feed?key=hidden"\n'


def made(folder: Path, text: str) -> Settings:
    """The settings of a file."""
    (folder / "w.toml").write_text(text, encoding="utf-8")
    return load(folder / "w.toml")


def test_a_source_alone_has_a_neutral_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    time.tzset()
    system_zone.cache_clear()
    try:
        facts = facts_of(made(tmp_path, SOURCE))
    finally:
        monkeypatch.undo()
        time.tzset()
        system_zone.cache_clear()
    assert (facts.name.first("zh"), facts.name.first("en")) == ("sales.example:8443", "sales.example:8443")
    assert (facts.start_us, facts.end_us, facts.zone, facts.year) == (None, None, "America/Sao_Paulo", "")
    assert facts.place == Name(zh="圣保罗时间", en="São Paulo")
    assert (facts.currency, facts.usd_rate, facts.logo) == ("", "", "")
    assert (facts.venue, facts.definition, facts.period) == (Name(), Name(), Name())
    assert (facts.milestones_fen, facts.earlier_years) == ((), ())


def test_each_key_that_is_missing_has_its_line(tmp_path: Path) -> None:
    lines = [str(each) for each in unstated(made(tmp_path, SOURCE))]
    assert [line.partition(":")[0] for line in lines] == [
        "[event] start", "[event] name", "[event] zone", "[money] currency",
    ]  # fmt: skip
    assert not any("hidden" in line or "2016" in line for line in lines)


def test_the_lines_themselves_are_what_was_lacking(tmp_path: Path) -> None:
    settings = made(tmp_path, SOURCE)
    written = {"event": "", "money": ""}
    for each in unstated(settings):
        written[each.section] += each.line + "\n"
    text = SOURCE + "".join(f"[{section}]\n{lines}" for section, lines in written.items())
    assert unstated(made(tmp_path, text)) == ()


def test_a_wall_without_a_source_lacks_nothing() -> None:
    assert unstated(load()) == ()


@pytest.mark.parametrize("end", ["", 'end = "open"'])
def test_an_open_end_is_no_mistake(tmp_path: Path, end: str) -> None:
    settings = made(tmp_path, f"[event]\nstart = 2026-11-27T18:00:00+01:00\n{end}\n{SOURCE}")
    facts = facts_of(settings)
    assert (facts.end_us, facts.length_us, facts.year) == (None, None, "2026")


def test_no_earlier_year_is_no_mistake(tmp_path: Path) -> None:
    assert facts_of(made(tmp_path, "earlier_year = []\n" + SOURCE)).earlier_years == ()


@pytest.mark.parametrize(
    ("zone", "zh", "en"),
    [
        ("Europe/Berlin", "柏林时间", "Berlin"),
        ("Asia/Kolkata", "加尔各答时间", "Kolkata"),
        ("America/Argentina/Buenos_Aires", "布宜诺斯艾利斯时间", "Buenos Aires"),
        ("Asia/Shanghai", "上海时间", "Shanghai"),
        ("UTC", "UTC", "UTC"),
        ("Etc/GMT-8", None, None),
        ("CET", None, None),
    ],
)
def test_a_clock_is_called_after_the_city_of_its_zone(zone: str, zh: str | None, en: str | None) -> None:
    assert place_of(zone) == Name(zh=zh, en=en)


@pytest.mark.parametrize(
    "text", ["[event]\nend = 2026-11-28T02:00:00+01:00", "[event]\nstart = 5", "earlier_year = [{}]"]
)
def test_a_mistake_is_told_of_the_users_file_alone(tmp_path: Path, text: str) -> None:
    from wallboard.config.problems import ConfigFileError  # noqa: PLC0415 - beside its only use

    with pytest.raises(ConfigFileError) as refusal:
        made(tmp_path, SOURCE + text if text.startswith("[") else text + "\n" + SOURCE)
    assert {problem.file.name for problem in refusal.value.problems} == {"w.toml"}
    assert "2016" not in str(refusal.value)
