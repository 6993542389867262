"""Each kind of mistake in a file is reported with its line, its key and what was likely meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError, ConfigProblem

Mistakes = Callable[..., tuple[ConfigProblem, ...]]

OWN_LAYOUT = """[layouts.mine]
[layouts.mine.canvas.center]
"""


@pytest.mark.parametrize(
    ("text", "line", "key", "says", "suggests"),
    [
        ("[display]\nfps == 1", 2, "", "not valid TOML", None),
        ("[display]\nfps = 1\nfps = 2", 3, "", "a key that is stated already", None),
        ("a = [", 1, "", "not valid TOML", None),
        ("[event]\n[event]", 2, "", "opens [event] again", None),
        ("[display]\nfps = 1\n[event]\n[display]", 4, "", "opens [display] again", None),
        ("[event]\nname = \u201csale\u201d", 2, "", "quotes are straight", None),
        ("[event]\nname = sale", 2, "", "a text stands in quotes", None),
        ("[display]\nx = True", 2, "", "write true or false", None),
        ("source:\n  - url: x", 1, "", "not by a colon", None),
        (f"[polling]\ninterval_s = {'9' * 5000}", None, "", "too many digits", None),
        ("[displya]\nfps = 1", 1, "displya", "unknown key", "display"),
        ("[display]\n\nfsp = 60", 3, "display.fsp", "unknown key", "fps"),
        ("[panels.gmv]\nkind = 'counter'\nsise = 'hero'", 3, "panels.gmv.sise", "unknown key", "size"),
        ("[[source]]\nurl = 'http://a/b'\nheader = {}", 3, "source[0].header", "unknown key", "headers"),
        ("[[source]]\nname = 'a'", 1, "source[0].url", "is missing", None),
        ("[[source]]\nurl = 'metrics'", 2, "source[0].url", "no web address", None),
        ("[[source]]\nurl = 'http://a/b'\nca_file = 'none.pem'", 3, "source[0].ca_file", "no such file", None),
        ("source = 3", 1, "source", "must be a list", None),
        ("[display]\nfps = '60'", 2, "display.fps", "must be a whole number", None),
        ("[display]\nfps = true", 2, "display.fps", "must be a whole number", None),
        ("[polling]\ninterval_s = nan", 2, "polling.interval_s", "finite", None),
        ("[polling]\ninterval_s = -1.0", 2, "polling.interval_s", "greater than or equal to 0.01", None),
        ("[polling]\ninterval_s = 1e-9", 2, "polling.interval_s", "greater than or equal to 0.01", None),
        ("[screens.a]\ngeometry = '0x0'", 2, "screens.a.geometry", "no monitor's size", None),
        ("[screens.a]\ngeometry = '30000x1080'", 2, "screens.a.geometry", "no monitor's size", None),
        ("[[source]]\nurl = 'http://a/b'\nproxy = '::::'", 3, "source[0].proxy", "no web address", None),
        ("[[source]]\nurl = 'http://a/b'\nheaders = { X = '中' }", 3, "source[0].headers.X", "HTTP cannot carry", None),
        (
            "[[source]]\nurl = 'http://a/b'\nheaders = { '' = 'a' }",
            3,
            'source[0].headers.""',
            "HTTP cannot carry",
            None,
        ),
        (
            '[[source]]\nurl = "http://a/b"\nheaders = { Host = "c\\r\\nX: y" }',
            3,
            "source[0].headers.Host",
            "cannot carry",
            None,
        ),
        ("[display]\ndwell_s = 0.05", 2, "display.dwell_s", "greater than or equal to 1", None),
        ("[display]\npage_dwell_s = 1e-320", 2, "display.page_dwell_s", "greater than or equal to 1", None),
        ("[recording]\nkeep_days = 1e-9", 2, "recording.keep_days", "greater than or equal to 1", None),
        ("[recording]\nkeep_days = 1e308", 2, "recording.keep_days", "less than or equal to", None),
        ("[recording]\nkeep_free_gb = 1e308", 2, "recording.keep_free_gb", "less than or equal to", None),
        ("[money]\nusd_rate = '1e-999999'", 2, "money.usd_rate", "no rate of exchange", None),
        ("[money]\nusd_rate = '1e999999'", 2, "money.usd_rate", "no rate of exchange", None),
        (
            "[event]\nstart = 2026-11-12T00:00:00Z\nend = 2106-11-12T00:00:00Z",
            3,
            "event.end",
            "longer than 400 days",
            None,
        ),
        ("[event]\nend = 2026-11-12T00:00:00Z", 2, "event.end", "without a start", None),
        ("[display]\nlanguage = 'zhh'", 2, "display.language", "is none of zh, en", "zh"),
        ("[display]\nlayout = 'overveiw'", 2, "display.layout", "no layout is called", "overview"),
        ("[display]\nrotation = ['map',\n 'globe']", 3, "display.rotation[1]", "no layout is called", "global"),
        ("[event]\nopening = 'x'", 2, "event.opening", "no layout is called 'x'", None),
        ("[event]\nstart = 2016-11-11T00:00:00", 2, "event.start", "offset from UTC", None),
        (
            "[event]\nzone = 'Europe/Berlin'\nstart = 2026-07-11T00:00:00",
            3,
            "event.start",
            "in Europe/Berlin it is 2026-07-11T00:00:00+02:00",
            None,
        ),
        (
            "[event]\nzone = 'Europe/Berlin'\nstart = 2026-03-29T02:30:00",
            3,
            "event.start",
            "does not exist in Europe/Berlin",
            None,
        ),
        (
            "[event]\nzone = 'Europe/Berlin'\nstart = 2026-10-25T02:30:00",
            3,
            "event.start",
            "is there twice in Europe/Berlin",
            None,
        ),
        ("[event]\nzone = 'IST'", 2, "event.zone", "no time zone", None),
        ("[event]\nstart = 'soon'", 2, "event.start", "no date and time", None),
        ("[event]\nstart = 2026-11-12T00:00:00Z\nend = 2026-11-11T00:00:00Z", 3, "event.end", "before it starts", None),
        ("[event]\nstart = 2026-11-11T00:00:00Z\nend = 2026-11-11T08:00:00+08:00", 3, "event.end", "a later end", None),
        ("[event]\nzone = 'Asia/Shangai'", 2, "event.zone", "no time zone", "Asia/Shanghai"),
        ("[event]\nname = 5", 2, "event.name", "5 is no text; write it in quotes", None),
        ("[theme]\ntitle = ['a']", 2, "theme.title", "is no text", None),
        ("[mapping]\nat = 'x'\ngmv = 'a b'", 3, "mapping.gmv", "unexpected b", None),
        ("[event]\nname = ''", 2, "event.name", "is empty", None),
        ("[event]\nname = { zh = 'a', eng = 'b' }", 2, "event.name.eng", "unknown key", "en"),
        ("[money]\nusd_rate = 6.8", 2, "money.usd_rate", "write it as a string", None),
        ("[money]\nusd_rate = 'six'", 2, "money.usd_rate", "not a number", None),
        ("[money]\nlead = 'USD'", 2, "money.lead", "needs a rate", None),
        ("[money]\ncurrency = 'euro'", 2, "money.currency", "ISO 4217", "EUR"),
        ("[[earlier_year]]\nyear = 2025\ntotal = '5'", 1, "earlier_year", "event's start", None),
        ("[money]\nlead = 'EUR'", 2, "money.lead", "none of own, second", None),
        ("[milestones]\namounts = ['1亿',\n '2 lots']", 3, "milestones.amounts[1]", "not an amount", None),
        ("[milestones]\namounts = ['2亿', '1亿']", 1, "milestones", "must rise", None),
        ("[judgement]\nplausible_rate = 1.5", 2, "judgement.plausible_rate", "exact amount", None),
        (
            "[[earlier_year]]\nyear = 2015\npoints = [['1 min', '1亿']]\n[event]\nstart = 2026-11-12T00:00:00Z",
            3,
            "earlier_year[0].points[0][0]",
            "hh:mm",
            None,
        ),
        ("[mapping]\nat = 'a['\ngmv = 'b'", 2, "mapping.at", "not a JMESPath", None),
        (
            "[mapping]\nat = 'a'\ngmv = { path = 'b', items = true }",
            3,
            "mapping.gmv.items",
            "is of the lists cities",
            None,
        ),
        ("[mapping]\nat = 'a'\ngmv = { path = 'b', number = 'de' }", 3, "mapping.gmv.number", "grouped:comma", None),
        ("[mapping]\nat = 'a'\ngvm = 'b'\ngmv = 'c'", 3, "mapping.gvm", "no such field", "gmv"),
        ("[mapping]\nat = 'a'", 1, "mapping", "lacks 'gmv'", None),
        ("[mapping]\nat = {}\ngmv = 'b'", 2, "mapping.at.path", "is missing", None),
        ("[mapping]\nat = { from = 'now' }\ngmv = 'b'", 2, "mapping.at.from", "none of arrival, date", None),
        ("[mapping]\nat = { from = 'date', path = 'a' }\ngmv = 'b'", 2, "mapping.at.path", "beside `from`", None),
        (
            "[mapping]\nat = { from = 'date', time_format = 'unix' }\ngmv = 'b'",
            2,
            "mapping.at.time_format",
            "does not go with `from`",
            None,
        ),
        ("[mapping]\nat = 'a'\ngmv = { from = 'date' }", 3, "mapping.gmv.from", "of `at` alone", None),
        ("[metrics.a]\nkind = 'count'\nnumber = 'de'", 3, "metrics.a.number", "grouped:comma", None),
        ("[keys]\nblackout = 'Ctl+B'", 2, "keys.blackout[0]", "'Ctl'", None),
        ("[keys]\nblackout = 'Spcae'", 2, "keys.blackout[0]", "did you mean 'Space'", None),
        ("[keys]\nblackout = '2'", 2, "keys.blackout", "already that of the layout 'counter'", None),
        ("[keys]\na = 'shift+ctrl+x'\nb = 'Ctrl+Shift+X'", 3, "keys.b", "already that of the action 'a'", None),
        ("[screens.a]\nposition = 'leftmots'", 2, "screens.a.position", "no position", "leftmost"),
        ("[screens.a]\nposition = 0", 2, "screens.a.position", "no position", None),
        ("[screens.a]\ngeometry = '4K'", 2, "screens.a.geometry", "no geometry", None),
        ("[screens.a]\ncanvas = 'centre'", 2, "screens.a.canvas", "no canvas", "center"),
        ("[canvases.a]\nspan = ['left', 'rihgt']", 2, "canvases.a.span[1]", "no screen", "right"),
        ("[canvases.a]\nrole = 'op'", 2, "canvases.a.role", "none of public, operator", None),
        ("[canvases.a]\nlayout = 'mapp'", 2, "canvases.a.layout", "no layout", "map"),
        ("[panels.a]\nkind = 'count'", 2, "panels.a.kind", "no panel is of the kind", "counter"),
        ("[panels.a]\nmetric = 'gmv'", 1, "panels.a.kind", "is missing", None),
        ("[panels.a]\nkind = 'counter'\nmetric = 'order'", 3, "panels.a.metric", "no metric", "orders"),
        (
            "[panels.a]\nkind = 'figures'\nmetrics = ['gmv',\n'gmw']",
            4,
            "panels.a.metrics[1].metric",
            "no metric",
            "gmv",
        ),
        (
            "[metrics.refunds]\nkind = 'count'\n[panels.a]\nkind = 'counter'\nmetric = 'refund'",
            5,
            "panels.a.metric",
            "no metric",
            "refunds",
        ),
        ("[metrics.refunds]\nkind = 'total'", 2, "metrics.refunds.kind", "count", None),
        ("[metrics.refunds]\nkind = 'rate'\ntotal = true", 1, "metrics.refunds", "a rate is no total", None),
        ("[metrics.refunds]\nkind = 'count'\nfrom = 'a..b'", 3, "metrics.refunds.from", "JMESPath", None),
        ("[metrics.refunds]\nkind = 'count'\nscale = '0'", 3, "metrics.refunds.scale", "above", None),
        ("[metrics.orders]\nkind = 'count'", 1, "metrics.orders", "cannot be a metric of your own", None),
        ("[metrics.Refunds]\nkind = 'count'", 1, "metrics.Refunds", "cannot be a metric of your own", None),
        ("[panels.a]\nkind = 'ranking'\nof = 'citties'", 3, "panels.a.of", "no ranking", "cities"),
        ("[panels.a]\nkind = 'text'\ntext = { sise = 1 }", 3, "panels.a.text.sise", "unknown key", None),
        (
            "[panels.a]\nkind = 'trend'\nearlier_years = [1999]",
            3,
            "panels.a.earlier_years[0]",
            "of 1999; there are none",
            None,
        ),
        ("[panels.a]\nkind = 'china_map'\nprovince = 'Zhejiang'", 1, "panels.a", "six digits", None),
        ("[theme]\ncolours = { gold = 'yellow' }", 2, "theme.colours.gold", "not a colour", None),
        ("[theme]\ncolours = { golden = '#FFFFFF' }", 2, "theme.colours.golden", "none of", "gold"),
        ("[panels.a]\nkind = 'figures'\nmetrics = []", 3, "panels.a.metrics", "at least 1", None),
        ("panels = 3", 1, "panels", "must be a table", None),
        ("[figures]\nnet = true", 2, "figures.net", "net = { KEY = … }; its keys are cumulative, may_fall", None),
        ("[theme]\ncolours = 7", 2, "theme.colours", "write colours = { NAME = … }", None),
        ("layouts = 3", 1, "layouts", "must be a table", None),
        ("[layouts.mine]\nkey = '2'\ncanvas.center.areas = ['bar']", 2, "layouts.mine.key", "layout 'counter'", None),
        ("[layouts.counter]\nkey = '3'\ncanvas.c.areas = ['bar']", 2, "layouts.counter.key", "'rankings'", None),
        ("[layouts.mine]\nkey = '9'", 1, "layouts.mine.canvas", "is missing", None),
    ],
)
def test_a_mistake_is_reported_where_it_stands(
    mistakes: Mistakes, text: str, *, line: int, key: str, says: str, suggests: str | None
) -> None:
    (problem,) = mistakes(text)
    assert (problem.line, problem.key_path, problem.suggestion) == (line, key, suggests)
    assert says in problem.message


@pytest.mark.parametrize(
    ("drawn", "line", "key", "says", "suggests"),
    [
        ("areas = ['bar',\n 'gvm']", 4, "areas[1]", "no panel is called 'gvm'", "gmv"),
        ("areas = ['bar bar',\n 'gmv']", 4, "areas[1]", "1 name in 'gmv' for 2 columns", None),
        ("columns = [1, 2]\nareas = ['bar']", 4, "areas[0]", "1 name in 'bar' for 2 columns", None),
        ("rows = [1, 2]\nareas = ['bar']", 4, "areas", "1 line for the 2 rows", None),
        ("areas = ['bar gmv',\n 'gmv bar']", 3, "areas[0]", "rectangle", None),
        ("areas = []", 3, "areas", "draws nothing", None),
        ("areas = ['gmv']", 2, "", "badges", None),
        ("areas = ['bar']\nunder = { panel = 'chian' }", 4, "under.panel", "no panel", "china"),
        ("areas = ['bar']\nunder = { panel = 'china', rows = [1, 2] }", 4, "under[0].rows", "no range", None),
        ("areas = ['bar']\nwide = { rows = [1, 1] }", 4, "wide.areas", "1 line for the 2 rows", None),
        ("rows = [0.04, 0.96]\nareas = ['bar', 'gmv']", 3, "rows", "safe margin of 5%", None),
        ("rows = [1, -1]\nareas = ['bar', 'gmv']", 3, "rows[1]", "greater than 0", None),
        ("area = ['bar']\nareas = ['bar']", 3, "area", "unknown key", "areas"),
    ],
)
def test_a_wrong_drawing_is_reported_where_it_stands(
    mistakes: Mistakes, drawn: str, *, line: int, key: str, says: str, suggests: str | None
) -> None:
    problem = mistakes(OWN_LAYOUT + drawn)[0]
    expected = "layouts.mine.canvas.center" + (f".{key}" if key else "")
    assert (problem.line, problem.key_path, problem.suggestion) == (line, expected, suggests)
    assert says in problem.message


def test_both_panels_of_a_drawing_that_are_no_rectangle_are_reported(mistakes: Mistakes) -> None:
    problems = mistakes(OWN_LAYOUT + "areas = ['bar gmv',\n 'gmv bar']")
    assert len(problems) == 2


def test_technical_things_are_refused_on_a_public_canvas(mistakes: Mistakes) -> None:
    (problem,) = mistakes(OWN_LAYOUT + "areas = ['state']\n[panels.state]\nkind = 'status'\ndetail = 'full'")
    assert "operator" in problem.message


def test_a_layout_for_operators_cannot_be_what_the_wall_begins_with(mistakes: Mistakes) -> None:
    text = "[canvases.desk]\nrole = 'operator'\n[layouts.a.canvas.desk]\nareas = ['bar']\n[display]\nlayout = 'a'"
    (problem,) = mistakes(text)
    assert (problem.line, "operators" in problem.message) == (6, True)


def test_a_panel_without_a_kind_is_told_once_and_not_through_every_layout_that_shows_it(mistakes: Mistakes) -> None:
    assert [problem.key_path for problem in mistakes("[panels.bar]\nmargin = 1")] == ["panels.bar.kind"]


def test_an_unknown_action_is_reported_with_the_nearest_one(mistakes: Mistakes) -> None:
    (problem,) = mistakes("[keys]\nblakout = 'B'", known_actions={"blackout": ["B"], "freeze": ["F"]})
    assert (problem.line, problem.suggestion) == (2, "blackout")


def test_a_key_that_another_action_has_by_default_is_a_clash_of_both_names(mistakes: Mistakes) -> None:
    (problem,) = mistakes("[keys]\nblackout = 'F'", known_actions={"blackout": ["B"], "freeze": ["F"]})
    assert "'freeze'" in problem.message
    assert "'blackout'" in problem.message


def test_all_mistakes_of_a_file_are_reported_at_once_in_the_order_of_their_lines(mistakes: Mistakes) -> None:
    text = "[display]\nfps = 'x'\nlayout = 'y'\n[polling]\ninterval = 2\n[layouts.m.canvas.c]\nareas = ['bar', 'q']"
    problems = mistakes(text)
    assert [problem.line for problem in problems] == [2, 3, 5, 7]


def test_a_problem_reads_as_file_line_key_message_and_suggestion() -> None:
    problem = ConfigProblem(
        Path("wallboard.toml"), 42, "layouts.overview.areas", "no panel is called 'cuonter'", "counter"
    )
    expected = "wallboard.toml:42: layouts.overview.areas: no panel is called 'cuonter' (did you mean 'counter'?)"
    assert str(ConfigFileError([problem])) == expected


def test_the_error_says_every_problem_and_ends_a_command_with_status_2(mistakes: Mistakes) -> None:
    problems = mistakes("a = 1\nb = 2")
    error = ConfigFileError(problems)
    assert str(error).count("\n") == 1
    assert error.exit_code == 2


def test_a_file_that_is_not_there_is_a_problem_of_that_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigFileError, match=r"none\.toml: cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_utf_8_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes("[event]\nname = '节'".encode("gbk"))
    with pytest.raises(ConfigFileError, match=r"w\.toml:2: is not UTF-8"):
        load(tmp_path / "w.toml")
