"""LIVE only while frames come, the slate after two seconds, and the reason of whoever knows it best."""

import pytest

from wallboard.video.frame_file import DecoderNote, KeeperNote
from wallboard.video.signal import state_of

S = 1_000_000
LIVE, CLIP = DecoderNote("playing", live=True), DecoderNote("playing")
ON = KeeperNote(reason="starting")


@pytest.mark.parametrize(
    ("age_us", "note", "expected"),
    [
        (0, LIVE, ("live", 0, "")),
        (S // 2, LIVE, ("live", 0, "")),
        (S // 2 + 1, LIVE, ("held", 0)),
        (2 * S - 1, LIVE, ("held", 0)),
        (2 * S, LIVE, ("lost", 2)),
        (75 * S, LIVE, ("lost", 75)),
        (0, CLIP, ("clip", 0, "")),
        (900_000, DecoderNote("playing", live=True, period_us=S), ("live", 0, "")),
        (2 * S, CLIP, ("lost", 2)),
        (0, DecoderNote("failed", "ended", live=True), ("held", 0, "ended")),
        (0, DecoderNote("opening"), ("held", 0, "starting")),
    ],
)
def test_how_a_picture_stands_by_the_age_of_its_newest_frame(
    age_us: int, note: DecoderNote, expected: tuple[object, ...]
) -> None:
    assert state_of(100 * S, note, ON, 100 * S + age_us)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("note", "keeper", "reason"),
    [
        (None, None, "starting"),
        (None, ON, "starting"),
        (DecoderNote("opening"), ON, "starting"),
        (DecoderNote("waiting", "no_key_frame"), ON, "no_key_frame"),
        (DecoderNote("failed", "refused"), KeeperNote(reason="refused"), "refused"),
        (DecoderNote("failed", "refused"), ON, "refused"),
        (LIVE, KeeperNote(reason="crashed"), "crashed"),
        (None, KeeperNote(reason="no_extra"), "no_extra"),
    ],
)
def test_why_there_is_no_picture(note: DecoderNote | None, keeper: KeeperNote | None, reason: str) -> None:
    assert state_of(None, note, keeper, 0) == ("waiting", 0, reason)
    assert state_of(0, note, keeper, 9 * S) == ("lost", 9, reason)


def test_before_its_first_frame_is_due_a_picture_starts_and_after_its_last_nothing_comes() -> None:
    assert state_of(None, LIVE, ON, 0) == ("waiting", 0, "starting")
    assert state_of(0, LIVE, ON, 9 * S) == ("lost", 9, "timeout")
