"""Parts of the desk by themselves: names of sums, histories, colours, tables, notes in pictures."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.patience import PATIENCE_S
from tests.press.rig import NoPictures
from tests.programs import installed
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import Currency
from wallboard.core.event_info import EventInfo
from wallboard.core.happenings import Happening
from wallboard.press import writing
from wallboard.press.colours import contrast, readable, style
from wallboard.press.data_files import as_csv
from wallboard.press.editions import histories, sum_id
from wallboard.press.xmp import PictureNotes, with_notes

CNY, JPY, KWD = Currency("CNY"), Currency("JPY", 0), Currency("KWD", 3)
BILLION = 10**11


@pytest.mark.parametrize(
    ("fen", "currency", "name"),
    [
        (10 * BILLION, CNY, "gmv-10bn"),
        (57_100_000_000_00, CNY, "gmv-57-1bn"),
        (10**10, CNY, "gmv-100m"),
        (10_000_000_001_00, CNY, "gmv-10000000001"),
        (10_000_000_000_01, CNY, "gmv-10000000000-01"),
        (5, JPY, "gmv-5"),
        (1500, KWD, "gmv-1-500"),
    ],
)
def test_a_sum_has_a_name_for_addresses(fen: int, currency: Currency, name: str) -> None:
    assert sum_id(fen, currency) == name


@given(st.lists(st.integers(1, 10**17), min_size=2, max_size=30, unique=True), st.sampled_from([CNY, JPY, KWD]))
def test_no_two_sums_share_a_name(sums: list[int], currency: Currency) -> None:
    names = {sum_id(fen, currency) for fen in sums}
    assert len(names) == len(sums)
    assert all(name.replace("-", "").isalnum() and name.isascii() for name in names)


_EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("milestone"), st.integers(1, 5)),
        st.tuples(st.just("correction"), st.integers(0, 5)),
        st.tuples(st.just("start"), st.just(0)),
    ),
    max_size=25,
)


@given(_EVENTS)
def test_a_history_is_what_a_plain_reader_would_note(events: list[tuple[str, int]]) -> None:
    """A book of sums that stand, kept the slow way: a fall strikes out whatever lies above it."""
    rows, stands = [], dict[int, int]()
    passed = dict[int, int]()
    for at, (kind, value) in enumerate(events):
        rows.append(Happening(kind, at, at, value=value))  # type: ignore[arg-type]  # a kind of happening
        if kind == "milestone" and value in stands:
            continue  # no sum is passed twice while it stands, though a recording that was begun anew says so
        if kind == "milestone":
            passed[value] = passed.get(value, 0) + 1
            stands[value] = passed[value]
        else:
            stands = {fen: n for fen, n in stands.items() if kind == "correction" and fen <= value}
    found = histories(rows, len(events))
    assert {h.gmv_fen: len(h.editions) for h in found} == passed
    assert {h.gmv_fen: h.last.number for h in found if h.standing is not None} == stands
    for history in found:
        assert [e.number for e in history.editions] == list(range(1, len(history.editions) + 1))
        assert all(e.withdrawn is not None for e in history.editions[:-1])


@given(st.integers(1, 10**16), st.sampled_from(["en", "zh", "de", "ja", "pt"]))
def test_what_is_said_to_be_more_is_more_and_never_rounded_up(fen: int, language: str) -> None:
    units = {"en": 10**9, "zh": 10**8}
    if language in units and fen >= units[language] * 100:
        text = writing.rounded(fen, CNY, language)
        digits = "".join(c for c in text if c.isdigit() or c == ".")
        whole, _, part = digits.partition(".")
        unit = {"billion": 10**9, "trillion": 10**12, "亿元": 10**8, "万亿元": 10**12}[
            text.rpartition(" ")[2] if language == "en" else text.lstrip("0123456789.,")
        ]
        said = (int(whole) * 100 + int(part)) * unit
        assert said <= fen
        assert fen - said < unit
        assert writing.is_cut(fen, CNY, language) == (said < fen)
    assert writing.to_the_last(fen, CNY).replace("RMB ", "").replace(",", "") == f"{fen // 100}.{fen % 100:02d}"


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True), st.sampled_from(["#FFFFFF", "#060D1D"]))
def test_a_colour_of_the_theme_can_always_be_read(colour: str, ground: str) -> None:
    found = readable(colour, ground, 4.5)
    assert contrast(found, ground) >= 4.5
    assert found == colour or contrast(colour, ground) < 4.5


def test_an_event_without_colours_of_its_own_sets_none() -> None:
    assert style({"ice": "#FFFFFF"}) == ""
    assert "--money" in style({"gold": "#FFC94A"})


@pytest.mark.parametrize(
    ("whole", "language", "said"),
    [
        (10**9, "de", "1 Milliarde €"),
        (2 * 10**9, "de", "2 Milliarden €"),
        (125 * 10**7, "de", "1,25 Milliarden €"),
        (15 * 10**8, "de", "1,5 Milliarden €"),
        (10**6, "de", "1 Million €"),
        (10**12, "de", "1 Billion €"),
        (10**9, "pt", "€ 1 bilhão"),
        (2 * 10**9, "pt", "€ 2 bilhões"),
        (10**9, "en", "€1 billion"),
        (10**9, "zh", "€10亿"),
        (10**9 + 1, "de", "1.000.000.001 €"),
    ],
)
def test_the_word_of_a_unit_goes_with_its_number(whole: int, language: str, said: str) -> None:
    assert writing.round_sum(whole * 100, Currency("EUR"), language).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "\0=1", "\u202e=1"]
)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    assert as_csv(("a",), [(text,)]).decode("utf-8-sig").split("\r\n", 1)[1].strip('"\r\n').startswith("'")


NOTES = PictureNotes(
    "A <title> & \x01", {"en": 'What "it" shows', "zh": "图为大屏"}, "Credit & Co", {"en": "Free"},
    "2016-11-11T00:06:58.000+08:00", {"figure": "10000000000.00", "simulated": "true"},
)  # fmt: skip


def test_the_notes_lie_in_one_chunk_and_the_picture_is_the_same() -> None:
    made = with_notes(NoPictures.PNG, NOTES)
    assert made.count(b"XML:com.adobe.xmp") == 1
    kinds, at = [], 8
    while at < len(made):
        length = int.from_bytes(made[at : at + 4], "big")
        body = made[at + 4 : at + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(made[at + 8 + length : at + 12 + length], "big")
        kinds.append(body[:4])
        at += 12 + length
    assert kinds == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    assert with_notes(NoPictures.JPEG, NOTES).startswith(NoPictures.JPEG[:20] + b"\xff\xe1")


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="neither PNG nor JPEG"):
        with_notes(b"GIF89a", NOTES)


@pytest.mark.servers
@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_exiftool_reads_the_notes_back(tmp_path: Path, ending: str) -> None:
    picture = tmp_path / f"a.{ending}"
    picture.write_bytes(with_notes(NoPictures.PNG if ending == "png" else NoPictures.JPEG, NOTES))
    command = [installed("exiftool"), "-s", "-XMP:all", str(picture)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_S).stdout.decode()
    assert 'What "it" shows' in said
    assert "图为大屏" in said
    assert "Credit & Co" in said
    assert "dataDrivenMedia" in said
    assert "10000000000.00" in said


@pytest.mark.parametrize(
    ("at_us", "english", "chinese"),
    [
        (1_792_886_399_000_000, "Berlin time", "柏林时间"),
        (1_792_886_450_000_000, "Berlin time (UTC+2)", "柏林时间 (UTC+2)"),
        (1_792_890_050_000_000, "Berlin time (UTC+1)", "柏林时间 (UTC+1)"),
        (None, "Berlin time", "柏林时间"),
    ],
)
def test_a_time_that_the_clocks_show_twice_is_told_with_its_offset(
    at_us: int | None, english: str, chinese: str
) -> None:
    """Set back from 3 to 2 in the night of the event, 02:00:50 is there twice, and outlets quote it."""
    facts = EventInfo(Name(zh="夜市", en="Night sale"), zone="Europe/Berlin", place=Name(zh="柏林时间", en="Berlin"))
    assert writing.zone_name(at_us, facts, "en") == english
    assert writing.zone_name(at_us, facts, "zh") == chinese
