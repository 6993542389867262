"""The panels of pictures: what they say, that only whole frames are drawn, and how they lie in their areas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tests.panels.evening import evening
from wallboard.config.picture_panels import ImageOptions, VideoOptions
from wallboard.paint.ops import Live, Placed, Text
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import image, video
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.grid import Rect
from wallboard.video.faults import REASONS
from wallboard.video.signal import LivePicture

AREA = Rect(100, 50, 320, 180)
LOOK = Look(NIGHT, 1920, 1080)
STAGE = VideoOptions.model_validate({"title": {"zh": "现场", "en": "Stage"}, "sources": ["stage.mp4"]})


class Frame:
    """A frame of one colour, which is written over as often as said while it is drawn."""

    def __init__(self, colour: str, size: tuple[int, int] = (320, 180), torn: int = 0) -> None:
        self.image_now = QImage(*size, QImage.Format.Format_RGB32)
        self.image_now.fill(QColor(colour))
        self.torn = torn

    def image(self) -> QImage:
        return self.image_now

    def is_whole(self) -> bool:
        self.torn -= 1
        return self.torn < 0


def shown(picture: LivePicture | None, *, still: bool = False) -> video.VideoView:
    return video.resolve(evening("00:06:58"), STAGE, PanelContext(picture=picture, still=still))


def words(placed: Placed) -> str:
    return " ".join(op.text for op in (*placed.ground, *placed.live) if isinstance(op, Text))


def drawn(view: video.VideoView) -> QImage:
    canvas = QImage(600, 300, QImage.Format.Format_RGB32)
    canvas.fill(QColor("#123456"))
    painter = QPainter(canvas)
    for op in video.place(view, AREA, LOOK).live:
        if isinstance(op, Live):
            op.paint.draw(painter)
    painter.end()
    return canvas


def live(frame: Frame, number: int = 7) -> LivePicture:
    return LivePicture("live", number, source="cam 1", frame=frame)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (live(Frame("#ff0000")), "直播 Live 现场 Stage"),
        (replace(live(Frame("#ff0000")), delay_s=8.4), "直播 Live 延迟约8秒 现场 Stage"),
        (replace(live(Frame("#ff0000")), state="clip"), "片段 Clip 现场 Stage"),
        (replace(live(Frame("#ff0000")), state="held"), "现场 Stage"),
        (
            LivePicture("lost", lost_s=12, reason="refused"),
            "现场 Stage 无信号 12 秒 No signal for 12 s 连接被拒 connection refused",
        ),
        (LivePicture("muted"), "现场 Stage 画面暂停 Picture paused"),
        (None, "现场 Stage 直播画面不在录制数据中"),
    ],
)
def test_what_stands_on_a_picture_and_on_its_slate(qapp: object, picture: LivePicture | None, said: str) -> None:
    found = words(video.place(shown(picture), AREA, LOOK))
    assert found.replace(" ", "") == said.replace(" ", "")


def test_the_source_is_never_named_in_public(qapp: object) -> None:
    for state in ("live", "held", "lost", "waiting", "muted"):
        picture = LivePicture(state, 1, reason="refused", source="encoder.inside.example", frame=Frame("#00ff00"))
        assert "inside" not in words(video.place(shown(picture), AREA, LOOK))


def test_every_reason_has_words() -> None:
    for reason in (*REASONS, "no_source"):
        assert shown(LivePicture("waiting", reason=reason)).reason[0]


def test_a_photo_keeps_the_picture_and_marks_it(qapp: object) -> None:
    view = shown(live(Frame("#ff0000")), still=True)
    assert view.number == 7
    assert "拍摄时的现场画面" in words(video.place(view, AREA, LOOK))


def test_a_frame_fills_its_area_with_round_corners_and_touches_nothing_beside_it(qapp: object) -> None:
    canvas = drawn(shown(live(Frame("#ff0000"))))
    assert canvas.pixelColor(260, 140).name() == "#ff0000"
    assert canvas.pixelColor(100, 50).name() == "#123456"
    assert {canvas.pixelColor(x, y).name() for x, y in ((99, 140), (420, 140), (260, 49), (260, 230))} == {"#123456"}


def test_a_picture_of_another_shape_stands_in_the_middle(qapp: object) -> None:
    canvas = drawn(shown(live(Frame("#ff0000", (180, 180)))))
    assert canvas.pixelColor(260, 60).name() == "#ff0000"
    assert {canvas.pixelColor(x, 140).name() for x in (110, 410)} == {"#123456"}


@pytest.mark.parametrize(("torn", "colour"), [(0, "#ff0000"), (2, "#ff0000"), (3, "#000000"), (99, "#000000")])
def test_what_is_written_over_while_it_is_drawn_is_drawn_anew_or_not_at_all(
    qapp: object, torn: int, colour: str
) -> None:
    assert drawn(shown(live(Frame("#ff0000", torn=torn)))).pixelColor(260, 140).name() == colour


def test_two_frames_are_two_pictures_and_the_same_frame_is_one(qapp: object) -> None:
    one, same, other = (video.place(shown(live(Frame("#ff0000"), n)), AREA, LOOK) for n in (7, 7, 8))
    assert one == same
    assert one != other


def test_an_image_is_cut_or_fitted_and_one_that_is_none_says_so(qapp: object, tmp_path: Path) -> None:
    picture = QImage(200, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#00ff00"))
    path = tmp_path / "poster.png"
    assert picture.save(str(path))
    for fit, size in (("crop", (320, 180)), ("fit", (180, 180))):
        options = ImageOptions.model_validate({"file": str(path), "fit": fit})
        (op,) = image.place(image.resolve(evening("00:06:58"), options, PanelContext()), AREA, LOOK).ground
        assert (round(op.w), round(op.h)) == size  # type: ignore[union-attr]  # it is a picture
    path.write_bytes(b"no picture")
    other = tmp_path / "other.png"
    other.write_bytes(b"no picture")
    options = ImageOptions.model_validate({"file": str(other)})
    assert "无法解码" in words(image.place(image.resolve(evening("00:06:58"), options, PanelContext()), AREA, LOOK))
