"""Reads the CSV files of this package: its cities and its brands."""

import csv
from importlib.resources import files


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one list, every value a string."""
    text = files("wallboard.demo").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
