"""Every key of a TOML file has its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.config.positions import KeyPath, key_lines
from wallboard.core.resources import shipped


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*path, key))


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("# [x]\n\n[a.b]\nc = 1", ("a", "b", "c"), 4),
        ("[a.b]\nc = 1", ("a",), 1),
        ("[[s]]\nu = 1\n[[s]]\nu = 2", ("s", 1, "u"), 4),
        ("[[s]]\n[s.t]\nu = 1\n[[s]]\n[s.t]\nu = 2", ("s", 1, "t", "u"), 6),
        ("[[s]]\n[[s.t]]\nu = 1\n[[s.t]]\nu = 2", ("s", 0, "t", 1, "u"), 5),
        ("a.b.c = 1\na.b.d = 2", ("a", "b", "d"), 2),
        ("a . 'b c' . \"d.e\" = 1", ("a", "b c", "d.e"), 1),
        ('[l."*".x]\ny = 1', ("l", "*", "x", "y"), 2),
        ("p = 1\nt = { a = 1, b = { c = [1,\n 2] } }", ("t", "b", "c", 1), 3),
        ("a = [\n  1, # one\n  # none\n  2,\n]\nb = 1", ("a", 1), 4),
        ('a = """\n[b]\nc = 1 \\""" x"""""\nd = 1', ("d",), 4),
        ("a = '''\n'' # '''\nd = 1", ("d",), 3),
        ('a = "x # \\" ]"\nb = 1', ("b",), 2),
        ("a = 2016-11-11 00:00:00+08:00 # at\nb = [1979-05-27 07:32:00Z, 1]", ("b", 1), 2),
        ("a = [[1], [\n{ b = 2 }]]", ("a", 1, 0, "b"), 2),
        ('"\\u0061" = 1\n', ("a",), 1),
    ],
)
def test_a_key_is_found_on_its_line(text: str, path: KeyPath, line: int) -> None:
    assert key_lines(text)[path] == line


@pytest.mark.parametrize("name", ["wallboard", "one-screen", "three-screens", "curved-3840x860"])
def test_every_key_of_the_shipped_files_is_on_a_line_that_names_it(name: str) -> None:
    text = Path(shipped(f"config/{name}.toml")).read_text(encoding="utf-8")
    lines = text.splitlines()
    found = key_lines(text)
    for path in paths(tomllib.loads(text)):
        assert isinstance(path[-1], int) or str(path[-1]) in lines[found[path] - 1], path


keys = st.text("ab-_1. \"'\\\n#=[]{}é", max_size=4)
scalars = st.one_of(st.integers(-9, 9), st.booleans(), st.text("ab\"'\\\n#=[]{},", max_size=6))
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3))
)


def quoted(text: str) -> str:
    return '"' + "".join(f"\\u{ord(character):04x}" if character in '"\\\n' else character for character in text) + '"'


def inline(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[\n" + ",\n # , ]\n".join(inline(item) for item in value) + "]"
    return "{ " + ", ".join(f"{quoted(key)} = {inline(item)}" for key, item in value.items()) + " }"


@given(st.dictionaries(keys, values, max_size=4))
def test_every_value_of_any_document_has_a_line(document: dict[str, Any]) -> None:
    text = "\n".join(f"{quoted(key)} = {inline(value)}" for key, value in document.items()) + "\n"
    assert tomllib.loads(text) == document
    assert set(key_lines(text)) == set(paths(document))
