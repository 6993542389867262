"""Answers of an endpoint: heads and bodies of HTTP, through fetch, contract, judgement, recording, probe and tables."""

from __future__ import annotations

import gzip
import json
import logging
import os
import socket
import threading
from contextlib import suppress
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from tests.core.oracle import NoOracleError, check_reading, said_by
from wallboard.cli.logs import start_logging
from wallboard.cli.main import run as run_command
from wallboard.cli.output import say
from wallboard.cli.plain_console import PlainConsole
from wallboard.cli.probe_report import render
from wallboard.collect.loop import Collector
from wallboard.collect.pace import Pace
from wallboard.config.event_facts import facts_of
from wallboard.config.judging import rules_of
from wallboard.config.load import load
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.errors import MappingError
from wallboard.core.mapping import Mapping
from wallboard.core.system_clocks import system_mono_us
from wallboard.probe import probe
from wallboard.recording.writer import Recorder
from wallboard.sources.deadline_http import DeadlineWire, _DeadlineSocket
from wallboard.sources.fake import ScriptedSource
from wallboard.sources.http import HttpSource
from wallboard.sources.http_endpoint import HttpEndpoint
from wallboard.sources.protocol import Answer, FetchFailed
from wallboard.sources.secrets import Secret, TokenFromEnvironment

from .chance import TEXTS, spelled, spoil, text_bytes, torn, written
from .documents import amount, count, document, instant
from .kinds import CANARY, ForbiddenError, Kind

URL = "http://user:p4ssw0rd-0f-c4nary@h.example/metrics.json?v=1"
RECORDED = 0.25
"""The part of the cases that goes on into a recording and its tables, which take most of the time."""
PATIENCE_US = 4_000_000

Rules = dict[str, dict[str, str]]


def make(chance: Random) -> bytes:
    """A line of JSON, which says whether to record and how to map, then what the endpoint sends."""
    rules: Rules | None = None
    if chance.random() < 0.3:
        rules, tree = _foreign(chance)
    else:
        tree = document(chance)
    for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3, 6))):
        tree = spoil(chance, tree)
    if isinstance(tree, dict) and chance.random() < 0.3:
        tree[chance.choice(("debug", "name", spelled(chance)))] = spelled(chance)
    body = text_bytes(chance, written(chance, tree))
    if chance.random() < 0.2:
        body = torn(chance, body)
    asked = {"record": chance.random() < RECORDED, "mapping": rules}
    return json.dumps(asked).encode() + b"\n" + _sent(chance, body)


def _foreign(chance: Random) -> tuple[Rules, Any]:
    """A document of somebody else's, and the rules that map it."""
    data = {"total": amount(chance), "parts": [amount(chance) for _ in range(chance.randrange(4))], "n": count(chance)}
    tree = {"data": data, "time": instant(chance), "rows": [{"c": f"c{n}", "v": amount(chance)} for n in range(3)]}
    scale = chance.choice(("1", "0.01", "10000", "100000000", "0.000001"))
    gmv = chance.choice(
        ("data.total", "data.total", "to_number(data.total)", "sum(data.parts)", "max(data.parts)", "data.parts[0]")
    )
    rules: Rules = {
        "at": {"path": "time"} if chance.random() < 0.8 else {"path": "time", "time_format": "%Y-%m-%dT%H:%M:%S%z"},
        "gmv": {"path": gmv, "scale": scale},
        "orders": {"path": chance.choice(("data.n", "length(rows)", "to_number(data.n)"))},
        "best_selling_brands": {"path": "rows[*].{id: c, gmv: v, name: c}", "scale": scale},
    }
    if chance.random() < 0.3:
        rules[chance.choice(("gmv", "brands", "categories"))] = {"path": expression(chance)}
    return rules, tree


_LEAVES = ("@", "data", "rows", "data.total", "data.parts", "time", "rows[*].v", "*", "rows[]", "`1`", "'x'", "data.n")
_CALLS = (
    *("to_string", "to_number", "to_array", "length", "keys", "values", "reverse", "sort", "sum", "avg", "max", "min"),
    *("abs", "ceil", "floor", "not_null", "type", "merge"),
)


def expression(chance: Random, depth: int = 0) -> str:
    """Some JMESPath; now and then one that doubles what it is given over and over."""
    if depth == 0 and chance.random() < 0.2:
        unit = chance.choice(("[@,@]", "[@,@][]", "{a:@,b:@}", "join('',[to_string(@),to_string(@)])", "map(&[@,@],@)"))
        return " | ".join([chance.choice(_LEAVES), *[unit] * chance.choice((3, 12, 30, 200))])
    if depth > 3 or chance.random() < 0.3:
        return chance.choice(_LEAVES)
    inner, other = expression(chance, depth + 1), expression(chance, depth + 1)
    return chance.choice(
        (
            f"{chance.choice(_CALLS)}({inner})",
            f"{inner} | {other}",
            f"[{inner}, {other}]",
            f"{{id: {inner}, gmv: {other}}}",
            f"sort_by({inner}, &{other})",
            f"map(&{inner}, {other})",
            f"join('{chance.choice(('', ','))}', {inner})",
            f"rows[?{inner} == {other}]",
            f"({inner} || {other})",
            f"max_by({inner}, &{other})",
        )
    )


def _sent(chance: Random, body: bytes) -> bytes:
    """A body with its head: nearly always a proper one."""
    head = ["HTTP/1.1 200 OK", "Content-Type: application/json"]
    if chance.random() < 0.15:
        head[1] = f"Content-Type: {chance.choice(('text/html', 'application/json; charset=gbk', 'x', ''))}"
    if chance.random() < 0.1:
        head[0] = f"HTTP/1.1 {chance.choice(('500', '401', '204', '304', '429', '999', '200', '-1'))} {spelled(chance)}"
    if chance.random() < 0.08:
        to = chance.choice(
            (f"http://{spelled(chance)}@e.example/{spelled(chance)}", f"//{spelled(chance)}", "\x1b]0;x\x07")
        )
        head = [f"HTTP/1.1 {chance.choice(('301', '302', '307', '308'))} Found", f"Location: {to}"]
    if chance.random() < 0.1:
        head.append(f"{chance.choice(('Server', 'ETag', 'X-A', 'Retry-After', 'Date'))}: {_header(chance)}")
    if chance.random() < 0.1:
        head.append("Content-Encoding: gzip")
        body = gzip.compress(body)
    way = chance.randrange(12)
    if way == 0:
        head.append("Transfer-Encoding: chunked")
        half = len(body) // 2
        body = (
            b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]) if part) + b"0\r\n\r\n"
        )
    elif way == 1:
        head.append(f"Content-Length: {chance.choice((0, 1, len(body) + 1, 10**9, 10**30, -1, 'x'))}")
    elif way > 2:
        head.append(f"Content-Length: {len(body)}")
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * chance.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3))
    whole = early + "\r\n".join([*head, "", ""]).encode("utf-8", "surrogatepass") + body
    return torn(chance, whole) if chance.random() < 0.05 else whole


def _header(chance: Random) -> str:
    return chance.choice((spelled(chance), str(chance.choice(TEXTS)).replace("\n", " ")[:200], "9" * 400, "-1"))


def run(data: bytes, folder: Path) -> None:
    """Fetch, read, compare with the oracle, record, and tell of it by probe and tables."""
    start_logging("collect", folder)
    first, _, sent = data.partition(b"\n")
    rules, record = _asked(first)
    mapping = _mapping(rules)
    answer = _fetched(sent)
    if answer is None:
        return
    reading = read_answer(answer.body, mapping)
    if len(reading.problems) > 1000:
        raise ForbiddenError(f"{len(reading.problems)} complaints about one answer")
    _compare(answer.body, reading, None if mapping is None else rules)
    settings = load()
    source = ScriptedSource([answer], "primary")
    report = probe(source, mapping, settings, 0)
    PlainConsole().print(render(report))
    if not record:
        return
    facts = facts_of(settings)
    clock = [0]
    with Recorder(folder / "night", facts, mapping) as recorder:
        collector = Collector(
            source,
            recorder,
            facts,
            rules_of(settings),
            Pace(0, 2_000_000, 5_000_000),
            mapping=mapping,
            say=lambda line: logging.getLogger("wallboard.fuzz").warning("%s", line),
            mono_us=lambda: clock[0],
        )
        for _ in range(2):
            clock[0] += 2_000_000
            collector.tick()
    for words in (("record", "info", "night"), ("record", "export", "night", "-o", "tables")):
        run_command(words)


def _asked(line: bytes) -> tuple[Rules | None, bool]:
    """The rules of the mapping, and whether to record; neither where the line was cut while a finding was reduced."""
    try:
        asked = json.loads(line)
        return asked["mapping"], bool(asked["record"])
    except (ValueError, LookupError, TypeError):
        return None, False


def _mapping(rules: Rules | None) -> Mapping | None:
    if rules is None:
        return None
    try:
        return Mapping.from_dict(rules, "Asia/Shanghai")
    except MappingError as error:
        say(str(error))
        return None


def _fetched(sent: bytes) -> Answer | None:
    """What the source makes of some bytes on its connection; a failure is told."""
    os.environ["WALL_TOKEN"] = CANARY
    endpoint = HttpEndpoint(
        "primary", Secret(URL), headers=(("X-Api-Key", Secret(CANARY)),), token=TokenFromEnvironment("WALL_TOKEN")
    )
    with patch.object(DeadlineWire, "connect", lambda wire, host, port: _connection(wire, sent)):
        source = HttpSource(endpoint)
        try:
            answer = source.fetch(system_mono_us() + PATIENCE_US)
        except FetchFailed as failed:
            logging.getLogger("wallboard.fuzz").warning("%s: %s", failed.kind, failed.message)
            return None
        finally:
            source.close()
    return answer if isinstance(answer, Answer) else None


def _connection(wire: DeadlineWire, sent: bytes) -> socket.socket:
    ours, theirs = socket.socketpair()

    def send() -> None:
        with suppress(OSError), theirs:
            theirs.sendall(sent)

    threading.Thread(target=send, daemon=True).start()
    sock = _DeadlineSocket(ours.family, ours.type, ours.proto, fileno=ours.detach())
    sock.wire = wire
    return sock


def _compare(body: bytes, reading: Reading, rules: Rules | None) -> None:
    """What was understood is what the bytes say. Raises ForbiddenError."""
    try:
        if rules is None:
            check_reading(body, reading)
        elif reading.snapshot is not None:
            _compare_mapped(said_by(body), reading.snapshot.gmv_fen, rules["gmv"])
    except NoOracleError:
        return
    except AssertionError as error:
        raise ForbiddenError(f"the reading is not what the answer says: {error}") from error


def _compare_mapped(said: dict[str, Any], gmv_fen: int, rule: dict[str, str]) -> None:
    data = said.get("data")
    if not isinstance(data, dict):
        return
    path = rule["path"]
    if path in ("data.total", "to_number(data.total)"):
        told = [data.get("total")]
    elif path in ("sum(data.parts)", "max(data.parts)") and isinstance(data.get("parts"), list):
        told = data["parts"]
    else:
        return
    try:
        amounts = [Fraction(Decimal(str(value))) for value in told]
    except (ArithmeticError, ValueError):
        return
    whole = max(amounts) if path.startswith("max") else sum(amounts)
    with localcontext(prec=100):
        meant = whole * Fraction(rule.get("scale", "1")) * 100 // 1
    assert gmv_fen == meant, (gmv_fen, meant, rule)


def warm() -> None:
    """Load the shipped configuration and all that a case touches."""
    load()


KIND = Kind("answers", make, run, warm, ".http")
