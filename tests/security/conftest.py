"""The command line, as the tests of it have it."""

from tests.cli.conftest import Command, Ended, wallboard

__all__ = ["Command", "Ended", "wallboard"]
