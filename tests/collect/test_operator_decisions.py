"""Only what the operator decided about a held value is taken from the journal."""

from __future__ import annotations

import pytest

from wallboard.collect.operator_decisions import AcceptanceDecision, FinalDecision, decisions_in
from wallboard.recording.journal import JournalRow


def row(action: str, argument: str) -> JournalRow:
    return JournalRow(1, 0, 0, action, argument, "{}")


@pytest.mark.parametrize(("action", "accept"), [("accept_held", True), ("refuse_held", False)])
def test_a_decision_names_the_answer_it_is_about(action: str, accept: bool) -> None:
    assert list(decisions_in([row(action, '{"answer_id": 7}')])) == [AcceptanceDecision(7, accept)]


@pytest.mark.parametrize("final", [True, False])
def test_a_declaration_names_the_sum_it_is_about(final: bool) -> None:
    said = f'{{"gmv_fen": 7, "final": {int(final)}}}'
    assert list(decisions_in([row("declare_final", said)])) == [FinalDecision(7, final)]


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        ("blackout", "{}"),
        ("declare_final", "{}"),
        ("declare_final", '{"gmv_fen": 1.5, "final": 1}'),
        ("accept_held", "{}"),
        ("accept_held", "not JSON"),
    ],
)
def test_anything_else_decides_nothing(action: str, argument: str) -> None:
    assert list(decisions_in([row(action, argument)])) == []
