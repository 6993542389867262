"""What no run can use is refused when the configuration is read: in one line, with line and key, quickly and small."""

from __future__ import annotations

import os
import tomllib
import tracemalloc
from pathlib import Path

import pytest

from tests.config.conftest import Mistakes
from wallboard.config.load import load
from wallboard.config.problems import MOST_PROBLEMS, ConfigFileError
from wallboard.config.web_address import wrong_with

SOURCE = '[[source]]\nurl = "http://h/"\n'
BOMB = " | ".join(["[@,@]"] * 30)
CHAIN = ".".join("a" * 20_000)
LONG_LIST = '"a",' * 100_000
WRONG = {
    "a time format with a part twice": ('[mapping.at]\npath = "a"\ntime_format = "%Y-%Y"', 3, "mapping.at.time_format"),
    "a time format with zones twice": ('[mapping.at]\npath = "a"\ntime_format = "%Z%Z"', 3, "mapping.at.time_format"),
    "a time format without a date": ('[mapping.at]\npath = "a"\ntime_format = "%H:%M"', 3, "mapping.at.time_format"),
    "a time format of a megabyte": (
        f'[mapping.at]\npath = "a"\ntime_format = "{"%Y" * 400_000}"',
        3,
        "mapping.at.time",
    ),
    "an expression that doubles": (f'[mapping]\nat = "at"\ngmv = "{BOMB}"', 3, "mapping.gmv"),
    "an expression of 3,000 characters": (f'[mapping]\nat = "at"\ngmv = "{"a" * 3000}"', 3, "mapping.gmv"),
    "a function that there is not": ('[mapping]\nat = "at"\ngmv = "replace(g)"', 3, "mapping.gmv"),
    "a function of too many": ('[mapping]\nat = "at"\ngmv = "sum(g, h)"', 3, "mapping.gmv"),
    "a scale beyond every unit": ('[mapping.gmv]\npath = "g"\nscale = "1e99999999999"', 3, "mapping.gmv.scale"),
    "a port of 99999": ('[[source]]\nurl = "http://h:99999/"', 2, "source[0].url"),
    "a port of -1": ('[[source]]\nurl = "http://h:-1/"', 2, "source[0].url"),
    "a port of 0": ('[[source]]\nurl = "http://h:0/"', 2, "source[0].url"),
    "a proxy's port": ('[[source]]\nurl = "http://h/"\nproxy = "http://p:99999"', 3, "source[0].proxy"),
    "a host of 300 letters": (f'[[source]]\nurl = "http://{"a" * 300}/"', 2, "source[0].url"),
    "a header with spaces around it": (
        '[[source]]\nurl = "http://h/"\nheaders = { X = " y" }',
        3,
        "source[0].headers.X",
    ),
    "a header of the connection": (
        '[[source]]\nurl = "http://h/"\nheaders = { Content-Length = "5" }',
        3,
        "source[0].headers.Content-Length",
    ),
    "a variable with a NUL": ('[[source]]\nurl = "http://h/"\ntoken_env = "a\\u0000"', 3, "source[0].token_env"),
    "33 endpoints": ('[[source]]\nurl = "http://h/"\n' * 33, 1, "source"),
    "a NUL in a folder": ('[recording]\nfolder = "a\\u0000b"', 2, "recording.folder"),
    "a folder that is a device": ('[recording]\nfolder = "/dev/null"', 2, "recording.folder"),
    "a folder below a file": ('[recording]\nfallback_folder = "wallboard.toml/x"', 2, "recording.fallback_folder"),
    "a folder of nobody": ('[recording]\nfolder = "~nobody-of-this-name/x"', 2, "recording.folder"),
    "a folder with a part of 300": (f'[display]\nsnapshot_folder = "{"x" * 300}"', 2, "display.snapshot_folder"),
    "a folder of 6,000": (f'[recording]\nfolder = "{"x/" * 3000}"', 2, "recording.folder"),
    "30 nines of confirmations": (f"[judgement]\nconfirmations = {'9' * 30}", 2, "judgement.confirmations"),
    "a thousand and one confirmations": ("[judgement]\nconfirmations = 1001", 2, "judgement.confirmations"),
    "a number of 100,000 digits": (f"[judgement]\nconfirmations = {'9' * 100_000}", None, ""),
    "a hexadecimal number of 100,000": (
        f"[judgement]\nconfirmations = 0x{'f' * 100_000}",
        2,
        "judgement.confirmations",
    ),
    "a million columns": ('[panels.x]\nkind = "ranking"\nof = "cities"\ncolumns = 1000000', 4, "panels.x.columns"),
    "a key of 20,000 dots": (f"{CHAIN} = 1", 1, ""),
    "a table of 20,000 dots": (f"[{CHAIN}]", 1, ""),
    "a quoted key of 20,000 dots": ('"a"' + '."a"' * 20_000 + " = 1", 1, ""),
    "30,000 lists within each other": (f"x = {'[' * 30_000}{']' * 30_000}", 1, ""),
    "17 lists within each other": (f"x = {'[' * 17}{']' * 17}", 1, "x[0]"),
    "900 tables within each other": (f"x = {'{a=' * 900}1{'}' * 900}", 1, ""),
    "a text of a megabyte": (f'[event]\nlogo = "{"x" * 1_000_000}"', 2, "event.logo"),
    "words of 2,000": (f'[event]\nvenue = "{"x" * 2000}"', 2, "event.venue"),
    "a list of 100,000": (f"[display]\nrotation = [{LONG_LIST}]", 2, "display.rotation"),
    "a key of 1,000 characters": (f"[keys]\n{'k' * 1000} = 1", 1, "keys"),
    "an escape in a key": ('[[source]]\nurl = "http://h/"\n"\\u001b]0;pwn\\u0007" = 1', 3, "source[0]."),
    "an event in the year 1": ("[event]\nstart = 0001-01-01T00:00:00Z", 2, "event.start"),
    "an event in the year 9999": ("[event]\nend = 9999-12-31T00:00:00Z", 2, "event.end"),
    "a year of five digits": ("[event]\nyear = 20160", 2, "event.year"),
    "a zone of 10,001 letters": (f'[event]\nzone = "{"x" * 10_001}"', 2, "event.zone"),
    "a zone that is a folder": ('[event]\nzone = "Asia"', 2, "event.zone"),
    "a sum of 40 nines": (f'[milestones]\namounts = ["{"9" * 40}亿"]', 2, "milestones.amounts[0]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_run_cannot_use_is_refused(name: str, mistakes: Mistakes) -> None:
    text, line, key = WRONG[name]
    problems = mistakes(text)
    mine = [problem for problem in problems if problem.key_path.startswith(key)]
    assert mine, [str(problem)[:200] for problem in problems]
    assert line is None or mine[0].line == line
    for problem in problems:
        assert str(problem).isprintable()
        assert len(str(problem)) < 600


@pytest.mark.parametrize("value", ["-1", "0", "nan", "inf", "-inf", "1e400", str(10**30), '"1"', "true", "[]", "{}"])
def test_every_number_of_the_file_is_refused_or_usable(value: str, tmp_path: Path) -> None:
    """Whatever stands in place of any number: an error with its key, or settings."""
    keys = {
        "polling": ("interval_s", "deadline_s", "connect_timeout_s", "max_body_mb", "delay_s"),
        "judgement": ("confirmations", "plausible_rate"),
        "recording": ("max_segment_mb", "max_segment_minutes", "keep_days", "keep_free_gb"),
        "display": ("fps", "dwell_s", "change_s", "page_dwell_s", "stale_after_s", "safe_margin"),
        "milestones": ("card_s",),
        "event": ("year",),
        "money": ("usd_rate",),
    }
    for section, names in keys.items():
        for name in names:
            file = tmp_path / "one.toml"
            file.write_text(f"[{section}]\n{name} = {value}\n", encoding="utf-8")
            lines: list[str] = []
            try:
                load(file)
            except ConfigFileError as error:
                lines = error.lines()
            assert all(line.startswith(f"{file}:2: {section}.{name}") and line.isprintable() for line in lines)


@pytest.mark.parametrize("key", ["token_file", "ca_file", "client_cert"])
def test_a_file_is_a_plain_one_of_a_proper_size(key: str, mistakes: Mistakes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"x" * (4 * 2**20 + 1))
    for place in ("pipe", "/dev/zero", ".", "a\\u0000", "~nobody-of-this-name/x", "x" * 300, "large", "missing"):
        (problem,) = mistakes(f'{SOURCE}{key} = "{place}"\n')
        assert (problem.key_path, problem.line) == (f"source[0].{key}", 3)


def test_thousands_of_mistakes_are_told_in_part(mistakes: Mistakes) -> None:
    problems = mistakes("".join(f"[t{number}]\n" for number in range(1_900)))
    lines = ConfigFileError(problems).lines()
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1].endswith(f"{len(problems) - MOST_PROBLEMS:,} more problems")


@pytest.mark.parametrize("text", [f"{CHAIN} = 1", f"[{CHAIN}]", "".join(f"k{n}.a.b.c = 1\n" for n in range(1_900))])
def test_a_hostile_key_costs_little(text: str, mistakes: Mistakes) -> None:
    tracemalloc.start()
    try:
        mistakes(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.parametrize(
    "url",
    [
        *("http://h/", "https://h.example:65535/m?a=b#c", "http://127.0.0.1:1/", "http://[::1]:80/", "http://a_b:80/x"),
        *("http://u:p@h/", "https://数据.中国/x", "http://h./", "http://localhost:8080", "https://h/名?x=%zz"),
    ],
)
def test_addresses_that_can_be_fetched_pass(url: str) -> None:
    assert wrong_with(url) is None


@pytest.mark.parametrize(
    "url",
    [
        *("", "h", "ftp://h/", "http://", "http:///x", "http://h:99999/", "http://h:-1/", "http://h:x/", "http://h:0/"),
        *("http://h h/", "http://h\x00/", "http://h\n/", "http://[::1/", "http://[x]/", "http://a..b/", "http://.a/"),
        *(
            "http://-a/",
            "http://a-/",
            "http://☃/",
            "http://%68/",
            "http://h\\x/",
            "http://[fe80::1%25eth0]/",
            "http://*/",
        ),
        *(
            "http://" + "a" * 64 + "/",
            "http://" + "a." * 200 + "/",
            "http://h/" + "x" * 2000,
            "http://h/\u202e",
            "http://h/\ud800",
        ),
    ],
)
def test_addresses_that_cannot_be_fetched_are_refused(url: str) -> None:
    assert wrong_with(url) is not None


def test_what_toml_itself_refuses_has_its_line(mistakes: Mistakes) -> None:
    (problem,) = mistakes("[a]\nx = 0000-00-00T99:99:99Z")
    assert problem.line == 2
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("[a]\nx = 0000-00-00T99:99:99Z")
