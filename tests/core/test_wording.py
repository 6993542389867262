"""The catalogues: every language has every phrase with its placeholders and plurals; no words stand in the code."""

import ast
import re
import string
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import wallboard
from wallboard.core.number_forms import locale_of
from wallboard.core.wording import catalogue, catalogue_of, say, shipped_languages

ROOT = Path(wallboard.__file__).parent
MAY_LACK = {"wall.trend": {"period"}, "wall.time_to": {"amount"}}
"""Headings beside which the period or the sum stands anyway."""
OF_DATA = ("demo", "scene", "probe")
"""Folders whose Chinese is names and data, or what feeds call things, not words of the wall."""
SPELLINGS = (
    "core/number_text.py",
    "core/currencies.py",
    "config/value_types.py",
    "config/new_file.py",
    "config/rundown_file.py",
    "cli/still.py",
    "export/legibility.py",
    "paint/line_ends.py",
)
"""What reads numbers as people write them, shows how, measures a character, or knows where a line may break."""


def entries(language: str) -> dict[str, dict[str, str]]:
    """Each phrase by plural category."""
    return {k: {"other": v} if isinstance(v, str) else dict(v) for k, v in catalogue(language).items()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", shipped_languages())
def test_a_catalogue_has_every_phrase_and_no_other(language: str) -> None:
    optional = {key for key in catalogue(language) if key.startswith("money.")}
    wanted = {key for key in catalogue("en") if language in ("en", "zh") or not key.startswith("console.")}
    assert set(catalogue(language)) - optional == wanted  # the console speaks English and Chinese


@pytest.mark.parametrize("language", shipped_languages())
def test_a_phrase_has_the_placeholders_of_the_english_one(language: str) -> None:
    english = entries("en")
    for key, forms in entries(language).items():
        wanted = {"amount"} if key.startswith("money.") else placeholders(english[key]["other"])
        for text in forms.values():
            assert wanted - MAY_LACK.get(key, set()) <= placeholders(text) <= wanted, (language, key)


@pytest.mark.parametrize("language", shipped_languages())
def test_a_phrase_that_counts_has_every_plural_form_of_the_language(language: str) -> None:
    counting = {
        key for tag in shipped_languages() for key, value in catalogue(tag).items() if not isinstance(value, str)
    }
    needed = {locale_of(language).plural_form(n) for n in (0, 1, 2, 3, 5, 11, 21, 101, Decimal("1.5"), 1_000_000)}
    assert counting
    for key in counting:
        assert set(entries(language)[key]) >= needed, (language, key)


@pytest.mark.parametrize("language", shipped_languages())
def test_no_phrase_is_empty_or_has_blanks_at_its_ends(language: str) -> None:
    for key, forms in entries(language).items():
        for text in forms.values():
            assert text or key == "span.gap", (language, key)
            assert text == text.strip() or key.endswith("gap"), (language, key)


@cache
def code() -> list[tuple[str, ast.AST]]:
    """Every module of the program with its tree, but for data."""
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8")))
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] not in OF_DATA
    ]


PREFIXES = {"say": "", "_said": "caption.", "_press": "press."}
"""How functions that say phrases are called, and the table of the catalogue that each means."""


def texts_of(node: ast.expr) -> list[str]:
    """What an expression may be: a text, either of two, or the fixed beginning of one that is put together."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*texts_of(body), *texts_of(orelse)]
        case ast.JoinedStr(values=[ast.Constant(value=str(begin)), *_]):
            return [begin]
    return []


def keys_said(tree: ast.AST) -> list[str]:
    """What every `say` of a module is asked for."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PREFIXES and node.args:
            prefix = PREFIXES[node.func.id]  # type: ignore[attr-defined]  # a Name, as above
            found += [prefix + text for text in texts_of(node.args[0])]
    return found


def speaks(tree: ast.AST) -> bool:
    """Whether `say` in a module is that of the catalogues; the terminal has another one."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return any(node.module == "wallboard.core.wording" and "say" in {n.name for n in node.names} for node in imports)


def test_every_phrase_that_the_code_says_is_in_the_catalogue() -> None:
    known = catalogue("en")
    for name, tree in code():
        for key in keys_said(tree) if speaks(tree) else ():
            assert key in known or any(each.startswith(key) and key.endswith((".", "_")) for each in known), (name, key)


def test_every_phrase_of_the_catalogue_is_said_somewhere() -> None:
    texts = "".join(path.read_text("utf-8") for end in ("py", "html", "js") for path in ROOT.rglob(f"*.{end}"))
    begun = ("wall.flow_", "metric.", "wall.passes", "age.", "span.", "layout.", "intake.", "press.mark_", "press.note")
    shown = ("why", "role", "tab", "health", "held", "keys", "canvas", "pair", "stop", "did", "machines")
    begins = (*begun, *(f"console.{name}." for name in shown))
    said = _names_in(texts)
    assert [
        key for key in catalogue("en") if not key.startswith(begins) and (key.partition(".")[2] or key) not in said
    ] == []


def _names_in(texts: str) -> set[str]:
    """All that stands behind a quote or a dot, up to the end of a word: of "a.b.c" also "b", "a.b" and "b.c"."""
    chains = {tuple(chain.split(".")) for chain in re.findall(r"(?<=[\"'.])[\w.]+", texts)}
    return {
        ".".join(chain[first:last])
        for chain in chains
        for first in range(len(chain))
        for last in range(first + 1, len(chain) + 1)
    }


def test_no_words_of_the_wall_stand_in_the_code() -> None:
    """Chinese characters and kana in a text that the program uses are words that belong into a catalogue."""
    for name, tree in code():
        notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                assert name in SPELLINGS or not re.search(r"[\u3040-\u9fff]", node.value), (name, node.value)


@pytest.mark.parametrize(
    ("tag", "found"), [("de-AT", "de"), ("en-IN", "en"), ("zh-TW", None), ("zh-CN", "zh"), ("fr", None)]
)
def test_a_tag_takes_the_catalogue_of_its_language(tag: str, found: str | None) -> None:
    assert catalogue_of(tag) == found


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 picture kept", "2 pictures kept"]),
        ("de", ["1 Bild gespeichert", "2 Bilder gespeichert"]),
        ("ja", ["1枚保存しました", "2枚保存しました"]),
        ("pt", ["1 imagem salva", "2 imagens salvas"]),
        ("zh", ["已存 1 张图", "已存 2 张图"]),
    ],
)
def test_what_is_counted_takes_its_plural(language: str, words: list[str]) -> None:
    assert [say("notice.photos", n=n).first(language) for n in (1, 2)] == words
