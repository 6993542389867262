"""A recording that is exchanged for another while it is played; whoever plays it does not notice."""

from __future__ import annotations

from collections.abc import Callable

from wallboard.core.recording_state import Curve, Milestone, RecordingState
from wallboard.recording.recorded_folder import RecordedFolder


class ExchangedFolder:
    """Says what the folder says that is played at present."""

    def __init__(self, inner: RecordedFolder) -> None:
        self._inner = inner

    def _exchange(self, opened: Callable[[], RecordedFolder]) -> None:
        """Let go of the present folder, then open another. Raises RecordingError."""
        self._inner.close()
        self._inner = opened()

    def state_at(self, playhead_us: int) -> RecordingState:
        """See `RecordedFolder`."""
        return self._inner.state_at(playhead_us)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """See `RecordedFolder`."""
        return self._inner.bounds

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """See `RecordedFolder`."""
        return self._inner.milestones

    @property
    def curve(self) -> Curve:
        """See `RecordedFolder`."""
        return self._inner.curve

    @property
    def problems(self) -> tuple[str, ...]:
        """See `RecordedFolder`."""
        return self._inner.problems

    def held_polls(self, playhead_us: int) -> tuple[tuple[int, int | None], ...]:
        """See `RecordedFolder`."""
        return self._inner.held_polls(playhead_us)

    def close(self) -> None:
        """Let go of all files."""
        self._inner.close()
