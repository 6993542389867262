"""The control state out of a journal: whatever stands there, it is one or is refused in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.actions.control import Control
from wallboard.core.errors import RecordingError

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(_json | st.dictionaries(st.sampled_from(Control.__struct_fields__), _json, max_size=4))
def test_any_json_is_a_control_state_or_is_refused(stated: object) -> None:
    try:
        control = Control.from_json(json.dumps(stated))
    except RecordingError:
        return
    assert Control.from_json(control.to_json()) == control


@pytest.mark.parametrize("field", Control.__struct_fields__)
@pytest.mark.parametrize("value", [[[]], 1.5])
def test_a_field_of_another_kind_is_refused(field: str, value: object) -> None:
    with pytest.raises(RecordingError, match="no control state"):
        Control.from_json(json.dumps({field: value}))


@pytest.mark.parametrize(
    "text", ["", "[" * 100_000, '{"layout": "\\ud800"}', "\udcff", '{"currency": []}', "null", "[]"]
)
def test_what_is_no_control_state_is_refused(text: str) -> None:
    with pytest.raises(RecordingError, match="no control state"):
        Control.from_json(text)


def test_currencies_by_their_former_names_are_known() -> None:
    assert Control.from_json('{"currency": "USD"}').currency == "second"
