"""Every error of the program ends a command with one line and the right status."""

import inspect

import pytest

from wallboard.core import errors
from wallboard.core.errors import WallboardError
from wallboard.core.resources import shipped

ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", ALL, ids=lambda k: k.__name__)
def test_every_error_is_a_wallboard_error_with_a_status(kind: type[Exception]) -> None:
    assert issubclass(kind, WallboardError)
    assert kind.exit_code in (1, 2)


def test_a_file_that_does_not_travel_with_the_program_is_named() -> None:
    with pytest.raises(WallboardError, match=r"no-such-file\.toml"):
        shipped("no-such-file.toml")
