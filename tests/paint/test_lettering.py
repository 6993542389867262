"""Setting type: mixed scripts on one line, smaller first, an ellipsis last, and no figure ever cut."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.paint.lettering import (
    ELLIPSIS,
    Style,
    first_fit,
    fitted,
    in_lines,
    in_two,
    line,
    named,
    runs,
    width,
)  # fmt: skip
from wallboard.paint.line_ends import halves_in_words, halves_of

STYLE = Style(40, "#FFFFFF")
MIXED = st.text(st.sampled_from("热销品牌榜Apple iPhone 7·—12"), min_size=1, max_size=30)


def read(pieces: tuple[tuple[str, Style], ...]) -> str:
    """The words of pieces."""
    return "".join(text for text, _ in pieces)


def test_a_mixed_text_changes_its_face_where_the_script_changes() -> None:
    assert [(text, face.family) for text, face, _ in runs("苹果 iPhone 手机", STYLE)] == [
        ("苹果", "hanzi"), (" iPhone ", "latin"), ("手机", "hanzi"),
    ]  # fmt: skip


def test_chinese_is_set_smaller_beside_latin() -> None:
    (_, hanzi, _), (_, latin, _) = runs("亿A", STYLE)
    assert 0.84 <= hanzi.size / latin.size <= 0.90


def test_chinese_punctuation_is_set_with_the_characters() -> None:
    assert len(runs("（全球）狂欢，节：日", STYLE)) == 1
    assert len(runs("﨑陽軒", STYLE)) == 1


@given(MIXED)
def test_the_runs_of_a_text_are_the_text(text: str) -> None:
    assert "".join(run for run, _, _ in runs(text, STYLE)) == text


@given(MIXED, st.sampled_from(["l", "m", "r"]))
def test_runs_stand_on_one_baseline_without_gaps(text: str, align: str) -> None:
    placed = line(100, 50, ((text, STYLE),), align)  # type: ignore[arg-type]  # one of the three
    assert {op.y for op in placed} == {50}
    for left, right in pairwise(placed):
        assert right.x == pytest.approx(left.x + left.width)


@pytest.mark.parametrize(("align", "shift"), [("l", 0.0), ("m", 0.5), ("r", 1.0)])
def test_a_line_ends_where_it_is_told(align: str, shift: float) -> None:
    placed = line(100, 50, (("总额 GMV", STYLE),), align)  # type: ignore[arg-type]  # one of the three
    assert placed[0].x == pytest.approx(100 - shift * width((("总额 GMV", STYLE),)))


@given(MIXED, st.integers(1, 900))
def test_what_is_fitted_fits(text: str, room: int) -> None:
    assert width(fitted(((text, STYLE),), room)) <= room


def test_a_little_too_long_is_made_smaller_and_keeps_every_letter() -> None:
    text = "Best-selling brands"
    shorter = fitted(((text, STYLE),), width(((text, STYLE),)) * 0.9)
    assert read(shorter) == text


def test_much_too_long_ends_in_an_ellipsis() -> None:
    cut = read(fitted((("The Extraordinarily Long Official Flagship Store", STYLE),), 200))
    assert cut.endswith(ELLIPSIS)
    assert "The Extraordinarily".startswith(cut[:-1].strip()[:8])


def test_the_last_piece_gives_way_first() -> None:
    pieces = (("First", STYLE), (" second that is much longer", STYLE))
    assert read(fitted(pieces, width(pieces[:1]) * 1.1)).startswith("First")


def test_nothing_fits_into_no_room() -> None:
    assert fitted((("A", STYLE),), 1) == ()


@given(st.integers(0, 10**15), st.integers(5, 600))
def test_first_fit_cuts_no_figure(value: int, room: int) -> None:
    pieces = first_fit((((f"¥{value:,}", STYLE),),), room)
    assert read(pieces) == f"¥{value:,}"


@pytest.mark.parametrize("room", [40, 90, 150, 400])
def test_first_fit_takes_the_fullest_variant_that_fits(room: int) -> None:
    full, short = (("Peak 峰值 118,555", STYLE),), (("118,555", STYLE),)
    chosen = first_fit((full, short), room)
    assert read(chosen) == (read(full) if width(full) <= room else read(short))
    assert width(chosen) <= room


def test_a_double_goes_before_its_name_is_touched() -> None:
    name, double = ("圣文森特和格林纳丁斯", STYLE), ("  Saint Vincent and the Grenadines", STYLE)
    assert named(name, double, width((name,)) * 1.2) == (name,)
    assert named(name, double, 2000) == (name, double)


def test_capitals_are_tracked_and_upper() -> None:
    caps = Style(40, "#FFFFFF", tracking=4.0, caps=True)
    assert runs("gmv", caps)[0][0] == "GMV"
    assert width((("gmv", caps),)) > width((("GMV", STYLE),))


def test_runs_that_touch_are_joined_and_those_behind_a_space_are_not() -> None:
    haloed = Style(40, "#FFFFFF", halo="#000000", halo_px=6)
    assert [op.joined for op in line(0, 0, (("100亿 ", haloed), ("00:06:58", haloed)))] == [False, True, False, False]
    assert not any(op.joined for op in line(0, 0, (("100亿", STYLE),)))


def halves(text: str) -> tuple[str, str]:
    """The text broken at one of its blanks, into the most even two lines."""
    words = text.split(" ")
    pairs = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(pairs, key=lambda pair: max(width(((half, STYLE),)) for half in pair))


@given(st.lists(st.text("abcdeW", min_size=1, max_size=6), min_size=2, max_size=12).map(" ".join), st.integers(60, 900))
def test_a_sentence_in_lines_fits_and_is_cut_only_in_words_too_long(text: str, room: int) -> None:
    told = in_lines((text, STYLE), room)
    assert 1 <= len(told) <= 2
    assert all(width((piece,)) <= room for piece in told)
    said = " ".join(piece[0] for piece in told)
    assert said == text or said.endswith(ELLIPSIS)
    assert text.startswith(said.removesuffix(ELLIPSIS))
    if read(fitted(((text, STYLE),), room)) == text:
        assert len(told) == 1
    if max(width(((half, STYLE),)) for half in halves(text)) <= room:
        assert said == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Arbeiter-Samariter-Bund", ("Arbeiter-", "Samariter-Bund")),
        ("株式会社オンラインストア", ("株式会社オン", "ラインストア")),
        ("Gesundheitsversorgung", ()),
    ],
)
def test_a_line_ends_behind_hyphens_and_between_characters_that_need_no_blank(
    text: str, lines: tuple[str, ...]
) -> None:
    room = width(((text, STYLE),)) * 0.68
    told = tuple(piece[0] for piece in in_lines((text, STYLE), room))
    assert told == lines or (not lines and told[0].endswith(ELLIPSIS))


WORDS = ("全球", "狂欢节", "Apple", "i", "-", "·", "株式会社", "भारतीय", "สวัสดี", " ", " ", "12", "متجر", "WWW", "、")


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=14).map("".join), st.integers(20, 900))
def test_a_text_is_broken_where_trying_every_break_would_break_it(text: str, room: int) -> None:
    told, breaks = in_two((text, STYLE), room, 0.5), halves_of(text)
    if not breaks:
        assert told == ()
        return
    even = min(breaks, key=lambda pair: max(width(((half, STYLE),)) for half in pair))
    smaller = STYLE.scaled(max(0.5, min(1.0, *(room / width(((half, STYLE),)) for half in even))))
    if all(width(((half, smaller),)) <= room for half in even):
        assert told == tuple((half, smaller) for half in even)
        return
    begun = [first for first, _ in breaks if width(((first, smaller),)) <= room]
    assert told[:1] == tuple((first, smaller) for first in sorted(begun, key=len)[-1:])


@given(st.sampled_from(("क्षत्रिय वस्त्र भंडार", "त्रिवेणी ज्वेलर्स", "สวัสดีครับ")), st.integers(20, 200))
def test_a_letter_is_never_cut_from_its_vowel_sign(text: str, room: int) -> None:
    (cut, *_) = (*(piece[0] for piece in fitted(((text, STYLE),), room, 1.0)), "")
    kept = cut.removesuffix(ELLIPSIS)
    assert text.startswith(kept)
    assert not unicodedata.category(text[len(kept) :].strip()[:1] or " ").startswith("M")


NAMES = (
    "เครื่องใช้ไฟฟ้าภายในบ้าน", "น้ำปลาร้าต้มสุก", "ஹிந்துஸ்தான் யூனிலீவர்", "क्षत्रिय इलेक्ट्रॉनिक्स", "삼성전자",
    "Nahrungsergänzungsmittel", "Ηλεκτροδιαγνωστικά", "Электрооборудование", "味の素冷凍食品株式会社", "الجمعة البيضاء",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_line_that_ends_within_a_word_breaks_no_letter_and_loses_none(name: str) -> None:
    for first, second in (*halves_of(name), *halves_in_words(name)):
        assert (first.removesuffix("-") + second).replace(" ", "") == name.replace(" ", "")
        assert not unicodedata.category(second[0]).startswith("M")
        assert second[0] != "ำ"
        assert first[-1] not in "เแโใไ"
        assert unicodedata.combining(first[-1]) != 9 or first + " " in name
        hyphened = first.endswith("-")
        assert hyphened == (first not in name)
        assert not hyphened or (first[-2].isalpha() and second[0].isalpha() and first[-2] < "\u0590")


def test_thai_is_broken_before_a_syllable_and_a_german_word_before_one_too() -> None:
    assert ("เครื่อง", "ใช้ไฟฟ้าภายในบ้าน") in halves_of("เครื่องใช้ไฟฟ้าภายในบ้าน")
    assert ("Geschirrspül-", "maschine") in halves_in_words("Geschirrspülmaschine")
    assert not any(second.startswith("hine") for _, second in halves_in_words("Geschirrspülmaschine"))
    assert halves_in_words("الجمعة") == ()
