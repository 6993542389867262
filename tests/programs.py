"""What a run may do: whether it tries everything, and which tests may start programs of other projects."""

from __future__ import annotations

import os

from wallboard.doctor.packages import program_path

may_start = True
"""Whether the test that runs now bears the mark; pytest's hook keeps it, and what is no test may start anything."""


def everything() -> bool:
    """Whether this run has time for all plans and examples, of which a plain one takes a part."""
    return os.environ.get("WALLBOARD_CONTINGENCY") == "all"


def installed(name: str) -> str:
    """Where a program is. Fails where it is missing, with what installs it, and in a test without the mark."""
    assert may_start, f"a test that starts {name} bears the mark `servers`: the others run where it is not installed"
    found = program_path(name)
    assert found is not None, f"{name} is not installed: `wallboard doctor --fix --tests=all` installs it"
    return found
