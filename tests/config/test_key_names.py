"""Every key has one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config.key_names import normal_key


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("b", "B"),
        ("?", "?"),
        ("{", "{"),
        ("PgDn", "PgDown"),
        ("escape", "Esc"),
        ("f12", "F12"),
        ("→", "Right"),
        ("space", "Space"),
        ("shift+ctrl+q", "Ctrl+Shift+Q"),
        ("Control + Left", "Ctrl+Left"),
        ("+", "+"),
        ("Ctrl++", "Ctrl++"),
        ("Ctrl+Plus", "Ctrl++"),
        ("-", "-"),
    ],
)
def test_a_key_has_one_spelling(written: str, normal: str) -> None:
    assert normal_key(written) == normal


@pytest.mark.parametrize("written", ["", "Ctl+B", "Ctrl+", "QQ", "Shift", "\n", "B+Ctrl"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no key|is empty|none of Ctrl"):
        normal_key(written)


@given(st.text(max_size=8))
def test_the_normal_spelling_of_any_text_is_its_own_or_an_error(text: str) -> None:
    try:
        normal = normal_key(text)
    except ValueError:
        return
    assert normal_key(normal) == normal
