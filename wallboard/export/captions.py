"""The caption that travels with a picture: what it shows, in Chinese and English, so that nobody has to guess."""

from __future__ import annotations

from typing import Final

from wallboard.core.badges import Badge, badges
from wallboard.core.instants import SECOND_US, clock, elapsed, from_us
from wallboard.core.moment import Moment
from wallboard.core.money import spoken_sign, to_cents
from wallboard.core.numerals import MISSING, Language, compact, full_money, rough_age

_BADGES: Final[dict[str, tuple[str, str]]] = {
    "simulated": ("模拟数据，非真实成交（SIMULATED）", "SIMULATED: made-up figures, not real sales"),
    "replay": ("回放录像（REPLAY），录制画面的时刻为 {}", "REPLAY: drawn from the recording, whose clock stood at {}"),
    "frozen": ("画面定格（FROZEN）", "FROZEN: the operator held the picture"),
    "waiting": ("尚无数据", "No data yet"),
    "stale": ("数据停更 {} 秒（STALE）", "STALE: the data are {} s old"),
    "delayed": ("数据延迟 {}（DELAYED）", "DELAYED: the source's own time lags by {}"),
    "clock": (
        "数据源时钟快 {}，已扣除（CLOCK）",
        "CLOCK: the source's clock leads by {}, which was taken off its times",
    ),
    "corrected": ("数据在过去十分钟内更正过（CORRECTED）", "CORRECTED: a figure was corrected within ten minutes"),
    "final": ("最终数据（FINAL）", "FINAL: the sum stood after the event's end"),
    "live": ("实时画面（LIVE）", "LIVE"),
}


def caption(moment: Moment, source: str, picture: str) -> str:
    """The text of a caption file, Chinese first, ending with a line break.

    `source` names what was played, `picture` the picture's file. The amount is the one on the picture, to the whole
    yuan and cut, not rounded; below it stand the confirmed amounts it lies between.
    """
    lines = (*_in(moment, "zh", source, picture), "", *_in(moment, "en", source, picture))
    return "\n".join(lines) + "\n"


def _in(moment: Moment, language: Language, source: str, picture: str) -> tuple[str, ...]:
    facts, zh = moment.facts, language == "zh"
    colon = "：" if zh else ": "
    rows = (
        ("图片" if zh else "Picture", picture),
        ("活动" if zh else "Event", f"{facts.name.first(language)} {facts.year}".strip()),
        ("成交总额" if zh else "GMV", _amount(moment, language)),
        ("画面时刻" if zh else "Time", _time(moment, language)),
        ("前后两次确认数据" if zh else "Confirmed before and after", _confirmed(moment, language)),
        ("汇率" if zh else "Rate of exchange", _rate(moment, language)),
        ("指标定义" if zh else "Definition", facts.definition.first(language)),
        ("画面性质" if zh else "Provenance", ("；" if zh else "; ").join(_provenance(moment, language))),
        ("来源" if zh else "Source", _source(moment, source)),
    )
    return tuple(f"{label}{colon}{text}" for label, text in rows if text)


def _amount(moment: Moment, language: Language) -> str:
    fen = moment.figure("gmv")
    if fen is None:
        return MISSING
    rate = moment.facts.yuan_per_dollar
    dollars = "" if rate is None else str(full_money(to_cents(fen, rate), "US$ "))
    if language == "zh":
        unit = "元" if moment.currency == "CNY" else ""
        amount = f"{_full(fen, moment, language)}（{compact(fen, 100, 'zh')}{unit}）"
        return f"{amount}，折合 {dollars}" if dollars else amount
    short = compact(fen, 100, "en", sign=spoken_sign(moment.currency), long=True)
    amount = f"{_full(fen, moment, language)} ({short})"
    return f"{amount}, {dollars}" if dollars else amount


def _full(fen: int, moment: Moment, language: Language) -> str:
    """An amount to the whole unit, in the source's own currency."""
    if language == "zh" and moment.currency == "CNY":
        return f"人民币 {full_money(fen, '')} 元"
    return str(full_money(fen, spoken_sign(moment.currency)))


def _time(moment: Moment, language: Language) -> str:
    event_us = moment.event_us
    if event_us is None:
        return MISSING
    facts = moment.facts
    day = from_us(event_us, facts.zoneinfo).strftime("%Y-%m-%d")
    place = facts.place.first(language) or facts.zone
    into = "" if facts.start_us is None else elapsed(event_us - facts.start_us)
    written = f"{day} {clock(event_us, facts.zoneinfo)}"
    if language == "zh":
        return f"{written}（{place}）" + (f"，开场计时 {into}" if into else "")
    return f"{written} ({place})" + (f", elapsed {into}" if into else "")


def _confirmed(moment: Moment, language: Language) -> str:
    """What the source itself said: the snapshot played last, and the one the totals are already on their way to."""
    state = moment.state
    samples = [sample for sample in (state.current, state.following) if sample is not None]
    written = []
    for sample in samples:
        at = from_us(sample.snapshot.at_us, moment.facts.zoneinfo).isoformat(sep=" ", timespec="seconds")
        amount = _full(sample.snapshot.gmv_fen, moment, language)
        written.append(f"{amount}（{at}）" if language == "zh" else f"{amount} ({at})")
    return ("；" if language == "zh" else "; ").join(written) or MISSING


def _rate(moment: Moment, language: Language) -> str:
    rate, source = moment.facts.usd_rate, moment.facts.rate_source
    if not rate:
        return ""
    if language == "zh":
        own = f"人民币 {rate} 元" if moment.currency == "CNY" else f"{spoken_sign(moment.currency)}{rate}"
        return f"1 美元 = {own}" + (f"（{source}）" if source else "")
    return f"US$ 1 = {spoken_sign(moment.currency)}{rate}" + (f" ({source})" if source else "")


def _provenance(moment: Moment, language: Language) -> list[str]:
    return [_badge(badge, moment, language) for badge in badges(moment)]


def _badge(badge: Badge, moment: Moment, language: Language) -> str:
    text = _BADGES[badge.kind][0 if language == "zh" else 1]
    if badge.event_us is not None:
        written = from_us(badge.event_us // SECOND_US * SECOND_US, moment.facts.zoneinfo).isoformat(sep=" ")
        return text.format(written)
    if badge.age_s is not None and badge.kind != "stale":
        return text.format(rough_age(badge.age_s, language))
    return text.format(MISSING if badge.age_s is None else badge.age_s)


def _source(moment: Moment, source: str) -> str:
    sample = moment.state.current
    endpoint = "" if sample is None or sample.source in ("", source) else f"{sample.source}, "
    return f"{endpoint}{source}"
