"""Answers nobody wrote by hand: a few thousand of them find nothing, and they find every fault that is planted."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import nights
from tests.bench.documents import Tally, play, run
from tests.core.oracle import texts_in
from wallboard.config.panels import CounterOptions
from wallboard.core.happenings import Happening
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import PanelContext

REASONS = {
    "accepted": {"first", "advance", "restated", "late", "confirmed", "operator", "baseline"},
    "held": {"fall", "jump", "ahead", "changed"},
    "rejected": {"unusable", "currency", "refused"},
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_no_night_of_wild_answers_raises_regresses_or_overstates(seed: int) -> None:
    assert play(seed, panels=seed % 20 == 0).faults == []


def test_a_few_nights_meet_every_verdict_and_every_kind_of_answer() -> None:
    whole = Tally()
    for tally in run(1500, 11):
        whole.add(tally)
    verdicts = {f"{verdict}: {reason}" for verdict, reasons in REASONS.items() for reason in reasons}
    kinds = {"sound", "fields spoiled", "bytes spoiled", "usable", "unusable", "panels resolved", "moments written"}
    assert whole.seen.keys() == verdicts | kinds
    assert whole.documents >= 1500


def _half_up(value: int, scale: int, decimals: int, _language: str = "en") -> str:
    places = Decimal(1).scaleb(-decimals)
    return f"{(Decimal(value) / scale).quantize(places, rounding=ROUND_HALF_UP):,}"


def _through_a_float(value: Any, digits: int = 2) -> int:
    return round(float(value) * pow(10.0, digits))


def _one_more(*words: Any) -> int:
    return int(words[1]) + 1


def _all_passed(_passed: object, snapshot: Any, commit_us: int, facts: Any, *, exact: bool) -> list[Happening]:
    return [
        Happening("milestone", commit_us, snapshot.at_us, str(fen), fen, exact=exact) for fen in facts.milestones_fen
    ]


PLANTED: dict[str, tuple[str, Callable[..., Any]]] = {
    "figures are rounded half up": ("core.numerals.fixed", _half_up),
    "thousands are not grouped": ("core.numerals.grouped", lambda value, _language="en": str(value)),
    "dollars are rounded up": (
        "panels.panel_context.exchanged",
        lambda fen, own, second, rate: math.ceil(fen / rate / 100) * 100,
    ),
    "amounts pass through a float": ("core.contract.readers.to_minor", _through_a_float),
    "a key may stand twice": ("core.strict_json._unique", dict),
    "NaN is a number": ("core.strict_json._constant", lambda _: 0),
    "texts are not cleaned": ("core.contract.readers.clean_text", lambda text: text),
    "a fall of the sum is believed": ("core.judgement._Case.movement", lambda _: None),
    "falls of other totals are believed": ("core.plausibility._Scale.total", lambda *_: None),
    "digits roll beyond their goal": ("core.moment.between", _one_more),
    "milestones come before their sum": ("core.happenings._milestones", _all_passed),
    "nesting has no bound": ("core.strict_json._deeper_than", lambda *_: 1 / 0),
}
"""A fault of the program for each thing that the nights look at."""


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, instead = PLANTED[planted]
    monkeypatch.setattr(f"wallboard.{name}", instead)
    assert any(play(seed, panels=False).faults for seed in range(60))


def test_every_text_within_what_a_panel_says_is_looked_at() -> None:
    options = CounterOptions(metric="gmv", size="hero")
    view = KINDS["counter"].resolve(nights.moment("02:00:00", 0), options, PanelContext(languages=("zh", "en")))
    assert {"成交总额", "Gross merchandise volume", "06", "09"} <= {text.strip() for text in texts_in(view)}
    with pytest.raises(AssertionError, match="nobody looks for texts in a object"):
        list(texts_in(object()))
