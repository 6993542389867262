"""The instant of the figures, as a proposed mapping finds it in foreign JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from wallboard.config.new_file import quoted
from wallboard.probe.candidates import Candidate
from wallboard.probe.foreign_values import number_of, shown, time_format_of
from wallboard.probe.proposed import LIKELY, MOST_OTHERS, NEARLY, Proposed
from wallboard.probe.vocabulary import NOT_TIME
from wallboard.probe.words import fits_time

_NEAR_S, _SAME_DAY_S = 600, 86_400


def proposed_time(found: Sequence[Candidate], now: datetime | None) -> tuple[Proposed | None, tuple[str, ...]]:
    """The rule for `at`, if any value can be one, and what is called as a time is and cannot be read."""
    unread = _unread_times(found)
    return _time(found, now, named=bool(unread)), unread


def _time(found: Sequence[Candidate], now: datetime | None, *, named: bool) -> Proposed | None:
    """The instant of the figures: by its key, its form, and how near it is to the machine's clock.

    Where no key is `named` as a time is, a value that says the present instant is one.
    """
    ranked = []
    for each in found:
        read = time_format_of(each.value)
        fit = fits_time(each.words)
        if read is None or fit < 0:
            continue
        form, moment = read
        apart_s = _SAME_DAY_S if now is None else abs((now - moment).total_seconds())
        if fit == 0 and not named:
            fit = LIKELY - 30 if apart_s < _NEAR_S and not NOT_TIME & set(each.words) else 0
        if fit == 0:
            continue
        fit += 30 if apart_s < _NEAR_S else 10 if apart_s < _SAME_DAY_S else 0
        ranked.append((min(fit, 100), each, form))
    if not ranked:
        return None
    ranked.sort(key=lambda one: -one[0])
    fit, first, form = ranked[0]
    others = tuple(
        f"{quoted(each.path)} ({shown(each.value)})" for other, each, _ in ranked[1:] if fit - other < NEARLY
    )
    rule = (("path", first.path), *((("time_format", form),) if form is not None else ()))
    return Proposed("at", rule, min(fit, LIKELY) if others else fit, others[:MOST_OTHERS])


def _unread_times(found: Sequence[Candidate]) -> tuple[str, ...]:
    """What is called as a time is, and is none that can be read in one way only."""
    fits = {each.path: fits_time(each.words) for each in found if isinstance(each.value, str | int | Decimal)}
    named = [each for each in found if each.value and fits.get(each.path, 0) > (30 if number_of(each.value) else 0)]
    named.sort(key=lambda each: -fits[each.path])
    told = "is read in no way or in several: state its time_format"
    return tuple(f"{quoted(each.path)} ({shown(each.value)}), which {told}" for each in named[:MOST_OTHERS])
