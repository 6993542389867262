"""A real Mosquitto with the files that `cluster prepare` writes: users, the access list, and a wall over it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.programs import installed
from tests.recording.rig import record
from tests.recording.rows_digest import rows_digest
from tests.sources.servers import Process, free_port
from wallboard.cli.command_settings import load_settings
from wallboard.cli.commands import wallboard
from wallboard.cli.link import broker_of, secret_of
from wallboard.core.system_clocks import system_mono_us, system_utc_us
from wallboard.link.looking import look, try_forbidden
from wallboard.link.messages import Topics
from wallboard.link.mqtt_bus import Broker, MqttBus
from wallboard.link.node import LinkNode
from wallboard.link.node_place import NodePlace

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("mosquitto")]
TOPICS = Topics("hall")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folders of a wall of three, whose broker runs."""
    folder, port = tmp_path_factory.mktemp("cluster") / "hall", free_port()
    words = ["cluster", "prepare", "left", "middle", "right", "--wall", "hall", "--broker", "127.0.0.1"]
    made = CliRunner().invoke(wallboard, [*words, "--port", str(port), "--folder", str(folder)])
    assert made.exit_code == 0, made.output
    broker = folder / "broker"

    def ready() -> None:
        subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}"], input=b"", check=True, capture_output=True
        )

    process = Process([installed("mosquitto"), "-c", str(broker / "mosquitto.conf")], broker, None, ready)
    process.start()
    yield folder
    process.stop()


def broker(hall: Path, node: str, name: str) -> tuple[Broker, bytes]:
    cluster = load_settings(hall / node / "wallboard.toml")[0].cluster
    assert cluster is not None
    return broker_of(cluster, os.environ, name), secret_of(cluster, os.environ, "key").encode()


@pytest.mark.parametrize(
    ("node", "topic", "refused"),
    [
        ("right", TOPICS.lead, True),
        ("right", TOPICS.rows, True),
        ("right", TOPICS.head, True),
        ("right", TOPICS.control, True),
        ("right", TOPICS.to("left"), True),
        ("right", TOPICS.node("left"), True),
        ("right", TOPICS.node("right"), False),
        ("right", TOPICS.ask, False),
        ("right", TOPICS.request, False),
        ("left", TOPICS.lead, False),
        ("middle", TOPICS.rows, False),
        ("left", TOPICS.node("right"), True),
        ("left", Topics("other").lead, True),
    ],
)
def test_the_broker_refuses_what_a_machine_must_not_publish(hall: Path, node: str, topic: str, refused: bool) -> None:
    rights = try_forbidden(broker(hall, node, "a-test")[0], topic)

    assert (rights.reached, rights.why, rights.answered) == (True, "", True)
    assert rights.refuses == refused


def test_a_user_with_a_wrong_password_is_not_let_in(hall: Path) -> None:
    (hall / "right" / "password").write_text("something else\n")
    rights = try_forbidden(broker(hall, "right", "a-test")[0], TOPICS.lead)

    assert rights.reached
    assert "refuses this machine" in rights.why


def test_a_replica_over_tls_and_the_access_list_is_whole_and_the_machines_are_listed(
    hall: Path, tmp_path: Path
) -> None:
    record(tmp_path / "left", 30)
    nodes = []
    for name in ("left", "middle"):
        (tmp_path / name).mkdir(exist_ok=True)
        address, key = broker(hall, name, name)
        place = NodePlace("hall", name, ("left", "middle"), key=key)
        bus = MqttBus(address)
        nodes.append(LinkNode(place, tmp_path / name, bus, mono_us=system_mono_us, utc_us=system_utc_us))
    until = time.monotonic() + 60
    while rows_digest(tmp_path / "middle") != rows_digest(tmp_path / "left") and time.monotonic() < until:
        for _ in range(20):
            for node in nodes:
                node.turn(0.005)
    address, key = broker(hall, "left", "a-look")
    seen = look(address, "hall", key, 0.5)
    for node in nodes:
        node.close()

    assert rows_digest(tmp_path / "middle") == rows_digest(tmp_path / "left")
    assert {machine.node: machine.role for machine in seen.machines} == {"left": "lead", "middle": "follower"}
    assert (seen.lead, seen.refused) == ("left", 0)
