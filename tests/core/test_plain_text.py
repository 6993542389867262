"""No text that was made plain can steer, hide from, or turn round a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.core.plain_text import one_line, plain

OBEYED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("双11 资生堂 📈 é", "双11 资生堂 📈 é"),
        ("\x1b]0;pwn\x07", "␛]0;pwn␇"),
        ("a\x9b31mb", "a\ufffd31mb"),
        ("a\tb\rc\x7f", "a␉b␍c␡"),
        ("pay\u202egnp.exe", "pay\ufffdgnp.exe"),
        ("ad\u200bmin", "ad\ufffdmin"),
        ("\ud800", "\ufffd"),
        ("one\u2028two", "one\ufffdtwo"),
        ("one\ntwo", "one\ntwo"),
    ],
)
def test_what_a_terminal_would_obey_stands_as_a_sign(text: str, made: str) -> None:
    assert plain(text) == made


@given(st.text(st.characters()), st.integers(1, 50))
def test_a_line_is_one_line_of_plain_text_whatever_it_was(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert not {unicodedata.category(c) for c in line} & OBEYED
    line.encode()


@given(st.text(st.characters()))
def test_plain_text_keeps_its_length_and_lines_and_stays_as_it_is(text: str) -> None:
    made = plain(text)
    assert (len(made), made.count("\n"), plain(made)) == (len(text), text.count("\n"), made)


def test_of_a_line_that_is_too_long_the_end_stays() -> None:
    line = one_line(f"wallboard: {'x' * 10_000}: cannot be read: File name too long")
    assert line.startswith("wallboard: xxx")
    assert line.endswith(": cannot be read: File name too long")
    assert "…" in line
