"""A mapping proposed for an answer of unknown shape: what its figures, time and lists most likely are, and how sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from wallboard.config.event_facts import facts_of
from wallboard.config.new_file import quoted
from wallboard.config.settings import Settings
from wallboard.core.contract.metrics import is_own_name
from wallboard.core.contract.reading import REQUIRED, Reading, read_answer
from wallboard.core.currencies import codes, currency_code
from wallboard.core.errors import MappingError
from wallboard.core.instants import from_us
from wallboard.core.mapping import Mapping, Received
from wallboard.core.plain_text import one_line
from wallboard.core.strict_json import read_json
from wallboard.probe.candidates import Candidate, candidates, prevailing
from wallboard.probe.doubts import any_fraction, doubts_of, is_rounded, other_currency
from wallboard.probe.foreign_lists import flat_items, in_several_currencies, lists_of
from wallboard.probe.foreign_values import number_of, shown, time_format_of
from wallboard.probe.proposed import LIKELY, MOST_OTHERS, NEARLY, Proposal, Proposed
from wallboard.probe.proposed_time import proposed_time
from wallboard.probe.understood import fields_of
from wallboard.probe.vocabulary import CURRENCY, EITHER_UNIT
from wallboard.probe.words import (
    COUNT_FIELDS,
    RATE_FIELDS,
    fits_count,
    fits_mobile,
    fits_rate,
    fits_time,
    fits_total,
    list_named,
    parts,
    says_nothing,
    scale_of,
)

TEXTLESS = (*COUNT_FIELDS, *RATE_FIELDS)
"""What is a number in the contract, never a text."""
_ONE_ROW = re.compile(r"\[(?:0|-1)\]")
_MOST_OWN, _LONGEST_NAME = 6, 40


def propose(body: bytes, settings: Settings, received: Received, is_city: Callable[[str], bool]) -> Proposal | None:
    """A mapping for an answer, tried on that answer; None where it holds nothing that could be a total.

    Every rule proposed was seen to be understood. `is_city` knows the names and codes of the map.
    """
    try:
        tree = read_json(body)
    except ValueError:
        return None
    currency = facts_of(settings).own.code
    found = candidates(tree, currency)
    spelled = prevailing(found)
    now = None if received.arrival_us is None else from_us(received.arrival_us)
    figures = list(_figures(found, spelled, now, received, currency))
    named = {rule.path.partition("[?")[0] for rule in figures if "[?" in rule.path}
    single = {_ONE_ROW.split(rule.path)[0] for rule in figures if rule.field == "gmv" and _ONE_ROW.search(rule.path)}
    lists = (
        rule
        for rule in lists_of(found, spelled, is_city)
        if (of := rule.path.partition("[]")[0]) not in named and (of not in single or rule.fit >= LIKELY)
    )
    rules = [*figures, *lists]
    while True:
        reading = _tried(body, rules, settings, received)
        if reading is None:
            return None
        wrong = {problem.field for problem in reading.problems if not reading.present or "[" not in problem.path}
        kept = [rule for rule in rules if rule.field not in wrong]
        if len(kept) == len(rules):
            break
        rules = kept
    if reading.snapshot is None:
        return None
    told = {field.name: field.told for field in fields_of(reading, settings)}
    if currency and reading.snapshot.currency not in ("", currency):
        told["currency"] += f", and [money] says {currency}: the wall rejects every answer until both say the same"
    rules = [replace(rule, told=one_line(told.get(rule.field, ""))) for rule in rules]
    return Proposal(("[mapping]", *(rule.line() for rule in rules), *_own(found, rules, spelled)), reading)


def _tried(body: bytes, rules: Sequence[Proposed], settings: Settings, received: Received) -> Reading | None:
    if not set(REQUIRED) <= {rule.field for rule in rules}:
        return None
    table = {rule.field: {key: text == "true" if key == "items" else text for key, text in rule.rule} for rule in rules}
    try:
        mapping = Mapping.from_dict(table, settings.event.zone)
    except MappingError:
        return None
    return read_answer(body, mapping, (), received, facts_of(settings).minor_digits)


def _figures(
    found: Sequence[Candidate], spelled: str, now: datetime | None, received: Received, currency: str
) -> Iterator[Proposed]:
    """The time, the total and the single figures; no value is taken for two of them."""
    taken: set[str] = set()
    at, unread = proposed_time(found, now)
    if at is None:
        taken_from = (("from", "arrival" if received.date_us is None else "date"),)
        at = Proposed("at", taken_from, LIKELY - 1 if unread else LIKELY, unread)
    else:
        taken.add(at.path)
    yield at
    total = _best("gmv", found, spelled, lambda each: _fits_gmv(each, spelled, currency))
    wanted: list[Proposed] = [
        *(total or _largest(found, spelled, currency) or _summed(found)),
        *(rule for field in COUNT_FIELDS for rule in _best(field, found, spelled, partial(_fits, field, spelled))),
        *(rule for field in RATE_FIELDS for rule in _best(field, found, spelled, partial(_fits_rate, field))),
        *_best("mobile_share", found, spelled, _fits_share),
        *_best("currency", found, spelled, partial(_fits_currency, total[0].path if total else "")),
        *_best("simulated", found, spelled, lambda e: 95 * (e.words == ("simulated",) and e.value is True)),
    ]
    for rule in sorted(wanted, key=lambda rule: (rule.field != "gmv", -rule.fit)):
        if rule.path not in taken:
            taken.add(rule.path)
            yield rule


def _largest(found: Sequence[Candidate], spelled: str, currency: str) -> list[Proposed]:
    """Where no key names a total: the largest number that is no time and no count, as a guess."""
    values = {
        each.path: number.value
        for each in found
        if not says_nothing(each.words)
        and not any(fits_count(field, each.words) >= LIKELY for field in COUNT_FIELDS)
        and fits_time(each.words) <= 0
        and each.of_currency in ("", currency)
        and fits_total(each.words) >= 0
        and fits_total(each.above) >= 0
        and (number := number_of(each.value, spelled))
        and not time_format_of(each.value)
    }
    most = max(values.values(), default=Decimal(0))
    return _best("gmv", found, spelled, lambda e: int(20 * values[e.path] / most) if values.get(e.path, 0) > 0 else 0)


def _summed(found: Sequence[Candidate]) -> list[Proposed]:
    """Where nothing is a total: what a list of amounts makes together, as a guess."""
    for each in found:
        if in_several_currencies(flat_items(each.value)):
            continue
        for key, value in next(iter(flat_items(each.value)), {}).items():
            if isinstance(value, int | Decimal) and not isinstance(value, bool) and fits_total(parts(key)) > 0:
                return [Proposed("gmv", (("path", f"sum({each.path}[].{key})"),), 20)]
    return []


def _best(field: str, found: Sequence[Candidate], spelled: str, fits: Callable[[Candidate], int]) -> list[Proposed]:
    """The candidate that fits a field best, if any does; others that fit nearly as well make it less sure."""
    fitting = ((each, fit) for each in found if (fit := fits(each)) > 0)
    ranked = sorted(fitting, key=lambda pair: (-pair[1], len(pair[0].words)))  # of two alike the plainer name
    if not ranked:
        return []
    first, fit = ranked[0]
    near = [each for each, other in ranked[1:] if fit - other < NEARLY]
    if field == "currency":  # said twice, it is the surer
        near = [each for each in near if currency_code(each.value) != currency_code(first.value)]
    if near:
        fit = min(fit, LIKELY if len(near) == 1 else LIKELY - 1)
    others = [f"{quoted(each.path)} ({shown(each.value)})" for each in near[:MOST_OTHERS]]
    rule = _rule(field, first, spelled)
    if (number := number_of(first.value, spelled)) is not None and field in ("gmv", *COUNT_FIELDS):
        doubts = [*doubts_of(first, number, dict(rule).get("scale", "1"), fractions=any_fraction(found))]
        if doubts or is_rounded(first.value):
            fit = min(fit, LIKELY)
        others = [*doubts, *others]
    return [Proposed(field, rule, fit, tuple(others))]


def _rule(field: str, each: Candidate, spelled: str) -> tuple[tuple[str, str], ...]:
    rule = [("path", each.path)]
    if field in ("currency", "simulated"):
        return tuple(rule)
    number = number_of(each.value, spelled, share=field == "mobile_share")
    if number is not None and (number.spelling or (isinstance(each.value, str) and field in TEXTLESS)):
        rule.append(("number", number.spelling or "grouped"))
    scale = each.scale_of(each.words) if field == "gmv" else scale_of(each.words)
    if field == "mobile_share":
        scale = "0.01" if number is not None and number.value > 1 else "1"
    if scale != "1":
        rule.append(("scale", scale))
    return tuple(rule)


def _fits_gmv(each: Candidate, spelled: str, currency: str) -> int:
    number = number_of(each.value, spelled)
    if number is None or number.value < 0:
        return 0
    words, code = each.words, each.path.rpartition(".")[2]
    if code in codes():  # an amount for each currency
        words = each.above if code == currency or not currency else ()
    if each.of_currency and currency not in ("", each.of_currency):
        return 0
    own = fits_total(words)
    above = fits_total(each.above) if each.above else 0
    if own <= 0:
        return 0
    fit = min(100, own + (20 if above > 0 else -30 if above < 0 else 0)) - (30 if number.other is not None else 0)
    fit = min(fit, LIKELY - 1) if each.place.spanned or EITHER_UNIT & set(words[-1:]) else fit
    elsewhere = bool(currency and each.place.stated and each.place.code != currency)
    return fit - _of_one_item(each) - 40 * elsewhere - (40 if other_currency(words, each.value, currency) else 0)


def _of_one_item(each: Candidate) -> int:
    """What is taken off a value that is of one brand or city alone: the only item of a list of such."""
    return 60 if "[0]" in each.path.partition("[?")[0] and list_named(each.above) else 0


def _fits(field: str, spelled: str, each: Candidate) -> int:
    number = number_of(each.value, spelled)
    if number is None or number.value < 0 or number.value != int(number.value) or number.other is not None:
        return 0
    if field in ("brands", "countries_and_regions") and number.value > 100_000:
        return 0
    fit = fits_count(field, each.words) + min(0, fits_count(field, each.above)) - _of_one_item(each)
    fit = fit if fit >= max(40, fits_total(each.words)) else 0
    return min(fit, LIKELY - 1) if each.place.spanned else fit


def _fits_rate(field: str, each: Candidate) -> int:
    number = number_of(each.value)
    whole = number is not None and number.value >= 0 and number.value == int(number.value)
    return fits_rate(field, each.words) if whole else 0


def _fits_share(each: Candidate) -> int:
    number = number_of(each.value, share=True)
    return fits_mobile(each.words) if number is not None and 0 <= number.value <= 100 else 0


def _fits_currency(total: str, each: Candidate) -> int:
    beside = 5 if total.rpartition(".")[0] == each.path.rpartition(".")[0] else 0
    return 95 + beside if currency_code(each.value) in codes() and CURRENCY & set(each.words) else 0


def _own(found: Sequence[Candidate], rules: Sequence[Proposed], spelled: str) -> Iterator[str]:
    """What else is a number, as metrics of one's own, commented out."""
    used = {rule.path.partition("[")[0] for rule in rules}
    names: set[str] = set()
    for each in found:
        name = "_".join(word for word in each.words if word.isascii())[:_LONGEST_NAME]
        in_use = any(each.path == path or each.path.startswith((f"{path}.", f"{path}[")) for path in used)
        if in_use or "[0]" in each.path or says_nothing((*each.words, *each.above)):
            continue
        if name in names or not is_own_name(name) or len(names) >= _MOST_OWN:
            continue
        share = isinstance(each.value, str) and each.value.rstrip().endswith(("%", "％"))
        number = number_of(each.value, spelled, share=share)
        if number is None or number.value < 0 or number.other is not None or time_format_of(each.value):
            continue
        names.add(name)
        whole = number.value == int(number.value) and not number.spelling
        kind = "share" if share else "count" if whole else "share" if number.value <= 1 else "money"
        yield f"# [metrics.{name}]  # {shown(each.value)}"
        yield f"# kind = {quoted(kind)}"
        yield f"# from = {quoted(each.path)}"
        if number.spelling:
            yield f"# number = {quoted(number.spelling)}"
