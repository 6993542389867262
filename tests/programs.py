"""Programs of other projects: only a test of the mark "servers" may start one."""

from __future__ import annotations

from wallboard.doctor.packages import program_path

may_start = True
"""Whether the test that runs now bears the mark; pytest's hook keeps it, and what is no test may start anything."""


def installed(name: str) -> str:
    """Where a program is. Fails where it is missing, with what installs it, and in a test without the mark."""
    assert may_start, f"a test that starts {name} bears the mark `servers`: the others run where it is not installed"
    found = program_path(name)
    assert found is not None, f"{name} is not installed: `wallboard doctor --fix --tests=all` installs it"
    return found
