"""Which of the contract's fields were known to the program that wrote a segment: it did not look for later ones."""

from __future__ import annotations

import msgspec

from wallboard.core.contract.fields import FIELDS, fields_of_form


def known_fields(stated: object, version: int) -> frozenset[str]:
    """The fields of that form, and what else a segment says was known when it was written."""
    try:
        names = msgspec.json.decode(stated if isinstance(stated, str) else "", type=frozenset[str])
    except msgspec.MsgspecError:
        names = frozenset()
    return names & FIELDS.keys() | fields_of_form(version)
