"""Open Sound Control: which packets ask for what, and from whom they are taken."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from tests.console.rig import console
from wallboard.config.console_settings import OscSettings
from wallboard.console.hub import Wish
from wallboard.console.osc import wishes_of
from wallboard.recording.journal import actions_of


def message(address: str, *values: object) -> bytes:
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)  # type: ignore[arg-type]
    return builder.build().dgram


@pytest.mark.parametrize(
    ("address", "values", "wished"),
    [
        ("/wallboard/take", (), Wish("take")),
        ("/wallboard/take", (1.0,), Wish("take")),
        ("/wallboard/take", (0.0,), None),
        ("/wallboard/blackout", ("left",), Wish("blackout", {}, "left")),
        ("/wallboard/layout/map", (), Wish("layout:map")),
        ("/wallboard/prepare/map", (1, "left"), Wish("layout:map", {"preview": True}, "left")),
        ("/wallboard/take/more", (), None),
        ("/other/take", (), None),
    ],
)
def test_an_address_is_an_action(address: str, values: tuple[object, ...], wished: Wish | None) -> None:
    assert list(wishes_of(message(address, *values))) == ([] if wished is None else [wished])


def test_a_bundle_asks_for_each_of_its_messages() -> None:
    builder = OscBundleBuilder(IMMEDIATELY)
    for address in ("/wallboard/prepare/map", "/wallboard/take"):
        builder.add_content(OscMessageBuilder(address).build())
    assert [wish.action for wish in wishes_of(builder.build().dgram)] == ["layout:map", "take"]


@given(st.binary(max_size=3000))
def test_no_packet_raises(packet: bytes) -> None:
    list(wishes_of(packet))


def test_listed_senders_are_heard_as_operators_and_no_others(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    osc = OscSettings(listen=f"127.0.0.1:{port}", senders=("127.0.0.1",))
    with console(tmp_path, osc=osc) as rig, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as desk:
        waiting = threading.Event()
        for action in ("quit", "accept_held", "layout/map"):
            desk.sendto(message(f"/wallboard/{action}"), ("127.0.0.1", port))
        for _ in range(6000):
            rows = actions_of(rig.folder)
            if rows:
                break
            waiting.wait(0.05)
    assert [(row.action, json.loads(row.argument)["who"]) for row in rows] == [("layout:map", "OSC 127.0.0.1")]
