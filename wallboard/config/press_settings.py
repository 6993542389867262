"""[press]: what the press desk states beside the figures, and where it listens, if it does."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from wallboard.config.value_types import Bilingual, Flag, Mistake, Model, Place, Seconds, fail, raise_complaints
from wallboard.core.strict_json import shortened

_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
MOST_LAYOUTS = 8


def _address(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise fail(f"{shortened(text)} is no address of a site; write one such as https://press.example.org")
    return text.rstrip("/")


def _host(text: str) -> str:
    if _HOST.fullmatch(text) is None:
        raise fail(f'{shortened(text)} is no host; write "127.0.0.1", or "0.0.0.0" for all networks')
    return text


class PressSettings(Model):
    """The desk's texts; `licence`, `credit` and `contact` must be there, and a definition here or under [money]."""

    licence: Bilingual
    """What outlets may do with figures and pictures."""
    credit: Bilingual
    """What they are to write beside them."""
    contact: Annotated[str, Field(min_length=3, max_length=200)]
    """Who answers: an address of mail, a telephone number."""
    definition: Bilingual | None = None
    """What the total means; that of [money] when left out."""
    address: Annotated[str, AfterValidator(_address)] | None = None
    """Where the pages will be found; without it feeds and cite lines name them by their paths."""
    folder: Place | None = None
    """Where the pages are kept; `press` in the recording's folder when left out."""
    host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] | None = None
    """Where `wallboard press` and the desk of `wallboard run` listen; nothing listens without it."""
    layouts: Annotated[tuple[str, ...], Field(max_length=MOST_LAYOUTS)] = ("overview",)
    """The layouts of which a picture is drawn beside a milestone's card."""
    films: Flag = False
    """Whether a film of 15 seconds is made of each milestone, which needs the extra `film`."""
    keys: Place | None = None
    """The folder of the keys that `wallboard press keys` has made: pictures and lists are signed with them."""
    embargo: Flag = False
    """Whether the page of a milestone waits until it is released."""
    embargo_s: Seconds | None = None
    """So long it waits at most: then it opens by itself, as it says beforehand."""
    streams_per_address: Annotated[int, Field(strict=True, ge=1, le=4000)] = 400
    """So many readers of one address (of IPv6: one network) the event stream takes; this machine's are not counted."""

    @model_validator(mode="after")
    def _says_all(self) -> Self:
        found: list[Mistake] = [
            ((name,), "is empty; outlets need it")
            for name in ("licence", "credit")
            if not any(text.strip() for text in getattr(self, name).name.texts.values())
        ]
        if not self.contact.strip():
            found.append((("contact",), "is empty; outlets need somebody to ask"))
        if self.embargo_s is not None and not self.embargo:
            found.append((("embargo_s",), "has no embargo to end; write embargo = true beside it"))
        raise_complaints(found)
        return self
