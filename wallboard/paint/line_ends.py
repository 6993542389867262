"""Where a line of a text may end: between words, and within one where a name would be cut otherwise."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

IDEOGRAPHS = "\u2e80"
"""From here on characters need no blank between them for a line to end."""
NO_BEGINNING = "、。，．）」』】！？：；ーっゃゅょッャュョ々"
"""What never begins a line."""
_THAI_AND_LAO = re.compile("[\u0e00-\u0eff]")
_LEADING = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4]")
"""Vowels that Thai and Lao write before their consonant: a syllable begins with each of them."""
_SPELT = re.compile(r"[^\W\d_]")
_HYPHENATED = "\u0590"
"""Words of letters before this one, Latin, Greek and Cyrillic ones, bear a hyphen where a line ends within them."""
_VOWELS = frozenset("aeiouyäöüáàâãåæéèêëíìîïóòôõøúùûýœаеёиоуыэюяєіїαεηιουωάέήίόύώ")
_JOINED = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
"""Arabic letters, whose shapes a line's end within a word would change."""
_JOINERS = "\u200c\u200d"
_HANGING = "\u0e33\u0eb3" + _JOINERS
"""What belongs to the letter before it though it is no mark: am of Thai and Lao, and joiners."""
VIRAMA = 9
"""The combining class of the sign by which letters of India's scripts join the next one."""
FEWEST = 3
"""Letters of a hyphenated word on either side of the hyphen, at least."""


@lru_cache(maxsize=256)
def halves_of(text: str) -> tuple[tuple[str, str], ...]:
    """A text in two wherever a line may end: at blanks, behind hyphens, between characters that need no blanks, and
    before the syllables of Thai that show where they begin.
    """
    found = []
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        begins = _LEADING.match(after) and _THAI_AND_LAO.match(before) and not _LEADING.match(before)
        if " " in (before, after) or before in "-–/·・&" or (before > IDEOGRAPHS and after > IDEOGRAPHS) or begins:
            first, second = text[:at].rstrip(), text[at:].lstrip()
            if first and second and second[0] not in NO_BEGINNING:
                found.append((first, second))
    return tuple(found)


@lru_cache(maxsize=256)
def halves_in_words(text: str) -> tuple[tuple[str, str], ...]:
    """A text in two wherever a letter ends, with a hyphen where its script has one; never within Arabic words."""
    found = []
    for at in range(1, len(text)):
        first, second = text[:at], text[at:]
        if first[-1].isspace() or second[0].isspace() or _hang_together(first[-1], second[0]):
            continue
        if max(first[-1], second[0]) >= _HYPHENATED or not (_SPELT.match(first[-1]) and _SPELT.match(second[0])):
            found.append((first, second))
        elif _ends_a_syllable(first, second):
            found.append((first + "-", second))
    return tuple(found)


def _hang_together(before: str, after: str) -> bool:
    """Whether two characters are parts of one letter, or of a word whose letters join: no line ends between them."""
    if unicodedata.category(after).startswith("M") or after in _HANGING or before in _JOINERS or after in NO_BEGINNING:
        return True
    if unicodedata.combining(before) == VIRAMA or _LEADING.match(before):
        return True
    return bool(_JOINED.match(before) or _JOINED.match(after))


def _ends_a_syllable(first: str, second: str) -> bool:
    """Whether a hyphen may stand there: a consonant and a vowel follow, and enough is left of both parts."""
    left, right = re.split(r"[\W\d_]", first)[-1].lower(), re.split(r"[\W\d_]", second)[0].lower()
    if len(left) < FEWEST or len(right) < FEWEST or (right[0] == "h" and left[-1] in "cgkpst"):
        return False
    return right[0] not in _VOWELS and right[1] in _VOWELS
