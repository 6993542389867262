"""The kinds of value a configuration holds: both languages, exact money, elapsed times, colours, paths."""

from __future__ import annotations

import os
import re
from decimal import Decimal, DecimalException, localcontext
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, ValidationInfo
from pydantic import model_validator as _model_validator
from pydantic_core import PydanticCustomError

from wallboard.config.files import MIB
from wallboard.core.contract.metrics import METRICS
from wallboard.core.instants import parse_elapsed
from wallboard.core.money import DOWNWARDS, to_fen
from wallboard.core.strict_json import shortened

Language = Literal["zh", "en"]
MOST_PATH, MOST_PATH_PART = 3_000, 255
"""Of a path in characters, and of each part of it in bytes."""


class Model(BaseModel):
    """A table of the file: frozen, and an unknown key in it is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class Bilingual(Model):
    """A text in Chinese and English; a plain string in the file stands for both."""

    zh: Annotated[str, Field(max_length=1_000)] = ""
    en: Annotated[str, Field(max_length=1_000)] = ""

    @_model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: object) -> object:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @_model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.zh or self.en):
            msg = 'is empty; write { zh = "…", en = "…" } or a plain string'
            raise fail(msg)
        return self

    def first(self, language: str) -> str:
        """The text in `language` ("zh" or "en"), or the other one where it is missing."""
        preferred, other = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return preferred or other

    def second(self, language: str) -> str:
        """The text in the other language, or an empty string where there is none or it says the same."""
        other = self.en if language == "zh" else self.zh
        return other if other != self.first(language) else ""


def fail(message: str, suggestion: str | None = None) -> PydanticCustomError:
    """A complaint about one value; `suggestion` is the nearest valid spelling."""
    context = {"said": message} if suggestion is None else {"said": message, "suggestion": suggestion}
    return PydanticCustomError("said", "{said}", context)


def raise_complaints(found: list[tuple[tuple[str | int, ...], str]]) -> None:
    """Report several mistakes of one table at once, each with its path inside that table."""
    if found:
        text = "; ".join(message for _, message in found)
        kind = "several"
        raise PydanticCustomError(kind, "{text}", {"text": text, "several": found})


_UNITS = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "k": 10**3, "m": 10**6, "bn": 10**9}
_AMOUNT = re.compile(r"(?P<number>-?[0-9][0-9_]{0,60}(?:\.[0-9]{1,30})?)\s*(?P<unit>万亿|万|亿|k|m|bn)?")


def amount_fen(text: str) -> int:
    """An amount of whole money as it is written, "1000000000", "10亿", "1.5bn", in hundredths. Raises ValueError."""
    match = _AMOUNT.fullmatch(text.strip().replace(",", ""))
    if match is None:
        msg = 'is not an amount of money; write "1000000000", "10亿" or "1bn"'
        raise ValueError(msg)
    try:
        with localcontext(DOWNWARDS):
            return to_fen(Decimal(match["number"].replace("_", "")) * _UNITS.get(match["unit"] or "", 1))
    except DecimalException as error:
        raise ValueError(str(error)) from None


def _fen(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        msg = 'is not an exact amount of money; write it as a string such as "1000000000", "10亿" or "1bn"'
        raise fail(msg)
    try:
        return amount_fen(str(value))
    except ValueError as error:
        raise fail(f"{shortened(value)} {error}") from None


def _positive(fen: int) -> int:
    if fen <= 0:
        msg = "must be more than nothing"
        raise fail(msg)
    return fen


def _elapsed_us(value: object) -> object:
    elapsed_us = parse_elapsed(value) if isinstance(value, str) else None
    if elapsed_us is None:
        raise fail(f'{shortened(value)} is no elapsed time; write "hh:mm:ss", such as "00:06:58"')
    return elapsed_us


def exact(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        msg = 'is not an exact number; write it as a string, such as "7.25"'
        raise fail(msg)
    try:
        number = Decimal(value)
    except DecimalException:
        raise fail(f'{shortened(value)} is not a number; write it as a string, such as "7.25"') from None
    if not number.is_finite() or number <= 0:
        raise fail(f"{shortened(value)} must be a number above zero")
    return number


def _rate(rate: Decimal) -> Decimal:
    """A rate of exchange: what lies beyond is a slip, and would make figures of thousands of digits."""
    if not Decimal("0.0001") <= rate <= 1_000_000 or rate.as_tuple().exponent < -12:  # type: ignore[operator]
        raise fail(f'{rate} is no rate of exchange; write the price of one US dollar, such as "7.25"')
    return rate


def _metric(name: str, info: ValidationInfo) -> str:
    known = (*METRICS, *(info.context or {}).get("metrics", ()))
    if name not in known:
        raise fail(f"no metric is called {shortened(name)}; there are {', '.join(known)}", nearest(name, known))
    return name


def _colour(text: str) -> str:
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text) is None:
        raise fail(f'{shortened(text)} is not a colour; write six hexadecimal digits, such as "#FFC94A"')
    return text.upper()


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder")
    text = str(path)
    if "\0" in text:
        raise fail(f"{shortened(text)} holds a NUL, which no path can")
    try:
        path = path.expanduser()
        parts = [os.fsencode(part) for part in path.parts]
    except RuntimeError:
        raise fail(f"{shortened(text)} names the home of a user who is not known here") from None
    except UnicodeEncodeError:
        raise fail(f"{shortened(text)} holds what this system's file names cannot") from None
    if len(text) > MOST_PATH or any(len(part) > MOST_PATH_PART for part in parts):
        raise fail(f"{shortened(text)} is longer than a path can be")
    return path if folder is None or path.is_absolute() else Path(folder) / path


def _folder(path: Path, info: ValidationInfo) -> Path:
    """A folder that is there or can be made: nothing but folders stands in its way."""
    made = _beside_the_file(path, info)
    nearest_there = next((place for place in (made, *made.parents) if os.path.lexists(place)), None)
    if nearest_there is not None and not os.path.isdir(nearest_there):  # noqa: PTH112 - says no where Path would raise
        raise fail(f"is no folder: {nearest_there}")
    return made


def _there(path: Path, info: ValidationInfo) -> Path:
    found = _beside_the_file(path, info)
    if not os.path.exists(found):  # noqa: PTH110 - as above
        raise fail(f"no such file: {found}")
    if not os.path.isfile(found):  # noqa: PTH113 - as above
        raise fail(f"is no regular file: {found}")
    return found


def at_most(mebibytes: float) -> AfterValidator:
    """A check that an existing file is no larger."""

    def check(path: Path) -> Path:
        try:
            size = path.stat().st_size
        except OSError as error:
            raise fail(f"cannot be read ({error.strerror}): {path}") from None
        if size > mebibytes * MIB:
            raise fail(f"is larger than {mebibytes:g} MiB: {path}")
        return path

    return AfterValidator(check)


def nearest(word: str, words: object) -> str | None:
    """The word among `words` that `word` was most likely meant to be, or None."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    if len(word) > MOST_PATH_PART:
        return None
    choices = [str(choice) for choice in words] if hasattr(words, "__iter__") else []
    lower = {choice.lower(): choice for choice in reversed(choices)}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[close[0]] if close else None


Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
Rows = Annotated[int, Strict(), Field(ge=1, le=200)]
"""Rows, columns or pages of a panel: more are smaller than a pixel."""
Year = Annotated[int, Strict(), Field(ge=1, le=9999)]
Text = Annotated[str, Field(max_length=1_000)]
"""Words that are drawn."""
Seconds = Annotated[float, Strict(), Field(ge=0.01, le=1e7, allow_inf_nan=False)]
Dwell = Annotated[float, Strict(), Field(ge=1, le=1e7, allow_inf_nan=False)]
"""How many seconds something stays; what changed faster would flash."""
Fen = Annotated[int, BeforeValidator(_fen), AfterValidator(_positive)]
"""Written in whole money, as a string (or a whole number); held in hundredths of it."""
ElapsedUs = Annotated[int, BeforeValidator(_elapsed_us)]
"""Written as hh:mm:ss since the event's start; held as microseconds."""
Rate = Annotated[Decimal, BeforeValidator(exact), AfterValidator(_rate)]
"""A rate of exchange, written as a string."""
MetricName = Annotated[str, AfterValidator(_metric)]
Colour = Annotated[str, AfterValidator(_colour)]
Place = Annotated[Path, AfterValidator(_folder)]
"""A folder that need not exist; relative ones are meant from the file's own folder."""
NamedFile = Annotated[Path, AfterValidator(_beside_the_file)]
"""A file that need not be there yet; relative paths are meant from the configuration file's own folder."""
ExistingFile = Annotated[Path, AfterValidator(_there)]
"""A file that must exist; relative paths are meant from the configuration file's own folder."""
