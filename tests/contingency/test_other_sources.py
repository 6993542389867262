"""A share of the plans once more, with the answers carried by a file and by a real MQTT broker in place of HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests import nights
from tests.contingency.faults import FIELDS, JUDGED, UNUSABLE, Fault
from tests.contingency.rig import SCENES, Night, Scene
from tests.contingency.test_plans import holds
from tests.sources.servers import Mosquitto, running
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.configured import BUILT_IN
from wallboard.sources.file_source import FileSource
from wallboard.sources.protocol import SourceRequest
from wallboard.wall import Wall

SHARE = 16
"""One plan of so many is carried by each source."""
_TOPICS = count(1)


def plans(first: int) -> Iterator[object]:
    """Fault × moment, from one on every so many; what has no body cannot be carried."""
    every = [
        (fault, scene)
        for fault in (*UNUSABLE, *FIELDS, *JUDGED)
        for scene in SCENES
        if scene.name not in fault.never and fault.name != "empty body"
    ]
    for fault, scene in every[first::SHARE]:
        yield pytest.param(fault, scene, id=f"{fault.part}: {fault.name}, {scene.name}")


@pytest.fixture(scope="module")
def wall(qapp: QApplication) -> Wall:
    assert qapp is not None
    return Wall(nights.settings())


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with running(Mosquitto) as server:
        yield server


def request_for(settings: SourceSettings) -> SourceRequest:
    return SourceRequest("primary", settings, Polling(), {"P": "brass-Lantern-88"}, system_mono_us)


@pytest.mark.parametrize(("fault", "scene"), list(plans(3)))
def test_a_file_carries_the_plan(fault: Fault, scene: Scene, tmp_path: Path, wall: Wall) -> None:
    path, fresh = tmp_path / "figures.json", tmp_path / "fresh"
    night = Night(tmp_path / "night", scene, wall, spare=tmp_path / "spare")

    def put(body: bytes) -> None:
        fresh.write_bytes(body)
        fresh.rename(path)

    request = request_for(SourceSettings(kind="file", path=path))
    night.source.put, night.source.real = put, FileSource(request, path, pause=lambda _: None)
    try:
        holds(night, fault)
    finally:
        night.close()


@pytest.mark.xdist_group("mosquitto")
@pytest.mark.parametrize(("fault", "scene"), list(plans(11)))
def test_a_broker_carries_the_plan(fault: Fault, scene: Scene, tmp_path: Path, wall: Wall, broker: Mosquitto) -> None:
    topic = f"night/{next(_TOPICS)}"
    settings = SourceSettings(kind="mqtt", url=broker.url, topic=topic, password_env="P")
    source = BUILT_IN["mqtt"](request_for(settings))
    night = Night(tmp_path / "night", scene, wall, spare=tmp_path / "spare")
    night.stack.callback(source.close)
    night.source.put, night.source.real = lambda body: broker.publish(topic, body), source
    try:
        holds(night, fault)
    finally:
        night.close()
