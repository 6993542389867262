"""How names of places are compared."""

from __future__ import annotations

import unicodedata


def key(said: str) -> str:
    """A name as it is compared: without accents, spaces, hyphens, apostrophes or case (`Xi'an`, `xian` -> `xian`)."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", said.casefold()) if letter.isalnum())
