"""No line of the catalogue of faults is without a plan, here or among the tests of the part that it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contingency.test_plans import TABLE

LINES = frozenset(range(1, 63)) - {50, 55}
"""The catalogue's numbers; two of them are not in use."""
TESTS = Path(__file__).parents[1]
ELSEWHERE = {
    10: ("sources/test_http.py", "test_proxies_and_credentials_of_the_environment_are_ignored"),
    45: ("stage/test_x11.py", "test_a_monitor_that_goes_takes_its_window_with_it_and_brings_it_back"),
    46: ("stage/test_x11.py", "test_a_monitor_that_goes_takes_its_window_with_it_and_brings_it_back"),
    47: ("stage/test_x11.py", "test_without_any_monitor_it_keeps_running_and_comes_back"),
    48: ("stage/test_x11.py", "test_a_monitor_that_changes_is_filled_anew"),
    49: ("stage/test_awake.py", "test_blanking_and_power_saving_are_off_while_the_wall_is_up"),
    51: ("paint/test_fonts.py", "test_no_common_character_is_an_empty_box"),
    57: ("sources/test_secrets.py", "def test_"),
    59: ("supervise/test_child_state.py", "is_safer"),
    60: ("stage/test_reloading.py", "test_a_bad_edit_changes_nothing_and_says_file_line_and_key"),
    61: ("recording/test_folder.py", "AlreadyRunningError"),
    62: ("contingency/rig.py", "replayed=True"),
}
"""Lines that are about one part alone, and where that part is tried."""


BESIDES = (
    (9, "security/test_canary.py", "test_no_canary_is_in_any_file_or_line_of_a_run"),
    (18, "bench/test_documents.py", "test_no_night_of_wild_answers_raises_regresses_or_overstates"),
    (42, "core/test_instants.py", "test_an_hour_after_an_hour_is_an_hour_even_when_summer_time_ends"),
    (46, "contingency/test_processes.py", "test_however_monitors_change_the_right_canvas_is_on_the_right_screen"),
    (48, "stage/test_show.py", "test_several_screens_of_any_pixel_ratio_are_filled_in_device_pixels"),
    (57, "security/test_canary.py", "test_no_command_shows_a_canary_or_leaves_it"),
    (58, "contingency/test_processes.py", "test_a_killed_display_is_back_on_the_screen_and_the_desktop_never_shows"),
)
"""What else is tried of a line, beyond the plan that it has."""


def lines_of_the_table() -> set[int]:
    return {int(number) for fault in TABLE for number in fault.lines.split(",")}


def test_every_line_of_the_catalogue_has_a_plan() -> None:
    assert lines_of_the_table() | ELSEWHERE.keys() == LINES


@pytest.mark.parametrize(("number", "path", "text"), [*((n, *where) for n, where in ELSEWHERE.items()), *BESIDES])
def test_what_is_tried_elsewhere_is_there(number: int, path: str, text: str) -> None:
    assert number in LINES
    assert text in (TESTS / path).read_text(encoding="utf-8")
