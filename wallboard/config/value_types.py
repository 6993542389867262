"""The kinds of value a configuration holds: texts by language, exact money, elapsed times, colours, paths."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, DecimalException, localcontext
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, ValidationInfo
from pydantic import model_validator as _model_validator
from pydantic_core import PydanticCustomError

from wallboard.config.files import MIB
from wallboard.core.contract.metrics import METRICS
from wallboard.core.contract.snapshot import Name
from wallboard.core.currencies import USUAL_DIGITS
from wallboard.core.instants import parse_elapsed
from wallboard.core.money import DOWNWARDS, to_minor
from wallboard.core.number_forms import locale_of
from wallboard.core.strict_json import shortened
from wallboard.core.wording import shipped_languages

MOST_PATH, MOST_PATH_PART = 3_000, 255
"""Of a path in characters, and of each part of it in bytes."""


class Model(BaseModel):
    """A table of the file: frozen, and an unknown key in it is a mistake."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True, defer_build=True
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values; what the former has reckoned from its own (`cached_property`) does not go along."""
        made = super().model_copy(update=update, deep=deep)
        for name in made.__dict__.keys() - type(made).model_fields.keys():
            del made.__dict__[name]
        return made


class Bilingual(Model):
    """A text in the languages of a wall, by their tags; a plain string in the file stands for all of them."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[str, Field(max_length=1_000)]] = Field(init=False)

    zh: Annotated[str, Field(max_length=1_000)] = ""
    en: Annotated[str, Field(max_length=1_000)] = ""

    @_model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: object) -> object:
        if isinstance(value, dict):
            raise_complaints([_no_language(str(tag)) for tag in value if not _is_language(str(tag))])
        if not isinstance(value, str | dict | cls):
            msg = f'{shortened(value)} is no text; write it in quotes, or by language: {{ zh = "…", en = "…" }}'
            raise fail(msg)
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @_model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.name.texts:
            msg = 'is empty; write { zh = "…", en = "…" }, with the tags of your languages, or a plain string'
            raise fail(msg)
        return self

    @cached_property
    def name(self) -> Name:
        """The text as recordings keep it."""
        return Name.of({"zh": self.zh, "en": self.en, **self.__pydantic_extra__})

    def first(self, language: str) -> str:
        """The text in `language`, or in another one where it is missing."""
        return self.name.first(language)

    def exact(self, language: str) -> str:
        """The text in that very language, or an empty string."""
        return self.name.exact(language)


def _is_language(tag: str) -> bool:
    try:
        return locale_of(tag).language == tag.partition("-")[0]
    except ValueError:
        return False


def _no_language(tag: str) -> Mistake:
    return (tag,), "unknown key; write the tag of a language, such as de", nearest(tag, shipped_languages())


def former_lead(value: object) -> object:
    """The currency that leads, by its name of before, of yuan and dollars."""
    return {"RMB": "own", "USD": "second"}.get(value, value) if isinstance(value, str) else value


def fail(message: str, suggestion: str | None = None) -> PydanticCustomError:
    """A complaint about one value; `suggestion` is the nearest valid spelling."""
    context = {"said": message} if suggestion is None else {"said": message, "suggestion": suggestion}
    return PydanticCustomError("said", "{said}", context)


Mistake = tuple[tuple[str | int, ...], str] | tuple[tuple[str | int, ...], str, str | None]
"""A path inside a table, what is wrong there, and the nearest valid spelling if there is one."""


def raise_complaints(found: Sequence[Mistake]) -> None:
    """Report several mistakes of one table at once."""
    if found:
        text = "; ".join(mistake[1] for mistake in found)
        kind = "several"
        raise PydanticCustomError(kind, "{text}", {"text": text, "several": found})


_UNITS = {
    "万": 10**4, "亿": 10**8, "億": 10**8, "万亿": 10**12, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9][0-9_]{0,60}"
"""Groups of thousands, of lakh and crore, or none."""
_AMOUNT = re.compile(rf"(?P<number>-?(?:{_WHOLE})(?:\.[0-9]{{1,30}})?)\s*(?P<unit>{_UNIT})?")


def amount_fen(text: str, digits: int = USUAL_DIGITS) -> int:
    """An amount of whole money as it is written, "1000000000", "10亿", "1.5bn", "2 crore", in its minor unit.

    Raises:
        ValueError: it is none.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        comma = ' (a comma parts thousands, a point fractions: "1,500,000" or "1.5m")' if "," in text else ""
        msg = f'is not an amount of money{comma}; write "1000000000", "10亿" or "1bn"'
        raise ValueError(msg)
    try:
        with localcontext(DOWNWARDS):
            return to_minor(Decimal(re.sub("[_,]", "", match["number"])) * _UNITS.get(match["unit"] or "", 1), digits)
    except DecimalException as error:
        raise ValueError(str(error)) from None


def _fen(value: object, info: ValidationInfo) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        msg = 'is not an exact amount of money; write it as a string such as "1000000000", "10亿" or "1bn"'
        raise fail(msg)
    try:
        return amount_fen(str(value), (info.context or {}).get("digits", USUAL_DIGITS))
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
    if not Decimal("0.0000001") <= rate <= 10_000_000 or rate.as_tuple().exponent < -12:  # type: ignore[operator]
        raise fail(f'{rate} is no rate of exchange; write the price of one unit of the second currency, such as "7.25"')
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
Rows = Annotated[int, Strict(), Field(ge=1, le=200)]
"""Rows, columns or pages of a panel: more are smaller than a pixel."""
Year = Annotated[int, Strict(), Field(ge=1, le=9999)]
Text = Annotated[str, Field(max_length=1_000)]
"""Words that are drawn."""
Seconds = Annotated[float, Strict(), Field(ge=0.01, le=1e7, allow_inf_nan=False)]
Dwell = Annotated[float, Strict(), Field(ge=1, le=1e7, allow_inf_nan=False)]
"""How many seconds something stays; what changed faster would flash."""
Fen = Annotated[int, BeforeValidator(_fen), AfterValidator(_positive)]
"""Written in whole money, as a string (or a whole number); held in the minor unit of [money] currency."""
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
