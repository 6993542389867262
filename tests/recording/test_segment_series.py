"""When a new segment begins."""

from __future__ import annotations

from wallboard.config.collection import Recording
from wallboard.recording.segment_series import SegmentRules


def test_without_settings_segments_are_as_large_and_as_long_as_the_settings_have_them() -> None:
    keeping = Recording()
    minutes = keeping.max_segment_minutes * 60_000_000
    assert SegmentRules() == SegmentRules(keeping.max_segment_mb * 1_000_000, minutes, fallback=keeping.fallback_folder)
    assert SegmentRules().durable
