"""Moments of the demonstration event under the shipped configuration, for tests of what is shown."""

from __future__ import annotations

from functools import lru_cache

from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.picture_panels import VideoOptions
from wallboard.config.settings import Settings
from wallboard.core.instants import parse_elapsed
from wallboard.core.moment import Moment
from wallboard.demo.moments import moment_at
from wallboard.demo.moments import sample_at as sample

__all__ = ["moment", "sample", "settings", "staged"]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The shipped configuration."""
    return load(None, demonstration=True)


@lru_cache(maxsize=1)
def staged() -> Settings:
    """The same with a live picture, so that the layouts that need one can be shown."""
    shipped = settings()
    stage = VideoOptions.model_validate({"sources": ["stage.mp4"]})
    return shipped.model_copy(update={"panels": {**shipped.panels, "stage": stage}})


def moment(at: str, into_us: int = 0) -> Moment:
    """The moment at which the event's clock stands `into_us` after elapsed time `at` ("02:00:00"), live."""
    elapsed_us = parse_elapsed(at)
    assert elapsed_us is not None
    return moment_at(elapsed_us + into_us, facts_of(settings()))
