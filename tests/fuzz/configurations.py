"""Configurations: what `check` passes must be usable, and what it refuses is told in lines of file, line and key."""

from __future__ import annotations

import copy
import json
import logging
import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import click
import requests

from wallboard.actions.table import default_keys
from wallboard.cli.main import run as run_command
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.load import load
from wallboard.core.contract.reading import read_answer
from wallboard.core.resources import shipped
from wallboard.probe import probe
from wallboard.recording.segment_series import SegmentRules
from wallboard.recording.writer import Recorder
from wallboard.sources.configured import endpoint, open_failover
from wallboard.sources.fake import ScriptedSource

from .answers import expression
from .chance import TEXTS, hostile, places, torn
from .kinds import CANARY, HARMLESS, ForbiddenError, Kind

_NUMBERS = (-1, 0, 1, 2**31, 2**63, 10**30, -(10**30), 0.5, -0.0, 1e-300, 1e300, float("inf"), float("nan"), 99999)
_STRINGS = (
    *TEXTS,
    *("1e99999999999", "1e-99999999999", "1e400", "9" * 30, "%Y-%Y", "%Z%Z", "%", "%q", "%Y" * 300, "unix", "%c%c"),
    *("http://h:99999/", "http://h:-1/", "http://h:0/", "http://[::1/", "http://a..b/", "http://" + "a" * 300 + "/"),
    *("http://h\x00/", "http://h /x", "http://%68/", "https://xn--/", "http://☃/", "http://-a/", "http://h/\u0100"),
    *("/dev/zero", "/dev/null", "/proc/self/mem", "~nobody-here/x", "a\x00b", "x/" * 3000, "~", "/", ".", "\ud800"),
    *(
        "Asia",
        "../../etc/passwd",
        "00:00:00",
        "99:99:99",
        "10亿",
        "9" * 40 + "亿",
        "0.0001",
        "F99",
        "Ctrl+Ctrl+Q",
        "+++",
    ),
)
_TOML_WRECKS = (
    lambda chance: ".".join("a" * chance.choice((1, 30, 31, 33, 2000, 20_000))) + " = 1\n",
    lambda chance: "[" + ".".join("b" * chance.choice((5, 33, 9000))) + "]\n",
    lambda chance: "x = " + "[" * (n := chance.choice((5, 31, 33, 900, 30_000))) + "]" * n + "\n",
    lambda chance: "x = " + "{a=" * (n := chance.choice((5, 33, 900, 20_000))) + "1" + "}" * n + "\n",
    lambda chance: "x = " + "9" * chance.choice((30, 4301, 100_000)) + "\n",
    lambda chance: "x = 0x" + "f" * chance.choice((30, 4301, 100_000)) + "\n",
    lambda chance: "".join(f"k{n} = 1\n" for n in range(chance.choice((100, 30_000)))),
    lambda chance: "".join(f"[t{n}]\n" for n in range(chance.choice((100, 30_000)))),
    lambda chance: "[[source]]\n" * chance.choice((10, 20_000)),
    lambda chance: f"{json.dumps(chance.choice(TEXTS))} = 1\n",
    lambda chance: "x = 1e400\ny = nan\n",
    lambda chance: "d = 0000-00-00T99:99:99Z\n",
    lambda chance: f"x = [{','.join(['1'] * chance.choice((10, 100_000)))}]\n",
    lambda chance: "#" * 1_048_577,
)


@lru_cache(maxsize=1)
def _built_in() -> dict[str, Any]:
    return tomllib.loads(shipped("config/wallboard.toml").read_text(encoding="utf-8"))


_MORE: dict[str, Any] = {
    "source": [{"url": "http://h/", "headers": {"X": "y"}, "name": "n", "token_env": "T", "proxy": "http://p:1"}],
    "polling": {"interval_s": 2.0, "deadline_s": 5.0, "connect_timeout_s": 3.0, "max_body_mb": 8.0, "delay_s": 3.0},
    "judgement": {"confirmations": 3, "plausible_rate": "200000000"},
    "recording": {
        "folder": "rec",
        "fallback_folder": "rec2",
        "max_segment_mb": 256,
        "max_segment_minutes": 60,
        "keep_days": 3.0,
        "keep_free_gb": 1.0,
    },
    "mapping": {"at": {"path": "at", "time_format": "iso"}, "gmv": {"path": "gmv", "scale": "1"}, "orders": "orders"},
    "theme": {"title": "T", "colours": {"gold": "#FFC94A"}, "sponsors": {"text": "S"}},
    "screens": {"center": {"geometry": "1920x1080+0+0", "position": "leftmost"}},
    "event": {"venue": "here", "zone": "Asia/Shanghai", "year": 2016},
    "milestones": {"amounts": ["1亿", "10亿"], "card_s": 9.0},
    "display": {"fps": 60, "dwell_s": 30.0, "stale_after_s": 300.0, "safe_margin": 0.05, "snapshot_folder": "pics"},
}


def make(chance: Random) -> bytes:
    """A part of the built-in file and of its other options, with some values changed; or a wreck of a file."""
    tree = copy.deepcopy(_built_in() | _MORE)
    tree = {name: tree[name] for name in chance.sample(sorted(tree), chance.randrange(1, 6))}
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        _change(chance, tree)
    text = "".join(_section((name,), value) for name, value in tree.items())
    if chance.random() < 0.15:
        text = chance.choice((text, "")) + chance.choice(_TOML_WRECKS)(chance)
    data = text.encode("utf-8", "surrogatepass")
    return torn(chance, data) if chance.random() < 0.1 else data


def _change(chance: Random, tree: dict[str, Any]) -> None:
    found = [path for path in places(tree) if len(path) > 1]
    if not found:
        return
    path = chance.choice(found)
    parent: Any = tree
    for part in path[:-1]:
        parent = parent[part]
    parent[path[-1]] = _value(chance, path, parent[path[-1]])
    if isinstance(parent, dict) and chance.random() < 0.05:
        parent[str(chance.choice(TEXTS))] = 1


def _value(chance: Random, path: tuple[Any, ...], old: Any) -> Any:
    if path[0] == "mapping" and isinstance(old, str) and chance.random() < 0.5:
        return expression(chance)
    kind = chance.randrange(9)
    if kind < 3:
        return chance.choice(_NUMBERS)
    if kind < 6:
        return chance.choice(_STRINGS)
    if kind == 6:
        # A secret is one where secrets belong; a name or a title is meant to be shown.
        user = CANARY if path[-1] in ("url", "proxy") else HARMLESS
        return chance.choice(("x" * 1_000_000, ["x"] * 20_000, [], {}, True, {"a": 1}, [[1]], f"http://{user}@h/"))
    if kind == 7 and isinstance(old, int | float):
        return old * chance.choice((10, 1000, -1, 10**6))
    plain = hostile(chance, HARMLESS)
    return plain if isinstance(plain, str | int | float | list | dict) else 7


def _section(path: tuple[str, ...], value: Any) -> str:
    """A table with its tables below it, as TOML."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return "".join(f"[[{_name(path)}]]\n{_pairs(item)}" for item in value)
    if not isinstance(value, dict):
        return f"{_name(path)} = {_toml(value)}\n" if len(path) == 1 else ""
    inner = {key: item for key, item in value.items() if isinstance(item, dict) and len(path) < 4}
    own = _pairs({key: item for key, item in value.items() if key not in inner})
    return f"[{_name(path)}]\n{own}" + "".join(_section((*path, key), item) for key, item in inner.items())


def _pairs(table: dict[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_toml(value)}\n" for key, value in table.items())


def _name(path: tuple[str, ...]) -> str:
    return ".".join(_key(part) for part in path)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(str(key))} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        return _quoted(value)
    return str(value) if value is not None else "1"


def _quoted(text: str) -> str:
    safe = "".join(
        c if c.isprintable() and c not in '"\\' and not "\ud800" <= c <= "\udfff" else _unicode(c) for c in text
    )
    return f'"{safe}"'


def _unicode(character: str) -> str:
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


def run(data: bytes, folder: Path) -> None:
    """`check`; and where it passes, everything of a run that needs no screen and no network."""
    file = folder / "input.toml"
    file.write_bytes(data)
    os.environ["T"] = CANARY
    status = run_command(("check", "input.toml"))
    if status not in (0, 2):
        raise ForbiddenError(f"check ended with status {status}")
    if status:
        return
    if len(data) > 2**20:
        msg = "a file larger than a mebibyte passed"
        raise ForbiddenError(msg)
    settings = load(file, known_actions=default_keys())
    _use(settings, folder)


def _use(settings: Any, folder: Path) -> None:
    facts, mapping = facts_of(settings), settings.contract_mapping
    rules_of(settings)
    for source in settings.sources:
        one = endpoint(source, settings.polling, os.environ)
        prepared = requests.Request("GET", one.url.reveal(), {n: v.reveal() for n, v in one.headers}).prepare()
        if not prepared.url:
            msg = "a source without an address passed"
            raise ForbiddenError(msg)
    if settings.sources:
        open_failover(settings.sources, settings.polling, environ=os.environ, random=lambda: 0.5).close()
    body = b'{"at": "2016-11-11T00:00:10+08:00", "gmv": "12345.67", "orders": 5}'
    read_answer(body, mapping)
    report = probe(ScriptedSource([body]), mapping, settings, 0)
    click.echo(f"{len(report.fields)} fields")
    for words in (("keys", "--config", "input.toml"),):
        run_command(words)
    keeping = settings.recording
    for place in (keeping.folder, keeping.fallback_folder, settings.display.snapshot_folder):
        if place is not None and place.is_relative_to(folder):  # elsewhere nothing is made by a fuzzer
            place.mkdir(parents=True, exist_ok=True)
    with Recorder(
        folder / "night",
        facts,
        mapping,
        rules=SegmentRules(keeping.max_segment_mb * 1_000_000, keeping.max_segment_minutes * 60_000_000),
    ):
        logging.getLogger("wallboard.fuzz").info("opened")
    for layout in settings.layouts.values():
        for canvas in layout.canvas.values():
            _ = canvas.blocks, canvas.panels, canvas.column_weights, canvas.row_weights
            _ = canvas.for_aspect(5.0).blocks


def warm() -> None:
    """Load the shipped configuration and all that a case touches."""
    load()
    _built_in()


KIND = Kind("configurations", make, run, warm, ".toml")
