"""A TOML file with the lines of its keys, and a user's file laid over the built-in one."""

from __future__ import annotations

import codecs
import re
import tomllib
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from wallboard.config.bounds import MOST_LEVELS, deepest_line, long_key, out_of_bounds
from wallboard.config.files import MIB, read_file
from wallboard.config.positions import KeyPath, key_lines
from wallboard.config.problems import MOST_PROBLEMS, ConfigFileError, ConfigProblem, written

REPLACED_BY_NAME = ("layouts", "panels", "canvases")
"""Sections in which a table of the user's replaces the built-in one of the same name as a whole; false removes it."""
REPLACED_WHOLE = ("screens", "mapping")
"""Sections that count only as the user wrote them, once the user has written them."""

Table = dict[str, Any]

MOST_BYTES = MIB
"""Of a configuration: a hundred times the built-in one."""


class Document(msgspec.Struct, frozen=True):
    """One file: its values and the line of each key path."""

    file: Path
    values: Table
    lines: dict[KeyPath, int]


def read_document(file: Path, text_in: Path | None = None) -> Document:
    """Read a TOML file, or the copy `text_in` of it.

    Raises:
        ConfigFileError: it cannot be read, is not UTF-8 or not TOML; the line is given where there is one.
    """
    try:
        text = read_file(text_in or file, MOST_BYTES).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigFileError([ConfigProblem(file, None, "", f"cannot be read: {reason}")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = "is UTF-16" if error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "is not UTF-8"
        save = "save it as UTF-8" if what == "is UTF-16" else "save it with that encoding"
        raise ConfigFileError([ConfigProblem(file, line, "", f"{what}; {save}")]) from None
    text = text.replace("\r\n", "\n")
    if (found := long_key(text)) is not None:
        line, begins = found
        msg = f"has a key of more than {MOST_LEVELS} parts: {begins}…"
        raise ConfigFileError([ConfigProblem(file, line, "", msg)])
    try:
        document = Document(file, tomllib.loads(text), key_lines(text))
    except RecursionError:
        problem = ConfigProblem(file, deepest_line(text), "", f"is nested deeper than {MOST_LEVELS} levels")
        raise ConfigFileError([problem]) from None
    except ValueError as error:
        raise ConfigFileError([_syntax_problem(file, text, str(error))]) from None
    beyond = islice(out_of_bounds(document.values), MOST_PROBLEMS)
    problems = [ConfigProblem(file, document.lines.get(path), written(path), message) for path, message in beyond]
    if problems:
        raise ConfigFileError(problems)
    return document


def _syntax_problem(file: Path, text: str, said: str) -> ConfigProblem:
    match = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    line = text.count("\n") + 1 if match and match[1] is None else int(match[1]) if match else None
    reason = said[: match.start()] if match else said
    column = f", column {match[2]}" if match and match[2] else ""
    written = text.split("\n")[line - 1][int(match[2]) - 1 :] if match and match[2] and line else ""
    return ConfigProblem(file, line, "", f"is not valid TOML: {_in_words(reason[:200], written)}{column}")


_AGAIN = re.compile(r"Cannot (?:declare|mutate immutable namespace|redefine namespace) \((.*?),?\)")


def _in_words(reason: str, written: str) -> str:
    """Why a text is no TOML, for people: `written` is what stands at the place of the mistake."""
    if reason.startswith("Exceeds the limit"):
        return "holds a number of too many digits"
    if reason == "Cannot overwrite a value":
        return "states a key that is stated already"
    if (again := _AGAIN.match(reason)) is not None:
        return f"opens [{'.'.join(re.findall(chr(39) + '(.*?)' + chr(39), again[1]))}] again; state it once"
    if reason.startswith("Expected '='") and written.startswith(":"):
        return "key and value are parted by =, not by a colon"
    if reason == "Invalid value":
        return f"{reason}; {_how_a_value_is_written(written)}"
    return reason


def _how_a_value_is_written(written: str) -> str:
    if written[:1] in {"\u201c", "\u201d", "\u201e", "\u2018", "\u2019", "\u00ab", "\u300c", "\uff02"}:
        return 'quotes are straight, as in "text"'
    if re.match(r"(true|false|yes|no|on|off)\b", written, re.IGNORECASE):
        return "write true or false"
    return 'a text stands in quotes, as in "text"'


def merged(under: Table, over: Table) -> Table:
    """The user's values laid over the built-in ones: tables merge, all else replaces; see the constants above."""
    result = dict(under)
    for name, value in over.items():
        below = under.get(name)
        if not isinstance(value, dict) or not isinstance(below, dict) or name in REPLACED_WHOLE:
            result[name] = value
        elif name in REPLACED_BY_NAME:
            # the user's own last, so that of two that clash the complaint is about theirs
            own = {key: table for key, table in value.items() if table is not False or key not in below}
            result[name] = {key: table for key, table in below.items() if key not in value} | own
        else:
            result[name] = merged_tables(below, value)
    if isinstance(result.get("layouts"), dict):
        result["layouts"] = _giving_way(result["layouts"], over)
    return result


def _giving_way(layouts: Table, over: Table) -> Table:
    """Layouts of which one that waits for a picture leaves its key to whatever of the user's file takes that key."""
    mine, bound = (table if isinstance(table, dict) else {} for table in (over.get("layouts"), over.get("keys")))
    wanted = [table.get("key") for table in mine.values() if isinstance(table, dict)]
    for keys in bound.values():
        wanted += keys if isinstance(keys, list) else [keys]
    waiting = {
        name
        for name, table in layouts.items()
        if name not in mine
        and isinstance(table, dict)
        and table.get("needs") == "picture"
        and table.get("key") in wanted
    }
    without = {name: {part: value for part, value in layouts[name].items() if part != "key"} for name in waiting}
    return layouts | without


def merged_tables(under: Table, over: Table) -> Table:
    """Two tables in one, theirs within them too; a list replaces a list."""
    both = {
        name: merged_tables(under[name], value) if isinstance(value, dict) and isinstance(under[name], dict) else value
        for name, value in over.items()
        if name in under
    }
    return under | over | both


class DocumentLayers(msgspec.Struct, frozen=True):
    """The built-in file and, over it, the user's."""

    built_in: Document
    user: Document | None

    @property
    def values(self) -> Table:
        """Both as one."""
        return merged(self.built_in.values, self.user.values) if self.user else self.built_in.values

    @property
    def folder(self) -> Path:
        """The folder that relative paths are meant from."""
        return (self.user or self.built_in).file.absolute().parent

    def problem(self, path: KeyPath, message: str, suggestion: str | None = None) -> ConfigProblem:
        """A problem at the place where the value at `path`, or else the table it belongs in, was written.

        The built-in file alone is right, so with a file of the user's every mistake is one of that file.
        """
        document = self.user or self.built_in
        line = document.lines.get(_known(document.lines, path))
        return ConfigProblem(document.file, line, written(path), message, suggestion)


def _known(lines: dict[KeyPath, int], path: KeyPath) -> KeyPath:
    """The longest beginning of the path that the file mentions."""
    while path and path not in lines:
        path = path[:-1]
    return path
