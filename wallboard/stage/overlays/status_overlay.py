"""The status overlay: how collecting, recording and showing go, in the operator's detail."""

from __future__ import annotations

from wallboard.core.moment import Moment
from wallboard.core.wording import say
from wallboard.paint.ops import Op
from wallboard.paint.theme import Look
from wallboard.panels.intake_words import intake_rows
from wallboard.panels.panel_context import Notes, text_of
from wallboard.stage.overlays.overlay_card import CardEntry, Words, card, middle, rows

TITLE = say("status.title")


def place_status(look: Look, moment: Moment, notes: Notes, words: Words) -> tuple[Op, ...]:
    """What the recording says of the intake, then what the display says of itself, alarms first."""
    lines = entries(moment, notes, words)
    ops, box = card(look, middle(look, 0.86, min(0.86, 0.16 + 0.054 * len(lines))), TITLE, words)
    return (*ops, *rows(look, box, lines, words))


def entries(moment: Moment, notes: Notes, words: Words) -> tuple[CardEntry, ...]:
    """Every line of the status."""
    alarms = tuple(CardEntry(say("status.alarm"), text, alarm=True) for text in notes.alarms)
    intake = tuple(CardEntry(row.label, row.text, alarm=row.alarm) for row in intake_rows(moment, words))
    own = tuple(CardEntry(text_of(label), text) for label, text in notes.lines)
    return (*alarms, *intake, *own)
