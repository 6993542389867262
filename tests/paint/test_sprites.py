"""Sprites: bounded, drawn once, and the same whatever was drawn before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.golden.compare import compared
from wallboard.paint import sprites as sprites_module
from wallboard.paint.damage import box_of
from wallboard.paint.ops import Face, Text
from wallboard.paint.sprites import LEAST_BYTES, SMALLEST, Sprite, Sprites
from wallboard.paint.theme import NIGHT

FACE = Face("latin", 700, 60)


def image(sprite: Sprite) -> QImage:
    """A sprite's pixels."""
    return sprite.pixmap.toImage()


def text(words: str, size: int = 40) -> Text:
    """A run of text."""
    return Text(0, 0, 0, words, Face("latin", 600, size), "#FFFFFF")


def test_a_sprite_is_made_once() -> None:
    sprites = Sprites(NIGHT)
    assert sprites.text(text("GMV")) is sprites.text(text("GMV"))


def test_each_picture_made_is_progress() -> None:
    told: list[int] = []
    sprites = Sprites(NIGHT, progressed=lambda: told.append(1))
    sprites.text(text("GMV"))
    sprites.text(text("GMV"))
    assert told == [1]


def test_where_a_text_stands_does_not_make_another_sprite() -> None:
    sprites = Sprites(NIGHT)
    moved = Text(300, 200, 0, "GMV", Face("latin", 600, 40), "#FFFFFF", opacity=0.3)
    assert sprites.text(text("GMV")) is sprites.text(moved)


def test_the_cache_stays_within_its_bytes() -> None:
    limit = 200_000
    sprites = Sprites(NIGHT, limit)
    for k in range(200):
        sprites.text(text(f"number {k}"))
    kept = [s.pixmap.width() * s.pixmap.height() * 4 for s in sprites._kept.values()]
    assert sum(kept) == sprites._bytes <= limit


def test_the_cache_keeps_no_more_sprites_than_are_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sprites_module, "MOST", 20)
    sprites = Sprites(NIGHT)
    for k in range(50):
        sprites.text(text(f"number {k}"))
    assert len(sprites._kept) == 20
    assert sum(s.pixmap.width() * s.pixmap.height() * 4 for s in sprites._kept.values()) == sprites._bytes


def test_what_was_used_last_is_kept_longest() -> None:
    sprites = Sprites(NIGHT, 200_000)
    first = sprites.text(text("always used"))
    for k in range(200):
        sprites.text(text(f"number {k}"))
        assert sprites.text(text("always used")) is first


def test_figures_that_are_new_in_every_frame_push_out_nothing_that_stays() -> None:
    sprites = Sprites(NIGHT, 2_000_000)
    stays = sprites.text(text("Mobile", 200))
    for number in range(600):
        sprites.stamps(text(f"{118_000 + number:,}"))
    assert sprites.made < 100
    assert sprites.text(text("Mobile", 200)) is stays


@settings(max_examples=60, deadline=None)
@given(
    said=st.from_regex(r"[0-9.,:%]{1,3}[0-9][0-9.,:%]{0,5}", fullmatch=True),
    size=st.integers(SMALLEST, 120),
    tracking=st.sampled_from((0.0, 1.3)),
    color=st.sampled_from(("#E9F5FF", "@hero")),
)
def test_a_figure_put_together_from_digits_looks_like_the_whole(
    qapp: QApplication, said: str, size: int, tracking: float, color: str
) -> None:
    op = Text(20.4, 150, 0, said, Face("latin", 700, size, tracking), color)
    sprites = Sprites(NIGHT)
    assert len(sprites.stamps(op)) == len(said)
    pictures = []
    for stamps in (sprites.stamps(op), ((sprites.text(op), 0),)):
        painted = QImage(900, 300, QImage.Format.Format_RGB32)
        painted.fill(0xFF081226)
        painter = QPainter(painted)
        for sprite, right in stamps:
            painter.drawPixmap(20 + right + sprite.dx, 150 + sprite.dy, sprite.pixmap)
        painter.end()
        pictures.append(painted)
    left, top, right, bottom = box_of(op, sprites)
    assert compared(*pictures).worst <= 24  # a place is rounded to a sixty-fourth of a pixel
    whole = sprites.text(op)
    reach = 20 + whole.dx, 150 + whole.dy, whole.pixmap.width(), whole.pixmap.height()
    assert abs(left - reach[0]) <= 1
    assert abs(right - left - reach[2]) <= 2
    assert (top, bottom - top) == (reach[1], reach[3])


def test_a_sprite_larger_than_the_cache_is_still_drawn() -> None:
    assert not Sprites(NIGHT, 10).text(text("GMV", 200)).pixmap.isNull()


def test_a_letter_is_the_same_whatever_was_set_before_it() -> None:
    cold = image(Sprites(NIGHT).letter("4", FACE, "@hero", "hero"))
    for words in ("2.66", "118,555", "SIMULATED", "6.98"):
        Sprites(NIGHT).text(text(words, 7))
    assert image(Sprites(NIGHT).letter("4", FACE, "@hero", "hero")) == cold


def test_a_streak_is_no_digit_and_even() -> None:
    streak = image(Sprites(NIGHT).streak(FACE, "#FFFFFF"))
    digits = [image(Sprites(NIGHT).letter(d, FACE, "#FFFFFF", "")) for d in "0123456789"]
    assert all(streak != digit for digit in digits)
    middle = streak.width() // 2
    column = [streak.pixelColor(middle, y).alpha() for y in range(streak.height() // 3, 2 * streak.height() // 3)]
    assert max(column) - min(column) < 90


def test_glows_of_nearly_one_radius_share_a_picture() -> None:
    sprites = Sprites(NIGHT)
    assert sprites.glow(100.2, "#FF9A1F", 1.0) is sprites.glow(101.0, "#FF9A1F", 1.0)


def test_the_halo_of_a_joined_run_leaves_the_letter_before_it_whole() -> None:
    apart = Text(0, 0, 0, "亿", Face("hanzi", 700, 40), "#FFC94A", halo="#030814", halo_px=8)
    joined = structs.replace(apart, joined=True)
    sprites = Sprites(NIGHT)
    assert sprites.text(apart).dx < 0 <= sprites.text(joined).dx
    assert sprites.text(apart).dy == sprites.text(joined).dy


def test_the_cache_grows_with_the_canvases_it_serves() -> None:
    """A constant bound thrashed at 7680 × 4320: every frame of a milestone's card made all its sprites anew."""
    sprites = Sprites(NIGHT)
    scene = [text(f"{k}", 1500) for k in range(12)] * 2
    sprites.serve([(7680, 4320)])
    kept = {op.text: sprites.text(op) for op in scene}
    large = sprites._bytes
    assert large > LEAST_BYTES
    assert all(sprites.text(op) is kept[op.text] for op in scene)
    sprites.serve([(640, 360), (640, 360)])
    assert sprites._bytes <= LEAST_BYTES < large
    assert sprites._bytes == sum(s.pixmap.width() * s.pixmap.height() * 4 for s in sprites._kept.values())


def test_canvases_share_their_bound() -> None:
    sprites = Sprites(NIGHT)
    sprites.serve([(3840, 2160)] * 3)
    three = sprites._max_bytes
    sprites.serve([(3840, 2160)])
    assert three == 3 * sprites._max_bytes
