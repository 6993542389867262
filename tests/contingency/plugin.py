"""Chooses contingencies: a tenth by default, all with `-m contingency` or WALLBOARD_CONTINGENCY=all."""

from __future__ import annotations

import pytest

from tests.programs import everything


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "contingency(number): a plan for a fault; every tenth runs by default")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out nine of ten, unless all are asked for or one is named."""
    named = any("::" in word for word in config.args)
    if named or "contingency" in config.option.markexpr or everything():
        return
    left_out = {i for i in items for mark in i.own_markers if mark.name == "contingency" and mark.args[0] % 10}
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
