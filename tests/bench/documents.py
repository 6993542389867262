"""A million answers nobody wrote by hand, through reading, judgement and writing: none may raise, regress or overstate.

    python -m tests.bench.documents [--count 1000000] [--seed 11] [--jobs 1]

Nights of answers from sound to hostile (`tests/core/wild.py`) pass a real collector, and what it shows is written in
both languages and currencies. Every figure is compared with an oracle in fractions that reads the bytes anew
(`tests/core/oracle.py`). A fault names the seed of its night: `--seed N --count 1` plays that night alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import msgspec
from babel.numbers import format_decimal
from rich.progress import track

from tests.core.oracle import NoOracleError, check_figure, check_reading, texts_in, worth
from tests.core.tape import FACTS as TAPE_FACTS
from tests.core.tape import present, state_at
from tests.core.wild import START_US, Wild, WildNight
from wallboard.collect.loop import Collector
from wallboard.collect.operator_decisions import AcceptanceDecision
from wallboard.collect.pace import Pace
from wallboard.config.load import load
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import Snapshot
from wallboard.core.currencies import Currency
from wallboard.core.event_clock import ClockPoint
from wallboard.core.event_info import EventInfo
from wallboard.core.figures import as_shown
from wallboard.core.judge_state import Rules
from wallboard.core.moment import Moment
from wallboard.core.numerals import full_amount
from wallboard.core.recording_state import Sample
from wallboard.panels import ranking
from wallboard.panels.amounts import metric_figure, money, row_amount
from wallboard.panels.kinds import KINDS
from wallboard.panels.panel_context import PanelContext
from wallboard.recording.writer import AnswerLike, JudgementRecord, Stamp
from wallboard.sources.protocol import Answer

FACTS = msgspec.structs.replace(TAPE_FACTS, milestones_fen=tuple(10**n for n in range(9, 17)))
RULES = Rules(plausible_fen_per_s=10**12)
RATE = Fraction(FACTS.usd_rate)
CNY = Currency("CNY")
DOLLARS = Currency("USD"), Decimal(FACTS.usd_rate)
SETTINGS = (
    PanelContext(("zh", "en"), "own", CNY),
    PanelContext(("en", "zh"), "own", CNY),
    PanelContext(("zh", "en"), "second", CNY, DOLLARS),
    PanelContext(("en",), "second", CNY, DOLLARS, still=True),
)
TOTALS = tuple(m.name for m in METRICS.values() if m.total)
POLLS = 25
PANELS_EVERY = 40
"""At every so many nights all panels of the shipped walls say what they make of the last moment."""


class WrongError(AssertionError):
    """Something that must not be."""


@dataclass
class Tally:
    """What went through: `faults` must stay empty; `seen` counts outcomes, so that a run shows that it tried them."""

    documents: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what another one counted."""
        self.documents += other.documents
        self.seen += other.seen
        self.faults += other.faults


@dataclass
class Kept:
    """Where a collector writes: the rulings in order, by the id of the answer that each is about."""

    commit_us: int = START_US
    ids: int = 0
    rulings: list[tuple[int, int, JudgementRecord]] = field(default_factory=list)
    readings: dict[int, Reading] = field(default_factory=dict)

    def stamp(self) -> Stamp:
        return Stamp(self.ids + 1, self.commit_us)

    def append(self, stamp: Stamp, answer: AnswerLike, reading: Reading, ruling: JudgementRecord) -> None:
        assert answer.body is not None
        self.ids = stamp.answer_id
        self.readings[stamp.answer_id] = reading
        self.rulings.append((stamp.answer_id, stamp.commit_us, ruling))

    def judge(self, stamp: Stamp, answer_id: int, ruling: JudgementRecord) -> None:
        self.rulings.append((answer_id, stamp.commit_us, ruling))

    def restate(self, _facts: EventInfo) -> None:
        msg = "nobody moves the end here"
        raise NotImplementedError(msg)

    def fail(self, source: str, kind: str, message: str, fetch_us: int = 0, clock: ClockPoint | None = None) -> int:
        assert source
        assert kind
        assert message.isprintable()
        return self.commit_us

    def alarm(self, kind: str, message: str) -> int:
        raise WrongError(kind, message)


def play(seed: int, *, panels: bool) -> Tally:
    """One night; what it breaks is a fault of the tally, with the seed that brings it back."""
    tally = Tally()
    chance = Random(seed)
    kept, words, lines = Kept(), list[AcceptanceDecision](), list[str]()
    collector = Collector(
        None,  # type: ignore[arg-type]  # nobody fetches: the answers are handed over
        kept,
        FACTS,
        RULES,
        Pace(0, 2_000_000, 3_000_000),
        words=lambda: tuple(words.pop(0) for _ in list(words)),
        say=lines.append,
        utc_us=lambda: kept.commit_us,
        mono_us=lambda: kept.commit_us,
    )
    body = b""
    try:
        for wild in WildNight(chance, chance.randint(1, 2 * POLLS - 1)).answers():
            body = wild.body
            tally.documents += 1
            _read(wild, tally)
            kept.commit_us = wild.commit_us
            collector.take(Answer(body, 200, "primary", 1000))
            held = collector.state.held
            if held is not None and chance.random() < 0.1:
                words.append(AcceptanceDecision(chance.choice(held.answer_ids), chance.random() < 0.5))
                kept.commit_us += 1
                collector.obey()
        samples = _shown(kept, tally)
        _written(samples, chance, tally, panels=panels)
        for line in lines:
            if not line.isprintable():
                raise WrongError(line)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = "" if where is None else f" ({where.tb_frame.f_code.co_name}, line {where.tb_lineno})"
        tally.faults.append(
            f"seed {seed}: {type(error).__name__}: {str(error)[:200]}{line}; last answer {body[:200]!r}"
        )
    return tally


def _read(wild: Wild, tally: Tally) -> Reading:
    """The answer by the reader and by the oracle; what was not spoiled must have survived."""
    reading = read_answer(wild.body)
    try:
        check_reading(wild.body, reading)
    except NoOracleError as error:
        msg = f"the oracle cannot read what was read: {error}"
        raise WrongError(msg) from None
    tally.seen["usable" if reading.snapshot is not None else "unusable"] += 1
    if wild.touched is None:
        tally.seen["bytes spoiled"] += 1
        return reading
    tally.seen["fields spoiled" if wild.touched else "sound"] += 1
    if not wild.touched and (reading.problems or reading.snapshot is None):
        msg = f"a sound answer is not taken as such: {reading.problems[:3]}"
        raise WrongError(msg)
    if any(p.path.partition(".")[0].partition("[")[0] not in {*wild.touched, "body"} for p in reading.problems):
        msg = f"a problem where nothing was spoiled: {reading.problems[:3]}"
        raise WrongError(msg)
    if reading.snapshot is not None:
        for name in FIELDS:
            if name in wild.said and name not in wild.touched and not reading.present & bit(name):
                msg = f"{name} is lost, though only {sorted(wild.touched)} was spoiled"
                raise WrongError(msg)
    return reading


def _shown(kept: Kept, tally: Tally) -> tuple[Sample, ...]:
    """The samples that the wall stands on, one after another: no time runs back, no total falls uncorrected."""
    samples: list[Sample] = []
    states: dict[str, int] = {}
    newest_us = -(10**18)
    for answer_id, commit_us, ruling in kept.rulings:
        judgement = ruling.judgement
        tally.seen[f"{judgement.verdict}: {judgement.reason}"] += 1
        if not judgement.detail.isprintable():
            raise WrongError(judgement.detail)
        if not judgement.shown:
            continue
        said = kept.readings[answer_id].snapshot
        assert said is not None
        anew = judgement.reason == "baseline" or judgement.restart
        snapshot = as_shown(said, judgement.withheld, judgement.parts, judgement.offset_us)
        at_us = snapshot.at_us
        if not anew and (at_us < newest_us or judgement.advance != (at_us > newest_us)):
            msg = f"the shown time runs back, or its advance is told wrongly: {judgement}"
            raise WrongError(msg)
        newest_us = at_us
        for name in TOTALS:
            value = snapshot.figure(name)
            if value is not None and value < states.get(name, 0) and not judgement.correction:
                msg = f"{name} falls from {states[name]} to {value} without a correction: {judgement}"
                raise WrongError(msg)
            states[name] = states.get(name, 0) if value is None else value
        for happening in ruling.happenings:
            if happening.kind == "milestone" and happening.value > snapshot.gmv_fen:
                raise WrongError(happening)
        clock = ruling.clock or ClockPoint(commit_us, snapshot.at_us)
        samples.append(
            Sample(commit_us, answer_id, "primary", snapshot, present(snapshot), clock, judgement.advance,
                   judgement.correction)
        )  # fmt: skip
    return tuple(samples)


def _written(samples: tuple[Sample, ...], chance: Random, tally: Tally, *, panels: bool) -> None:
    """What stands on the wall at instants around some commits, in both languages and currencies."""
    for before, after in pairwise(chance.sample(range(len(samples)), min(4, len(samples)))):
        _rolls(samples, min(before, after), chance)
    for sample in chance.sample(samples, min(4, len(samples))):
        at_us = sample.commit_us + chance.choice((0, 1, 500_000, 2_500_000))
        moment = Moment(state_at(samples, at_us, at_us + FACTS.delay_us, FACTS), at_us)
        current = moment.state.current
        assert current is not None
        for setting in SETTINGS:
            _figures(moment, current.snapshot, setting)
        fen = moment.figure("gmv")
        if fen is not None and chance.random() < 0.05:
            locale = chance.choice(("zh_CN", "en_US"))
            if full_amount(fen, CNY).digits != format_decimal(fen // 100, locale=locale):
                raise WrongError(fen)
        tally.seen["moments written"] += 1
    if panels and samples:
        at_us = samples[-1].commit_us + 100_000
        for setting in SETTINGS:
            _said(Moment(state_at(samples, at_us, facts=FACTS), at_us), setting, tally)


def _rolls(samples: tuple[Sample, ...], index: int, chance: Random) -> None:
    """Between two commits a total only grows, and never beyond what is confirmed."""
    current = samples[index]
    following = samples[index + 1] if index + 1 < len(samples) else current
    last = dict.fromkeys(TOTALS, 0)
    instants = sorted(chance.randint(current.commit_us, following.commit_us) for _ in range(3))
    for at_us in (current.commit_us, *instants):
        moment = Moment(state_at(samples, at_us, at_us + FACTS.delay_us, FACTS), at_us)
        judge_state = moment.state.current
        if judge_state is None or judge_state.commit_us != current.commit_us:
            continue
        for name in TOTALS:
            shown = moment.figure(name)
            confirmed = max((v for s in samples[: index + 2] if (v := s.figure(name)) is not None), default=0)
            if shown is not None and not last[name] <= shown <= confirmed:
                msg = f"{name} rolls to {shown} after {last[name]}, confirmed is {confirmed}"
                raise WrongError(msg)
            last[name] = last[name] if shown is None else shown


def _figures(moment: Moment, snapshot: Snapshot, setting: PanelContext) -> None:
    """Every single figure, and the amounts of every list in one unit."""
    fen = moment.figure("gmv")
    dollars = RATE if setting.lead == "second" else Fraction(1)
    if fen is not None:
        check_figure(money(fen, setting), Fraction(fen, 100) / dollars)
        check_figure(full_amount(fen, CNY), Fraction(fen, 100))
    for name, metric in METRICS.items():
        value = moment.figure(name)
        for form in ("full", "compact"):
            figure = metric_figure(name, moment, setting, form)
            if (figure is None) != (value is None):
                raise WrongError(name)
            if figure is None or value is None:
                continue
            if metric.kind in ("rate", "audience") and not setting.still:  # on its way between two confirmed values
                worth(figure)
                continue
            truth = Fraction(value, 100) / dollars if metric.kind == "money" else Fraction(value)
            check_figure(figure, truth / 10**6 if metric.kind == "share" else truth)
    for items in (snapshot.cities, snapshot.categories, snapshot.best_selling_brands, snapshot.buying_from_china):
        for item in (items or ())[:3]:
            written = row_amount(item.gmv_fen, setting)
            check_figure(written, Fraction(item.gmv_fen, 100) / dollars)


_WALL = load(None, demonstration=True)


def _said(moment: Moment, setting: PanelContext, tally: Tally) -> None:
    """What every panel of the shipped walls says: plain texts, and rows that state no more than their sums."""
    for options in _WALL.panels.values():
        view: Any = KINDS[options.kind].resolve(moment, options, setting)
        for text in texts_in(view):
            if not text.replace("\n", "").isprintable():
                msg = f"{options.kind} says {text!r}"
                raise WrongError(msg)
        if options.kind == "ranking" and options.of in ("best_selling_brands", "categories"):
            _rows(moment, view, options.of, setting)
        tally.seen["panels resolved"] += 1


def _rows(moment: Moment, view: ranking.RankingView, of: str, setting: PanelContext) -> None:
    sample = moment.sample_of(of)
    truth = {i.id: i.gmv_fen for i in (getattr(sample.snapshot, of) or () if sample else ())}
    for row in view.lines:
        check_figure(row.amount, Fraction(truth[row.id], 100) / (RATE if setting.lead == "second" else 1))


def nights(seeds: range) -> Tally:
    """Several nights."""
    tally = Tally()
    for seed in seeds:
        tally.add(play(seed, panels=seed % PANELS_EVERY == 0))
    return tally


def run(count: int, seed: int, jobs: int = 1) -> Iterator[Tally]:
    """Nights from `seed` on until at least `count` answers have been tried; a tally for each batch of nights."""
    done, batch = 0, max(1, min(40, count // POLLS))
    if jobs == 1:
        while done < count:
            tally = nights(range(seed, seed + batch))
            seed, done = seed + batch, done + tally.documents
            yield tally
        return
    with ProcessPoolExecutor(jobs) as pool:
        while done < count:
            for tally in pool.map(nights, [range(seed + n * batch, seed + (n + 1) * batch) for n in range(jobs * 4)]):
                done += tally.documents
                yield tally
            seed += batch * jobs * 4


def main() -> int:
    """The command."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=1_000_000)
    words.add_argument("--seed", type=int, default=11)
    words.add_argument("--jobs", type=int, default=1)
    given = words.parse_args()
    began = time.monotonic()
    whole = Tally()
    quiet = not sys.stderr.isatty()
    for tally in track(run(given.count, given.seed, given.jobs), "reading", given.count // (40 * POLLS), disable=quiet):
        whole.add(tally)
        for fault in tally.faults:
            sys.stdout.write(f"{fault}\n")
    took = time.monotonic() - began
    sys.stdout.writelines(f"{number:10,} {what}\n" for what, number in sorted(whole.seen.items()))
    sys.stdout.write(
        f"{whole.documents:,} answers, {len(whole.faults)} nights with a fault, {took:.0f} s, "
        f"{whole.documents / took:.0f} a second\n"
    )
    return 1 if whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
