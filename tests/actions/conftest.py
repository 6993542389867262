"""A wall with two layouts, an instant at which keys are pressed, and pressing them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wallboard.actions.action import Outcome, perform
from wallboard.actions.bindings import bindings
from wallboard.actions.context import Context
from wallboard.actions.control import Control
from wallboard.actions.table import actions_of
from wallboard.config.settings import Settings

SECOND = 1_000_000
HOUR = 3600 * SECOND
Press = Callable[..., Control]


@pytest.fixture(scope="session")
def settings() -> Settings:
    canvas = {"*": {"areas": ["bar"]}}
    return Settings.model_validate(
        {
            "event": {"start": "2016-11-11T00:00:00+08:00", "end": "2016-11-12T00:00:00+08:00"},
            "layouts": {
                "overview": {"key": "2", "title": {"zh": "总览", "en": "Overview"}, "canvas": canvas},
                "counter": {"key": "1", "canvas": canvas},
                "backdrop": {"canvas": canvas},
            },
            "panels": {"bar": {"kind": "title_bar"}},
            "keys": {"blackout": ["Ctrl+B", "F5"], "photo": []},
        }
    )


@pytest.fixture
def context() -> Context:
    """One hour into a recording; the picture is live, three seconds behind."""
    return Context(now_us=HOUR + 3 * SECOND, edge_us=HOUR, playhead_us=HOUR, mono_us=50 * SECOND, first_us=0)


@pytest.fixture
def outcome(settings: Settings) -> Callable[[str, Control, Context], Outcome | None]:
    """What comes of a key."""
    bound = bindings(actions_of(settings))

    def press(key: str, control: Control, context: Context) -> Outcome | None:
        return perform(bound[key], control, context)

    return press


@pytest.fixture
def press(outcome: Callable[[str, Control, Context], Outcome | None], context: Context) -> Press:
    """The control state after some keys, one after the other, at the same instant."""

    def after(*keys: str, control: Control = Control(), at: Context = context) -> Control:  # noqa: B008 - frozen
        for key in keys:
            done = outcome(key, control, at)
            control = control if done is None else done.control
        return control

    return after
