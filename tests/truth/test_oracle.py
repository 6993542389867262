"""Random nights of a source that lies, and an oracle that knows what was true: nothing is shown that may not be."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.truth.rig import FACTS, RULES, SECOND, START_US, Wall, kinds, parts
from wallboard.core.moment import Moment
from wallboard.panels.card import celebrated

CONFIRMATIONS = 2
STALE_S = 20
PLAUSIBLE_FEN = RULES.plausible_fen_per_s
COUNTS = RULES.plausible_counts_per_s
NIGHT_RULES = replace(RULES, confirmations=CONFIRMATIONS, stale_after_us=STALE_S * SECOND)
NIGHT_FACTS = msgspec.structs.replace(
    FACTS, stale_after_us=STALE_S * SECOND, milestones_fen=tuple(10**9 * k for k in range(1, 400, 3))
)
CARD_US = 9 * SECOND
DAY_S = 86_400.0


@dataclass(frozen=True)
class Burst:
    """How the source behaves for some polls; a lie is never told so often that it would have to be believed."""

    what: str
    polls: int
    amount: float = 0.0


LIES = st.one_of(
    st.builds(
        lambda n, s: Burst("at", n, s),
        st.integers(1, CONFIRMATIONS),
        st.sampled_from([-9e4, -3600, -90, -21, -3, 3, 30, 119, 121, 298, 3600, 30 * DAY_S]),
    ),
    st.builds(
        lambda n, s: Burst("gmv", n, s),
        st.integers(1, CONFIRMATIONS),
        st.sampled_from([-1e12, -1e8, -5.0, 1e6, 1.9e8, 3e8, 1e10, 6e12]),
    ),
    st.builds(
        lambda n, s: Burst("part", n, s), st.integers(1, CONFIRMATIONS), st.sampled_from([-9e9, -100, 1e7, 4e10])
    ),
    st.builds(lambda n, s: Burst("orders", n, s), st.integers(1, CONFIRMATIONS), st.sampled_from([-50, 1e6, 4e18])),
    st.builds(lambda n: Burst("rate", n), st.integers(1, 9)),
    st.builds(lambda n, s: Burst("turns", n, s), st.integers(1, 9), st.sampled_from([-600, -40, -3, 90, 300, 3600])),
    st.builds(lambda n, s: Burst("stated", n, s), st.integers(1, 9), st.sampled_from([-1e9, -1e5, -30, 0, 50, 1e5])),
)
QUIET = st.one_of(
    st.builds(lambda n: Burst("failed", n), st.integers(1, 9)),
    st.builds(lambda n: Burst("alive", n), st.integers(1, 9)),
    st.builds(lambda n: Burst("absent", n), st.integers(1, 9)),
    st.builds(lambda n: Burst("stuck", n), st.integers(1, 9)),
    st.builds(lambda s: Burst("asleep", 1, s), st.sampled_from([5, 3600])),
    st.just(Burst("restart", 1)),
)
HONEST = st.builds(lambda n: Burst("honest", n), st.integers(1, 6))
NIGHTS = st.lists(st.tuples(st.one_of(LIES, QUIET), HONEST), max_size=9)


@dataclass
class Truth:
    """What really happened: sums that grow evenly, two cities, orders."""

    rate: float
    base: float

    def gmv(self, at_us: int) -> float:
        into_s = (at_us - START_US) / SECOND
        return self.base + into_s * self.rate if into_s >= 0 else 5e9 + (into_s + 1e6)

    def says(self, at_us: int) -> dict[str, Any]:
        """The honest snapshot of an instant."""
        gmv = self.gmv(at_us)
        cities = [{"code": "330100", "gmv": f"{gmv * 0.6:.2f}"}, {"code": "310000", "gmv": f"{gmv * 0.3:.2f}"}]
        return {"gmv": f"{gmv:.2f}", "orders": int(gmv // 50_000), "cities": cities}


@dataclass
class Oracle:
    """Follows what is shown and objects to what may not be."""

    wall: Wall
    truth: Truth
    shown: dict[str, tuple[float, int]] = field(default_factory=dict)
    parts: dict[str, float] = field(default_factory=dict)
    corrections: int = 0
    first_us: int | None = None

    def look(self, moment: Moment) -> None:
        """One moment, right after a poll."""
        current, corrected = moment.state.current, self._corrected()
        if current is None:
            assert kinds(moment) == ["waiting"]
            return
        self.first_us = self.first_us or current.commit_us
        started = any(h.kind == "start" and h.commit_us == current.commit_us for h in self.wall.reader.index.happenings)
        true = self.truth.gmv(self.wall.now_us)
        self._total(moment, "gmv", (PLAUSIBLE_FEN, true * 100), corrected or started)
        self._total(moment, "orders", (COUNTS, true / 50_000), corrected or started)
        self._cities(moment, corrected or started)
        self._milestones(moment)
        self._says_what_it_is(moment)

    def _corrected(self) -> bool:
        before, self.corrections = self.corrections, self.wall.reader.index.corrections["commit_us"].size
        return self.corrections > before

    def _total(self, moment: Moment, metric: str, most: tuple[int, float], corrected: bool) -> None:
        """A total moves by what is plausible, or to what is true since enough polls insisted on it."""
        value, (per_s, true) = moment.figure(metric), most
        if value is None:
            if corrected:
                self.shown.pop(metric, None)  # what comes next begins anew, too
            return
        before = self.shown.get(metric)
        now_us = self.wall.now_us
        if before is not None and value != before[0]:
            passed_s = max(1.0, (now_us - before[1]) / SECOND)
            assert value <= max(before[0] + per_s * passed_s, true) + 1, f"{metric} leapt by {value - before[0]:,}"
            assert value > before[0] or corrected, f"{metric} fell by {before[0] - value:,} without a word"
        if before is None or value != before[0]:
            self.shown[metric] = (value, now_us)

    def _cities(self, moment: Moment, corrected: bool) -> None:
        gmv = moment.figure("gmv") or 0
        if corrected:
            self.parts = {code: self.parts[code] for code in self.parts if code in parts(moment, "cities")}
        for code, value in parts(moment, "cities").items():
            assert value * 100 <= gmv + 1, f"{code} makes more than the whole"
            before = self.parts.get(code, 0.0)
            assert value >= before or corrected or moment.corrected("cities", code), f"{code} fell without a word"
            self.parts[code] = value

    def _milestones(self, moment: Moment) -> None:
        gmv = moment.figure("gmv") or 0
        for milestone in moment.state.milestones:
            assert START_US <= milestone.at_us <= self.wall.now_us + 121 * SECOND
            assert self.wall.now_us >= START_US
            assert milestone.gmv_fen <= gmv
            late = self.first_us is not None and self.first_us - START_US > 3.1 * SECOND
            if milestone.commit_us == self.first_us and late:
                assert not milestone.record
        up = celebrated(moment, CARD_US)
        assert up is None or up[0].record

    def _says_what_it_is(self, moment: Moment) -> None:
        said, current, clock = kinds(moment), moment.state.current, moment.state.clock
        assert current is not None
        assert clock is not None
        assert abs(clock.at(self.wall.recorder.now_us()) - self.wall.now_us) < SECOND
        assert current.snapshot.at_us <= self.wall.now_us + 121 * SECOND
        age_us = moment.age_us or 0
        assert ("stale" in said) == (age_us > 3 * moment.interval_us)
        if "live" in said:
            assert said == ["live"]
            behind_us = self.wall.now_us - current.snapshot.at_us
            tolerated_us = max(60 * SECOND, 3 * moment.interval_us) + 2 * SECOND
            assert behind_us <= tolerated_us or age_us > 1 or not current.advance
        rates = moment.sample_of("orders_per_second")
        assert rates is None or age_us <= max(STALE_S * SECOND, 3 * moment.interval_us)


def told(wall: Wall, truth: Truth, burst: Burst) -> Moment:
    """One poll of a burst."""
    if burst.what == "asleep":
        wall.wait(burst.amount, asleep=True)
    at_us = wall.now_us + SECOND
    says, amount = truth.says(at_us), burst.amount
    match burst.what:
        case "at":
            at_us += int(amount * SECOND)
        case "gmv":
            says["gmv"] = f"{max(0.0, truth.gmv(at_us) + amount):.2f}"
        case "part":
            says["cities"][0]["gmv"] = f"{max(0.0, truth.gmv(at_us) * 0.6 + amount):.2f}"
        case "orders":
            says["orders"] = max(0, min(2**62, int(says["orders"] + amount)))
        case "rate":
            says["rate"] = 100_000
        case "turns" if (at_us // SECOND) % 2:  # another machine of the source answers, whose clock or data are off
            at_us += int(amount * SECOND)
            says = truth.says(min(at_us, wall.now_us + SECOND))
        case "stated":
            stated_us = int((at_us / SECOND + amount) * SECOND)
            iso = {"gmv": "10000000", "at": _iso(max(stated_us, 10**15))}
            says["milestones"] = [iso]
        case "absent":
            del says["cities"], says["orders"]
        case "failed" | "alive":
            return wall.silent(alive=burst.what == "alive")
        case "stuck":
            return wall.answer(wall.source.says.body) if hasattr(wall.source.says, "body") else wall.silent()
        case "restart":
            wall.restart()
    return wall.tell(at_us=at_us, orders_per_second=5, **says)


def _iso(at_us: int) -> str:
    from tests.truth.rig import iso  # noqa: PLC0415 - beside the one place that writes a time

    return iso(min(at_us, 4_000_000_000 * SECOND))


ABSENT_ACROSS_THE_START = [
    (Burst("restart", 1), Burst("honest", 5)),
    (Burst("rate", 9), Burst("honest", 6)),
    (Burst("absent", 9), Burst("honest", 1)),
]


A_MINUTE_AHEAD_BEFORE_THE_START = [
    (Burst("turns", 1, 90), Burst("honest", 1)),
    (Burst("restart", 1), Burst("honest", 1)),
]


OLD_AT_FIRST_THEN_LOWER = [
    (Burst("at", 1, -9e4), Burst("honest", 1)),
    (Burst("orders", 1, -50), Burst("part", 1, -9e9)),
]


@example(OLD_AT_FIRST_THEN_LOWER, 2.0, 0.0, 3e9)
@example(ABSENT_ACROSS_THE_START, -30.0, 0.0, 0.0)
@example(A_MINUTE_AHEAD_BEFORE_THE_START, -30.0, 0.0, 0.0)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(NIGHTS, st.sampled_from([-30.0, 2.0, 1000.0]), st.sampled_from([0.0, 1e6, 1.5e8]), st.sampled_from([0.0, 3e9]))
def test_nothing_is_shown_that_may_not_be(
    night: list[tuple[Burst, Burst]], into_s: float, rate: float, base: float
) -> None:
    truth = Truth(rate, base)
    with tempfile.TemporaryDirectory() as folder:
        wall = Wall(Path(folder) / "night", facts=NIGHT_FACTS, rules=NIGHT_RULES, into_s=into_s)
        with wall:
            oracle = Oracle(wall, truth)
            for burst in [burst for pair in night for burst in pair]:
                for _ in range(burst.polls):
                    oracle.look(told(wall, truth, burst))
            for _ in range(STALE_S + 2 * CONFIRMATIONS + 6):
                moment = told(wall, truth, Burst("honest", 1))
                oracle.look(moment)
            # whatever it said, nothing locks the truth out for longer than answers take to be a new base line
            assert moment.figure("gmv") == round(truth.gmv(wall.now_us) * 100)
            assert moment.figure("orders") == int(truth.gmv(wall.now_us) // 50_000)
            assert parts(moment, "cities")["330100"] == float(f"{truth.gmv(wall.now_us) * 0.6:.2f}")
            assert set(kinds(moment)) <= {"live", "corrected"}
