"""Tests of a group run in one process, and those that share what is made once for their module are such a group."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def shared() -> list[int]:
    """What a module makes once."""
    return []


def test_a_module_that_makes_something_once_is_a_group(shared: list[int], request: pytest.FixtureRequest) -> None:
    assert shared == []
    assert _group(request) == f"{Path(__file__).parent.name}/{Path(__file__).stem}"


@pytest.mark.xdist_group("b")
@pytest.mark.xdist_group("a")
def test_a_group_is_told_where_the_scheduler_looks_for_it(request: pytest.FixtureRequest) -> None:
    assert _group(request) == "a_b"


def _group(request: pytest.FixtureRequest) -> str:
    """What a scheduler of groups reads; within one process there is none, and the marks say the same."""
    item = request.node
    if "PYTEST_XDIST_WORKER" in os.environ and request.config.getoption("loadgroup"):
        return str(item.nodeid.rpartition("@")[2])
    return "_".join(sorted(mark.args[0] for mark in item.iter_markers("xdist_group")))
