"""The rows of the status are in the languages of the wall; the log's English stands where English is shown."""

from __future__ import annotations

import re
from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from tests.panels.other_events import BERLIN, moment_of, settings_of
from wallboard.config.event_facts import facts_of
from wallboard.core.judge_state import Cause
from wallboard.core.moment import Moment
from wallboard.core.recording_state import HeldValue, Intake
from wallboard.core.wording import catalogue, shipped_languages
from wallboard.panels.intake_words import intake_rows
from wallboard.sources.protocol import Kind

DETAIL = "no whole answer before the deadline: the endpoint or the network is slow: http://feed/"
OTHERS = [language for language in shipped_languages() if language != "en"]


@pytest.fixture
def moment(tmp_path: object) -> Moment:
    return moment_of(facts_of(settings_of(BERLIN, tmp_path)))  # type: ignore[arg-type]  # a Path, as pytest makes it


def troubled(moment: Moment, kind: str = "deadline", cause: str = "fall") -> Moment:
    now_us = moment.playhead_us
    intake = Intake(
        "shop", now_us - 4_000_000, 12_000, now_us - 2_000_000, f"shop: {DETAIL}", kind, "shop",
        "the amounts are in USD, the wall shows EUR", ("cities[3].gmv: is negative",),
    )  # fmt: skip
    held = HeldValue(1, 123_456_00, now_us, cause, "the total falls by 5; 0 of 3 polls agree")
    return replace(moment, state=replace(moment.state, intake=intake, held=held))


def told(moment: Moment, *languages: str) -> str:
    return "\n".join(f"{row.label.first(languages[0])}: {row.text}" for row in intake_rows(moment, languages))


@pytest.mark.parametrize("language", OTHERS)
def test_a_wall_without_english_says_nothing_in_english(moment: Moment, language: str) -> None:
    said = told(troubled(moment), language)
    assert DETAIL not in said
    english = re.findall(r"\b(?:the|falls|old|ago|polled|accepts|negative|answer|shows|agree|poll)\b", said)
    assert english == []
    assert "cities[3].gmv" in said
    assert str(catalogue(language)["failure.deadline"]) in said


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_the_log_stand_behind_where_english_is_shown_too(moment: Moment, language: str) -> None:
    said = told(troubled(moment), language, "en")
    assert DETAIL in said
    assert str(catalogue(language)["held.fall"]) in said


def test_an_english_wall_says_what_the_log_says(moment: Moment) -> None:
    assert f"Last failure: 5.0 s ago: shop: {DETAIL}" in told(troubled(moment), "en-GB", "de")


@pytest.mark.parametrize(("kind", "language"), [*product(get_args(Kind), shipped_languages())])
def test_every_kind_of_failure_has_its_words(kind: str, language: str) -> None:
    assert catalogue(language)[f"failure.{kind}"]


@pytest.mark.parametrize(("cause", "language"), [*product((*get_args(Cause), "clock"), shipped_languages())])
def test_every_cause_of_waiting_has_its_words(cause: str, language: str) -> None:
    assert catalogue(language)[f"held.{cause}"]


def test_a_word_of_a_later_version_is_not_known(moment: Moment) -> None:
    said = told(troubled(moment, "quantum", "noise"), "de")
    assert str(catalogue("de")["failure.unknown"]) in said
    assert str(catalogue("de")["held.unknown"]) in said
