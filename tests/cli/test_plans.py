"""How the children of a wall are to be started, first, again, and as the last resort."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.cli.child_specs import (
    KEEPER,
    free_port,
    pictures_folder,
    press_plan,
    wall_plans,
    with_curtain,
    with_pictures_decoded,
    with_pictures_read,
)
from wallboard.cli.options import CURTAIN, ShowOptions
from wallboard.config.collection import Polling
from wallboard.config.load import load
from wallboard.config.press_settings import PressSettings
from wallboard.config.settings import Settings
from wallboard.supervise.child_spec import ChildSpec

FOLDER = Path("recording").absolute()
UNSEEN = {"QT_QPA_PLATFORM": "offscreen"}
SEEN = {"QT_QPA_PLATFORM": "eglfs"}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load(None)


def plans(
    settings: Settings, showing: ShowOptions | None = None, environment: dict[str, str] = SEEN
) -> tuple[ChildSpec, ChildSpec]:
    return wall_plans(
        settings, Path("a.toml"), FOLDER, showing or ShowOptions(), endpoint="http://e/", environment=environment
    )


def words_after(name: str, argv: tuple[str, ...]) -> str:
    return argv[argv.index(name) + 1]


def test_both_halves_work_on_one_recording_by_one_configuration(settings: Settings) -> None:
    for plan in plans(settings):
        assert words_after("--record", plan.argv) == str(FOLDER)
        assert words_after("--config", plan.argv) == "a.toml"
        assert "--supervised" in plan.argv


def test_only_the_collector_learns_the_endpoint(settings: Settings) -> None:
    collect, show = plans(settings)
    assert words_after("--endpoint", collect.argv) == "http://e/"
    assert "--endpoint" not in show.argv


def test_the_display_goes_on_with_what_was_up_when_it_is_started_again(settings: Settings) -> None:
    _, show = plans(settings, ShowOptions(layout="map"))
    assert "--resume" not in show.argv
    assert show.again is not None
    assert "--resume" in show.again


def test_the_last_resort_is_the_counter_alone(settings: Settings) -> None:
    _, show = plans(settings, ShowOptions(windowed=True, layout="map"))
    assert show.safer is not None
    assert words_after("--layout", show.safer) == "counter"
    assert {"--safe", "--windowed"} <= set(show.safer)


def test_the_operator_quitting_the_display_ends_the_wall(settings: Settings) -> None:
    collect, show = plans(settings)
    assert show.ends_all
    assert not collect.ends_all


def test_a_hung_collector_is_noticed_as_soon_however_slow_its_endpoint_may_be(settings: Settings) -> None:
    slow = settings.model_copy(update={"polling": Polling(interval_s=600.0, deadline_s=300.0)})
    assert plans(slow)[0].patience == plans(settings)[0].patience
    assert plans(slow)[0].patience.beat_us < 7_000_000


def test_a_collector_that_may_read_more_has_more_time_for_it(settings: Settings) -> None:
    large = settings.model_copy(update={"polling": Polling(max_body_mb=16.0)})
    assert plans(large)[0].patience.beat_us > plans(settings)[0].patience.beat_us + 1_000_000


def test_a_picture_that_nobody_sees_may_take_longer(settings: Settings) -> None:
    seen, unseen = plans(settings)[1], plans(settings, environment=UNSEEN)[1]
    assert seen.patience.beat_us < 2_000_000
    assert unseen.patience.beat_us > seen.patience.beat_us


def test_pictures_lie_beside_the_recording_unless_told_otherwise(settings: Settings) -> None:
    assert pictures_folder(settings, FOLDER, ShowOptions()) == FOLDER / "pictures"
    assert pictures_folder(settings, FOLDER, ShowOptions(pictures=Path("there"))) == Path("there").absolute()


def test_a_free_port_is_found() -> None:
    assert 1024 <= free_port("127.0.0.1") <= 65535


def test_a_curtain_lies_beneath_a_wall_on_screens(settings: Settings) -> None:
    _, show, curtain = with_curtain(plans(settings), settings, ShowOptions(), FOLDER, SEEN)
    assert curtain.argv[-2] == show.environment[CURTAIN] == str(FOLDER)
    assert curtain.dispensable


def test_a_curtain_and_a_display_can_step_in_for_each_other_from_the_same_standbys(settings: Settings) -> None:
    _, show, curtain = with_curtain(plans(settings), settings, ShowOptions(), FOLDER, SEEN)
    assert (curtain.standby, curtain.environment) == (show.standby, show.environment)


@pytest.mark.parametrize(
    ("showing", "environment", "wanted"),
    [(ShowOptions(windowed=True), SEEN, True), (ShowOptions(), UNSEEN, True), (ShowOptions(), SEEN, False)],
    ids=["on a desk", "without a display", "switched off"],
)
def test_there_is_no_curtain(
    settings: Settings, showing: ShowOptions, environment: dict[str, str], wanted: bool
) -> None:
    display = settings.display.model_copy(update={"curtain": wanted})
    other = settings.model_copy(update={"display": display})
    found = with_curtain(plans(settings), other, showing, FOLDER, environment)
    assert [plan.name for plan in found] == ["collect", "show"]


def test_no_press_desk_listens_unless_it_has_a_port(settings: Settings) -> None:
    texts = PressSettings(licence="l", credit="c", contact="a@b", port=None)  # type: ignore[arg-type]  # a plain text stands for all languages
    assert press_plan(settings, None, FOLDER) == ()
    assert press_plan(settings.model_copy(update={"press": texts}), None, FOLDER) == ()


def test_the_press_desk_is_dispensable_and_waits_for_the_collector(settings: Settings) -> None:
    texts = PressSettings(licence="l", credit="c", contact="a@b", port=8320)  # type: ignore[arg-type]  # as above
    (plan,) = press_plan(settings.model_copy(update={"press": texts}), Path("a.toml"), FOLDER)
    assert plan.dispensable
    assert plan.after == "collect"
    assert words_after("--record", plan.argv) == str(FOLDER)
    assert "--supervised" in plan.argv


def test_decoders_come_and_go_by_an_edit_and_nothing_else_is_started_for_it(settings: Settings, tmp_path: Path) -> None:
    without = with_pictures_read(plans(settings), tmp_path)
    pictured = with_pictures_decoded(without, tmp_path, wanted=True)
    assert [plan.name for plan in pictured] == ["collect", "show", KEEPER]
    assert pictured[:2] == without
    assert with_pictures_decoded(pictured, tmp_path, wanted=True) == pictured
    assert with_pictures_decoded(pictured, tmp_path, wanted=False) == without
    _, show, keeper = pictured
    handed = words_after("--live-pictures", show.argv)
    for words in (show.again, show.safer):
        assert words is not None
        assert words_after("--live-pictures", words) == handed
    assert words_after("live_pictures", keeper.argv) == handed
    assert words_after("--config", keeper.argv) == "a.toml"
    assert keeper.dispensable
