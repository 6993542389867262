"""Strict and exact reading of one answer of the contract `wallboard/1`, where a wrong field costs only itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.forms import COUNT, MONEY, SHARE
from wallboard.core.contract.metric import Metric
from wallboard.core.contract.readers import FieldProblem, Problems, Reader, UnusableError
from wallboard.core.contract.snapshot import MAX_NAME, Snapshot
from wallboard.core.currencies import USUAL_DIGITS
from wallboard.core.jmes_budget import Budget
from wallboard.core.mapped_values import scaled, spelled
from wallboard.core.mapping import NOT_KNOWN, Mapping, Received, compiled, searched
from wallboard.core.number_text import EXAMPLES, OtherCurrencyError, StatedCurrency
from wallboard.core.plain_text import one_line
from wallboard.core.strict_json import read_json, shortened

VERSION = "wallboard/1"
ADAPTER = "adapter"
"""The key by which a document says that a source of this program wrote it, of figures that came as no JSON."""
PROBLEMS = "problems"
"""The key by which such a document says what of its source could not be stated, and why."""
FILLED = "filled"
"""The key by which such a document says that its source was asked about the past."""
REQUIRED = ("at", "gmv")
_LONGEST_WHY = 300

_OWN_READERS: dict[str, Reader] = {"money": MONEY.read, "count": COUNT.read, "rate": COUNT.read, "share": SHARE.read}


class Reading(msgspec.Struct, frozen=True):
    """An answer as understood: the snapshot (None if it is rejected whole), which fields were usable, what was not."""

    snapshot: Snapshot | None
    present: int
    problems: tuple[FieldProblem, ...]
    filled: bool = False
    """It was asked about the past: it tells the curve of a gap and nothing else."""


def read_answer(
    body: bytes,
    mapping: Mapping | None = None,
    own: Sequence[Metric] = (),
    received: Received = NOT_KNOWN,
    digits: int = USUAL_DIGITS,
) -> Reading:
    """Understand one answer; never raises: one that makes this program fail is not understood, and says so.

    `own` are the metrics of the operator's own, which are found in the answer as it came; `received` says when. Amounts
    are read to a minor unit of so many `digits`. Without a usable `at` and `gmv`, or with a `currency` that cannot be
    read, the snapshot is None. Any other wrong field becomes missing, an item of a list that is wrong is left out
    alone, and each is named in `problems`.
    """
    try:
        return _understood(body, mapping, own, received, digits)
    except Exception as error:  # noqa: BLE001 - the answer is kept as evidence, and the next one is read
        why = f"makes the program fail ({type(error).__name__}: {shortened(str(error))}): please report it"
        return Reading(None, 0, (FieldProblem("body", why),))


def _understood(
    body: bytes, mapping: Mapping | None, own: Sequence[Metric], received: Received, digits: int
) -> Reading:
    try:
        document = tree = read_json(body)
    except ValueError as error:
        return Reading(None, 0, (FieldProblem("body", str(error)),))
    problems = Problems(digits)
    unread: set[str] = set()
    budget = Budget()
    adapted = isinstance(tree, dict) and ADAPTER in tree and tree.get("contract") == VERSION
    if mapping is not None and not adapted:
        tree, failed = mapping.apply(tree, budget, received)
        for path, why in failed:
            problems.add(path, why)
        unread = {path for path, _ in failed}
    if not isinstance(tree, dict):
        return Reading(None, 0, (FieldProblem("body", "is not a JSON object"),))
    _add_told(problems, tree.get(PROBLEMS) if adapted else None)
    version = tree.get("contract", VERSION)
    if version != VERSION:
        return Reading(None, 0, (FieldProblem("contract", f"is {shortened(version)}, this program reads {VERSION!r}"),))
    values, present, wrong = _read_fields(tree, problems)
    unread |= wrong
    if "simulated" in unread:
        values["simulated"] = True  # what may be a simulation must never pass for the real night
    if "currency" in unread:  # nobody knows what the amounts mean
        return Reading(None, present, problems.all)
    missing = [name for name in REQUIRED if not present & bit(name)]
    if missing:
        named = {p.path for p in problems.all}
        for name in missing:
            if name not in named:
                problems.add(name, "is missing")
        return Reading(None, present, problems.all)
    currency = StatedCurrency(values.get("currency", ""))
    for metric in own:
        path = f"metrics.{metric.name}"
        found = searched(compiled(path if adapted else metric.path or path), document, budget)
        _read_own(metric, found, values, currency, problems)
    if currency.code and not present & bit("currency"):  # judged as what the answer states, like that of mapped amounts
        values["currency"] = currency.code
        present |= bit("currency")
    return Reading(Snapshot(**values), present, problems.all, adapted and tree.get(FILLED) is True)


def _add_told(problems: Problems, told: object) -> None:
    """What a document says of its own fields; whoever wrote it may have written anything."""
    for path, why in told.items() if isinstance(told, dict) else ():
        place = one_line(path, MAX_NAME)
        if isinstance(why, str) and FieldProblem(place, "").field in (*FIELDS, "metrics"):
            problems.add(place, one_line(why, _LONGEST_WHY))


def _read_fields(tree: dict[str, object], problems: Problems) -> tuple[dict[str, Any], int, set[str]]:
    """What a snapshot is made of, the bits of the fields that were usable, and the names of those that were not."""
    values: dict[str, Any] = {"totals": {}, "figures": {}}
    present, wrong = 0, set()
    for name, field in FIELDS.items():
        if name not in tree or tree[name] is None:
            continue
        try:
            value = field.form.read(tree[name], name, problems)
        except UnusableError as error:
            problems.add(name, str(error))
            wrong.add(name)
            continue
        present |= bit(name)
        if field.attribute:
            values[field.attribute] = value
        elif field.metric is not None:
            _keep(values, field.metric, value)
    return values, present, wrong


def _read_own(
    metric: Metric, result: tuple[object, str], values: dict[str, Any], currency: StatedCurrency, problems: Problems
) -> None:
    path = f"metrics.{metric.name}"
    found, why = result
    if why:
        problems.add(path, why)
    if found is None:
        return
    if metric.number:
        try:
            found = spelled(found, metric.number, currency, share=metric.kind == "share")
        except OtherCurrencyError as error:
            problems.add(path, f"{shortened(found)} {error}")
            return
        except ValueError:
            problems.add(
                path, f"{shortened(found)} does not fit {metric.number}, which reads {EXAMPLES[metric.number]}"
            )
            return
    try:
        _keep(values, metric, _OWN_READERS[metric.kind](scaled(found, metric.exact_scale), path, problems))
    except UnusableError as error:
        problems.add(path, str(error))


def _keep(values: dict[str, Any], metric: Metric, value: int) -> None:
    values["totals" if metric.total else "figures"][metric.name] = value
