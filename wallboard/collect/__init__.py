"""From a source to a recording: fetch, read, judge, append; and how that begins and goes on after a restart."""

from wallboard.collect.loop import Collector
from wallboard.collect.start import collect

__all__ = ["Collector", "collect"]
