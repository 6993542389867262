"""Figures, milestones, rankings and corrections for programs: JSON and CSV, amounts as exact decimal texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from wallboard.core.contract.snapshot import Name
from wallboard.core.ranks import RankEntry
from wallboard.press import sentences, writing
from wallboard.press.album import NOTHING
from wallboard.press.clean_text import printable
from wallboard.press.desk import Desk, PressCorrection, PressEdition, PressMilestone
from wallboard.press.instants import Mark, PressFigure, PressInstant
from wallboard.press.milestone_page import marks_of
from wallboard.press.page_context import Making
from wallboard.press.picture_words import edition_captions

Document = dict[str, Any]
Cell = str | int | bool | None
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula at the beginning of a text, in some countries also in full width."""


def data_files(making: Making) -> dict[str, bytes]:
    """All data files of the root by name, but for the feeds."""
    desk = making.desk
    return {
        "state.json": as_json(state(making)),
        "milestones.json": as_json(_head(making) | {"milestones": [_milestone(making, m) for m in making.shown]}),
        "milestones.csv": as_csv(
            MILESTONE_COLUMNS, (_milestone_row(making, m, e) for m in making.shown for e in m.editions)
        ),
        "rankings.csv": rankings_table(making, desk.instant, desk.instant.rankings),
        "cities.csv": rankings_table(making, desk.instant, ("cities",)),
        "corrections.json": as_json(
            _head(making) | {"corrections": [_correction(making, c) for c in desk.corrections]}
        ),
        "curve.csv": as_csv(
            ("at", "gmv", "currency", "simulated"),
            (
                (
                    writing.iso(at_us, desk.facts),
                    writing.plain(fen, desk.instant.own),
                    desk.instant.own.code,
                    desk.simulated,
                )
                for at_us, fen in desk.curve
            ),
        ),
    }


def as_json(document: Document) -> bytes:
    """A document as UTF-8."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table with a head, behind a byte order mark as spreadsheets want it; no cell is a formula, missing is empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([_cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "replace")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = printable(str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULAS) else text


def _head(making: Making) -> Document:
    """What stands at the top of every document."""
    desk, facts = making.desk, making.desk.facts
    return {
        "simulated": desk.simulated,
        "status": [written_mark(mark) for mark in desk.instant.marks],
        "event": facts.name.texts,
        "year": facts.year,
        "zone": facts.zone,
        "start": writing.iso(facts.start_us, facts),
        "made_at": writing.iso(desk.made_us, facts),
        "notices": list(desk.notices),
        "licence": making.site.texts.licence.name.texts,
        "credit": making.site.texts.credit.name.texts,
        "contact": making.site.texts.contact,
    }


def written_mark(mark: Mark) -> str:
    """A mark as programs read it: STALE 42."""
    return mark.kind.upper() if mark.age_s is None else f"{mark.kind.upper()} {mark.age_s}"


def state(making: Making) -> Document:
    """The newest confirmed figures, each with all that is needed to quote and to check it."""
    desk = making.desk
    said = {tag: str(s) for tag in making.site.languages if (s := sentences.total_sentence(desk, tag))}
    return _head(making) | {
        "version": making.version,
        **instant_document(making, desk.instant),
        "sentences": said,
        "milestones": [_milestone(making, m, brief=True) for m in making.shown],
        "corrections": len(desk.corrections),
    }


def instant_document(making: Making, instant: PressInstant) -> Document:
    """The figures of one commit."""
    origin = instant.provenance
    second = None if instant.exchange is None else instant.exchange[0].code
    return {
        "as_of": writing.iso(instant.gmv.at_us, making.desk.facts),
        "currency": instant.own.code,
        "second_currency": second,
        "rate": None if instant.exchange is None else f"{instant.exchange[1]:f}",
        "definition": making.site.definition(making.desk).texts,
        "provenance": None
        if origin is None
        else {
            "recording": origin.recording,
            "recording_id": origin.identity,
            "answer": origin.answer,
            "answer_sha256": origin.sha256 or None,
            "source": origin.source,
            "judgement": origin.judgement,
        },
        "figures": [_figure(making, instant, figure) for figure in instant.figures],
    }


def _figure(making: Making, instant: PressInstant, figure: PressFigure) -> Document:
    facts = making.desk.facts
    document: Document = {
        "name": figure.name,
        "title": {tag: writing.title(figure, facts).first(tag) for tag in making.site.languages},
        "kind": figure.kind,
        "value": _value(figure, instant),
        "unit": _unit(figure, instant),
        "at": writing.iso(figure.at_us, facts),
        "confirmed_at": writing.iso(figure.confirmed_us, facts),
        "committed_at": writing.iso(figure.committed_us),
        "simulated": instant.simulated or making.desk.simulated,
        **({"withdrawn": True} if figure.withdrawn else {}),
    }
    abroad = (
        None
        if figure.kind != "money" or figure.value is None
        else writing.abroad(figure.value, instant.own, instant.exchange)
    )
    return document if abroad is None else document | {"second": writing.plain(*abroad)}


def _value(figure: PressFigure, instant: PressInstant) -> str | int | None:
    if figure.value is None or figure.kind not in ("money", "share"):
        return figure.value
    return writing.plain(figure.value, instant.own) if figure.kind == "money" else writing.plain_share(figure.value)


def _unit(figure: PressFigure, instant: PressInstant) -> str:
    units = {"money": instant.own.code, "share": "1", "rate": "1/s"}
    return units.get(figure.kind, "1")


def _milestone(making: Making, milestone: PressMilestone, *, brief: bool = False) -> Document:
    own, standing = milestone.last.instant.own, milestone.history.standing
    passed, facts = milestone.last.edition.milestone, milestone.last.facts
    document: Document = {
        "id": milestone.id,
        "sum": writing.plain(milestone.history.gmv_fen, own),
        "currency": own.code,
        "status": [written_mark(mark) for mark in marks_of(milestone, simulated=making.desk.simulated)],
        "simulated": making.desk.simulated,
        "at": None if standing is None else writing.iso(passed.at_us, facts),
        "exact": passed.exact,
        "edition": milestone.last.edition.number,
        "url": making.site.url(f"m/{milestone.id}/"),
    }
    if brief:
        return document
    return document | {"editions": [edition_document(making, milestone, made) for made in milestone.editions]}


def edition_document(making: Making, milestone: PressMilestone, made: PressEdition) -> Document:
    """One edition of a milestone with its figures, captions and files."""
    facts, passed, files = (
        made.facts,
        made.edition.milestone,
        making.album.get((milestone.id, made.edition.number), NOTHING),
    )
    withdrawn, since_us = made.edition.withdrawn, writing.since_start(passed.at_us, facts)
    known = sentences.compared(facts, passed)
    root = f"m/{milestone.id}/r{made.edition.number}"
    return {
        "edition": made.edition.number,
        "sum": writing.plain(milestone.history.gmv_fen, made.instant.own),
        "at": writing.iso(passed.at_us, facts),
        "exact": passed.exact,
        "record": passed.record,
        "elapsed_s": None if since_us is None else since_us // 1_000_000,
        "compared_with": None if known is None else {"year": known[0].year, "elapsed_s": known[1] // 1_000_000},
        "withdrawn": None
        if withdrawn is None
        else _correction(making, PressCorrection(withdrawn, made.instant.own, facts)),
        **instant_document(making, made.instant),
        "captions": captions(making, milestone, made),
        "files": {f"{root}/{name}": {"bytes": size, "sha256": digest} for name, (size, digest) in files.files.items()},
    }


def captions(making: Making, milestone: PressMilestone, made: PressEdition) -> dict[str, str]:
    """The caption of the milestone's picture by language."""
    return {tag: str(said) for tag, said in edition_captions(making, milestone, made).items()}


def _correction(making: Making, made: PressCorrection) -> Document:
    correction, own, facts = made.told, made.own, made.facts
    return {
        "at": writing.iso(correction.at_us, facts),
        "committed_at": writing.iso(correction.commit_us),
        "was": writing.plain(correction.before_fen, own),
        "is": None if correction.restart else writing.plain(correction.value_fen, own),
        "began_anew": correction.restart,
        "simulated": making.desk.simulated,
        "text": {tag: sentences.correction_text(made, tag) for tag in making.site.languages},
    }


MILESTONE_COLUMNS = (
    "id", "edition", "sum", "currency", "second", "second_currency", "at", "exact", "elapsed_s", "withdrawn_at",
    "confirmed_by", "confirmed_by_at", "recording", "answer", "answer_sha256", "simulated",
)  # fmt: skip


def _milestone_row(making: Making, milestone: PressMilestone, made: PressEdition) -> tuple[Cell, ...]:
    facts, passed, instant = made.facts, made.edition.milestone, made.instant
    since_us, withdrawn, origin = writing.since_start(passed.at_us, facts), made.edition.withdrawn, instant.provenance
    abroad = writing.abroad(milestone.history.gmv_fen, instant.own, instant.exchange)
    return (
        milestone.id,
        made.edition.number,
        writing.plain(milestone.history.gmv_fen, instant.own),
        instant.own.code,
        None if abroad is None else writing.plain(*abroad),
        None if abroad is None else abroad[1].code,
        writing.iso(passed.at_us, facts),
        passed.exact,
        None if since_us is None else since_us // 1_000_000,
        None if withdrawn is None else writing.iso(withdrawn.at_us, facts),
        None if instant.gmv.value is None else writing.plain(instant.gmv.value, instant.own),
        writing.iso(instant.gmv.at_us, facts),
        "" if origin is None else origin.recording,
        None if origin is None else origin.answer,
        "" if origin is None else origin.sha256,
        instant.simulated or making.desk.simulated,
    )


def rankings_table(making: Making, instant: PressInstant, which: Iterable[str]) -> bytes:
    """Those rankings of a commit row by row, with a column of names for each language."""
    rankings = [(name, instant.rankings.get(name, ())) for name in which]
    tags = _name_languages(making.site.languages, (entry.name for _, entries in rankings for entry in entries))
    at = writing.iso(instant.gmv.at_us, making.desk.facts)
    simulated = instant.simulated or making.desk.simulated

    def row(name: str, rank: int, entry: RankEntry) -> tuple[Cell, ...]:
        amount = writing.plain(entry.gmv_fen, instant.own)
        names = (entry.name.everywhere or entry.name.exact(tag) for tag in tags)
        return (at, name, rank, entry.id, *names, amount, instant.own.code, simulated)

    columns = ("at", "ranking", "rank", "id", *(f"name_{tag}" for tag in tags), "gmv", "currency", "simulated")
    return as_csv(columns, (row(name, n, entry) for name, entries in rankings for n, entry in enumerate(entries, 1)))


def _name_languages(languages: Sequence[str], names: Iterable[Name]) -> tuple[str, ...]:
    """The event's languages, and behind them those in which alone something is named."""
    missing = {
        tag
        for name in names
        if not name.everywhere and not any(name.exact(language) for language in languages)
        for tag in name.texts
    }
    return (*languages, *sorted(missing.difference(languages)))


TOTAL_COLUMNS = ("name", "value", "unit", "at", "confirmed_at", "recording", "answer", "answer_sha256", "simulated")


def total_rows(desk: Desk, instant: PressInstant) -> Iterable[tuple[Cell, ...]]:
    """The single figures of a commit, row by row."""
    origin = instant.provenance
    for figure in instant.figures:
        yield (
            figure.name,
            _value(figure, instant),
            _unit(figure, instant),
            writing.iso(figure.at_us, desk.facts),
            writing.iso(figure.confirmed_us, desk.facts),
            "" if origin is None else origin.recording,
            None if origin is None else origin.answer,
            "" if origin is None else origin.sha256,
            instant.simulated or desk.simulated,
        )
