"""A user's file over the built-in one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wallboard.config.event_facts import facts_of
from wallboard.config.layouts import SHAPES
from wallboard.config.load import find_file, load, reload
from wallboard.config.panels import CounterOptions, RankingOptions
from wallboard.config.problems import ConfigFileError, ConfigProblem
from wallboard.config.settings import Settings
from wallboard.core.resources import shipped

SHIPPED = ("wallboard", "one-screen", "three-screens", "curved-3840x860")
BUILT_IN = ("countdown", "overview", "counter", "rankings", "map", "global", "finale", "record_day", "backdrop")


def from_text(folder: Path, text: str) -> Settings:
    (folder / "w.toml").write_text(text, encoding="utf-8")
    return load(folder / "w.toml")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_loads_without_a_complaint(name: str) -> None:
    assert set(BUILT_IN) <= set(load(shipped(f"config/{name}.toml")).layouts)


@pytest.mark.parametrize("layout", BUILT_IN)
@pytest.mark.parametrize("canvas", ["center", "left", "right", "*", "another"])
@pytest.mark.parametrize("aspect", [16 / 9, 3840 / 860])
def test_every_built_in_picture_has_the_title_bar_that_carries_the_badges(
    layout: str, canvas: str, aspect: float
) -> None:
    assert "bar" in load().composition(layout, canvas, aspect).panels


def test_a_source_alone_is_a_usable_file(tmp_path: Path) -> None:
    made = from_text(tmp_path, '[[source]]\nurl = "http://127.0.0.1:8000/metrics.json"')
    assert [source.label for source in made.sources] == ["127.0.0.1:8000"]
    assert made.layouts == load().layouts


def test_the_demonstrations_event_is_that_of_2016() -> None:
    made = load(demonstration=True)
    assert (made.event.start_us, made.event.end_us) == (1_478_793_600_000_000, 1_478_880_000_000_000)
    assert made.milestones.amounts_fen[0] == 1_000_000_000_00
    assert made.earlier_years[1].points[0] == (72_000_000, 1_000_000_000_00)
    assert made.money.usd_rate == Decimal("6.80")


def test_the_built_in_file_states_no_event() -> None:
    made, silent = load(), Settings.model_validate({"layouts": {}, "panels": {}})
    assert (made.event, made.earlier_years) == (silent.event, ())
    assert (made.money, made.milestones) == (silent.money, silent.milestones)


def test_the_demonstration_takes_the_wall_of_a_users_file_and_nothing_of_its_event(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text(
        """
        [[source]]
        url = "http://a/b"
        [mapping]
        at = "t"
        gmv = "g"
        [event]
        start = 2026-11-27T18:00:00+01:00
        [milestones]
        amounts = ["5"]
        [[earlier_year]]
        year = 2025
        points = [["00:10:00", "4"]]
        [theme]
        name = "bright"
        title = "Mine"
        [screens.wall]
        name = "DP-1"
        [display]
        layout = "mine"
        [layouts.mine.canvas."*"]
        areas = ["bar", "past"]
        [panels.past]
        kind = "milestone"
        against = 2025
        """,
        encoding="utf-8",
    )
    made, plain = load(tmp_path / "w.toml", demonstration=True), load(demonstration=True)
    assert facts_of(made) == facts_of(plain)
    assert (made.sources, made.mapping) == ((), {})
    assert (list(made.screens), made.display.layout, made.theme.name) == (["wall"], "mine", "bright")
    assert made.panels["china"] == plain.panels["china"]


def test_a_mistake_of_the_users_file_is_told_by_the_demonstration_too(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("[event]\nstrat = 3", encoding="utf-8")
    with pytest.raises(ConfigFileError, match=r"w\.toml:2: event\.strat: unknown key"):
        load(tmp_path / "w.toml", demonstration=True)


def test_tables_merge_and_lists_replace(tmp_path: Path) -> None:
    made = from_text(tmp_path, '[display]\nfps = 50\nrotation = ["map"]\n[milestones]\namounts = ["1亿"]')
    assert (made.display.fps, made.display.rotation, made.display.dwell_s) == (50, ("map",), 30.0)
    assert made.milestones.amounts_fen == (100_000_000_00,)


def test_a_panel_replaces_the_one_of_its_name_as_a_whole(tmp_path: Path) -> None:
    made = from_text(tmp_path, '[panels.gmv]\nkind = "counter"\nmetric = "orders"')
    assert made.panels["gmv"] == CounterOptions(metric="orders")


def test_a_layout_replaces_the_one_of_its_name_as_a_whole(tmp_path: Path) -> None:
    made = from_text(tmp_path, '[layouts.overview.canvas.center]\nareas = ["bar", "gmv"]')
    assert made.composition("overview", "left", 1.8).areas == ("bar", "gmv")
    assert made.layouts["overview"].key is None


@pytest.mark.parametrize(
    "text", ["[layouts.mine]\nkey = '9'\ncanvas.c.areas = ['bar']", "[keys]\nblackout = ['9', 'B']"]
)
def test_a_key_of_the_files_own_is_left_to_it_by_the_layout_that_waits_for_a_picture(tmp_path: Path, text: str) -> None:
    assert from_text(tmp_path, "").layouts["gala"].key == "9"
    assert from_text(tmp_path, text).layouts["gala"].key is None


def test_screens_of_the_file_stand_alone(tmp_path: Path) -> None:
    assert list(from_text(tmp_path, '[screens.wall]\nname = "DP-1"').screens) == ["wall"]


def test_the_playout_delay_follows_the_interval_unless_it_is_given(tmp_path: Path) -> None:
    assert from_text(tmp_path, "[polling]\ninterval_s = 4").polling.delay_s == 6.0
    assert from_text(tmp_path, "[polling]\ninterval_s = 4\ndelay_s = 1").polling.delay_s == 1.0


def test_a_wide_canvas_gets_the_wide_picture() -> None:
    made = load()
    assert made.composition("overview", "center", 3.0) != made.composition("overview", "center", 2.9)


def test_a_wide_picture_keeps_what_it_leaves_out(tmp_path: Path) -> None:
    text = '[layouts.a.canvas.c]\ncolumns = [1, 2]\nareas = ["bar gmv"]\nwide = { areas = ["gmv bar"] }'
    made = from_text(tmp_path, text).composition("a", "c", 4)
    assert (made.columns, made.areas) == ((1, 2), ("gmv bar",))


@pytest.mark.parametrize(
    ("aspect", "shown"),
    [(0.5, "tall"), (0.79, "tall"), (0.8, "square"), (1.29, "square"), (1.3, "own"), (1.78, "own"), (2.99, "own"),
     (3.0, "wide"), (4.47, "wide"), (5.0, "ribbon"), (10.7, "ribbon")],
)  # fmt: skip
def test_each_shape_of_canvas_gets_its_own_picture(tmp_path: Path, aspect: float, shown: str) -> None:
    shapes = "".join(f'{shape} = {{ areas = ["bar {shape}"] }}\n' for shape in ("tall", "square", "wide", "ribbon"))
    panels = "".join(f'[panels.{name}]\nkind = "figures"\nmetrics = ["gmv"]\n' for name in SHAPES)
    text = f'[layouts.a.canvas.c]\nareas = ["bar own"]\n{shapes}{panels}[panels.own]\nkind = "counter"'
    assert from_text(tmp_path, text).composition("a", "c", aspect).areas == (f"bar {shown}",)


def test_a_ribbon_without_a_picture_of_its_own_is_wide_and_other_shapes_are_ordinary(tmp_path: Path) -> None:
    text = '[layouts.a.canvas.c]\nareas = ["bar gmv"]\nwide = { areas = ["gmv bar"] }'
    made = from_text(tmp_path, text)
    found = [made.composition("a", "c", aspect).areas for aspect in (0.5, 1.0, 7.0)]
    assert found == [("bar gmv",), ("bar gmv",), ("gmv bar",)]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_its_mistakes_told(tmp_path: Path, shape: str) -> None:
    with pytest.raises(ConfigFileError, match=shape):
        from_text(tmp_path, f'[layouts.a.canvas.c]\nareas = ["bar gmv"]\n{shape} = {{ areas = ["bar nobody"] }}')


def test_the_operators_canvas_keeps_its_own_layout_whatever_is_chosen() -> None:
    made = load(shipped("config/three-screens.toml"))
    assert "state" in made.composition("overview", "operator", 1.8).panels


def test_a_layout_for_operators_never_shows_on_a_public_canvas() -> None:
    made = load(shipped("config/three-screens.toml"))
    assert made.composition("desk", "center", 1.8) == made.composition("overview", "center", 1.8)


def test_a_layout_without_an_entry_for_a_public_canvas_never_shows_it_the_operators(tmp_path: Path) -> None:
    text = """
    [canvases.desk]
    role = "operator"
    [panels.state]
    kind = "status"
    detail = "full"
    [layouts.a.canvas.desk]
    areas = ["state"]
    [layouts.a.canvas.center]
    areas = ["bar"]
    """
    assert from_text(tmp_path, text).composition("a", "left", 1.8).panels == ("bar",)


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    made = from_text(tmp_path, '[[source]]\nurl = "https://a/b"\nca_file = "ca.pem"\n[recording]\nfolder = "night"')
    assert (made.sources[0].ca_file, made.recording.folder) == (tmp_path / "ca.pem", tmp_path / "night")


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes(b"\xef\xbb\xbf[display]\r\nfps = 25\r\n")
    assert load(tmp_path / "w.toml").display.fps == 25


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    text = """
    [[source]]
    url = "https://user:hush1@a.example/b?sig=hush2"
    headers = { Authorization = "Bearer hush3", X-Api-Key = "hush4", X-Team = "press" }
    proxy = "http://user:hush5@proxy.example:3128"
    """
    made = from_text(tmp_path, text)
    shown = repr(made) + str(made) + repr(made.sources) + str(made.sources[0]) + made.sources[0].label
    assert "hush" not in shown
    assert "press" in shown


def test_a_mistake_beside_a_secret_does_not_print_it(tmp_path: Path) -> None:
    text = '[[source]]\nurl = "https://a/b"\nheaders = { Authorization = ["hush"] }'
    with pytest.raises(ConfigFileError) as caught:
        from_text(tmp_path, text)
    assert "hush" not in str(caught.value)


def test_foreign_fields_are_compiled_with_the_zone_of_the_event(tmp_path: Path) -> None:
    text = '[event]\nzone = "Asia/Tokyo"\n'
    text += '[mapping]\nat = { path = "t", time_format = "unix_ms" }\ngmv = { path = "d.fen", scale = "0.01" }'
    mapping = from_text(tmp_path, text).contract_mapping
    assert mapping is not None
    found, problems = mapping.apply({"t": 1_478_793_600_000, "d": {"fen": 12_345}})
    assert (found["gmv"], problems, mapping.zone) == (Decimal("123.45"), [], "Asia/Tokyo")


def test_a_bad_edit_changes_nothing_and_says_why(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    before = from_text(tmp_path, "[display]\nfps = 50")
    file.write_text("[display]\nfps = 5O", encoding="utf-8")
    problems = reload(before, file)
    assert not isinstance(problems, Settings)
    assert [problem.line for problem in problems] == [2]


def test_an_edit_that_changes_nothing_gives_the_same_settings_back(tmp_path: Path) -> None:
    before = from_text(tmp_path, "[display]\nfps = 50")
    assert reload(before, tmp_path / "w.toml") is before
    (tmp_path / "w.toml").write_text("[display]\nfps = 50 # the same", encoding="utf-8")
    assert reload(before, tmp_path / "w.toml") is before


def test_an_edit_gives_the_new_settings(tmp_path: Path) -> None:
    before = from_text(tmp_path, "[display]\nfps = 50")
    (tmp_path / "w.toml").write_text("[display]\nfps = 51", encoding="utf-8")
    after = reload(before, tmp_path / "w.toml")
    assert isinstance(after, Settings)
    assert after.display.fps == 51


def test_the_file_here_comes_before_that_of_the_user(tmp_path: Path) -> None:
    here, user = tmp_path / "here", tmp_path / "user"
    for folder in (here, user):
        folder.mkdir()
    assert find_file(here=here, user_folder=user) is None
    (user / "wallboard.toml").touch()
    assert find_file(here=here, user_folder=user) == user / "wallboard.toml"
    (here / "wallboard.toml").touch()
    assert find_file(here=here, user_folder=user) == here / "wallboard.toml"
    assert find_file(Path("x.toml"), here=here, user_folder=user) == Path("x.toml")


def test_a_ranking_of_one_category_knows_its_id() -> None:
    assert RankingOptions(of="category:phones").category == "phones"
    assert RankingOptions(of="products").category is None


LINES = shipped("config/wallboard.toml").read_text(encoding="utf-8").splitlines(keepends=True)
TEXT = "".join(LINES)


def problems_of(folder: Path, text: str) -> tuple[ConfigProblem, ...]:
    """What is wrong with the text; any other exception than the expected one ends the test."""
    file = folder / "w.toml"
    file.write_text(text, encoding="utf-8")
    try:
        load(file)
    except ConfigFileError as error:
        return error.problems
    return ()


def loads_or_complains(folder: Path, text: str) -> None:
    lines = text.count("\n") + 1
    for problem in problems_of(folder, text):
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= lines


mangled = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@mangled
@given(dropped=st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=25))
def test_the_file_with_any_lines_missing_loads_or_complains(tmp_path: Path, dropped: set[int]) -> None:
    loads_or_complains(tmp_path, "".join(line for number, line in enumerate(LINES) if number not in dropped))


@mangled
@given(at=st.integers(0, len(TEXT)), cut=st.integers(0, 40), put=st.text("\"'[]{}=.,#\n 0-ax\x00節", max_size=6))
def test_the_file_with_any_characters_changed_loads_or_complains(tmp_path: Path, at: int, cut: int, put: str) -> None:
    loads_or_complains(tmp_path, TEXT[:at] + put + TEXT[at + cut :])


WRONG = st.sampled_from(
    ["3", "-1", "1e400", "nan", "true", "''", "[]", "{}", "[[]]", "[{}]", "{ a = 1 }", "1979-05-27"]
)
KEYS = [number for number, line in enumerate(LINES) if " = " in line and not line.lstrip().startswith("#")]


@mangled
@given(changes=st.dictionaries(st.sampled_from(KEYS), WRONG, min_size=1, max_size=8))
def test_the_file_with_values_of_any_other_type_loads_or_complains(tmp_path: Path, changes: dict[int, str]) -> None:
    lines = list(LINES)
    for number, value in changes.items():
        lines[number] = f"{lines[number].partition(' = ')[0]} = {value}\n"
    loads_or_complains(tmp_path, "".join(lines))


@mangled
@given(
    st.dictionaries(
        st.sampled_from(sorted(field.alias or name for name, field in Settings.model_fields.items())), WRONG
    )
)
def test_sections_of_any_other_type_are_complained_of(tmp_path: Path, sections: dict[str, str]) -> None:
    loads_or_complains(tmp_path, "".join(f"{name} = {value}\n" for name, value in sections.items()))
