"""A share of the plans once more, with the answers carried by a file, a real MQTT broker and a real database."""

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
from tests.sources.servers import Mosquitto, PostgreSql, running
from wallboard.config.collection import Polling
from wallboard.config.source_settings import SourceSettings
from wallboard.core.system_clocks import system_mono_us
from wallboard.sources.configured import BUILT_IN
from wallboard.sources.file_source import FileSource
from wallboard.sources.protocol import SourceRequest
from wallboard.wall import Wall

pytestmark = pytest.mark.usefixtures("shared_answers", "unmeasured")
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


def listed(name: str, key: str, figure: str, *more: str) -> str:
    """The query of a list that lies in the document."""
    columns = ", ".join((f"x->>'{key}' AS {key}", f"x->>'{figure}' AS {figure}", *more))
    return f"SELECT {columns} FROM said, jsonb_array_elements(body->'{name}') WITH ORDINALITY AS t(x, n) ORDER BY n"


NAMES = ("x->'name'->>'zh' AS name_zh", "x->'name'->>'en' AS name_en")
COUNTS = ("orders", "buyers", "countries_and_regions", "brands", "orders_per_second", "payments_per_second", "sequence")
QUERIES = {
    "totals": "SELECT (body->>'at')::timestamptz AS at, (body->>'gmv')::numeric AS gmv, body->>'currency' AS currency,"
    + ", ".join(f" (body->>'{name}')::bigint AS {name}" for name in COUNTS)
    + ", body->>'mobile_share' AS mobile_share FROM said",
    "cities": listed("cities", "code", "gmv"),
    "categories": listed("categories", "id", "gmv", *NAMES),
    "categories.top": "SELECT c->>'id' AS category, x->>'id' AS id, x->>'gmv' AS gmv, x->'name'->>'zh' AS name_zh,"
    " x->'name'->>'en' AS name_en FROM said, jsonb_array_elements(body->'categories') AS c,"
    " jsonb_array_elements(c->'top') AS x",
    "best_selling_brands": listed("best_selling_brands", "id", "gmv", *NAMES),
    "selling_to_china": listed("selling_to_china", "country", "gmv"),
    "buying_from_china": listed("buying_from_china", "country", "gmv"),
    "audience": listed("audience", "channel", "viewers", *NAMES).replace("x->>'viewers'", "(x->>'viewers')::bigint"),
    "engagement": "SELECT key AS name, value::bigint AS count FROM said, jsonb_each_text(body->'engagement')",
    "milestones": "SELECT (x->>'at')::timestamptz AS at, x->>'gmv' AS gmv"
    " FROM said, jsonb_array_elements(body->'milestones') AS x",
}
"""A document that lies in a table as JSON, read in the columns of a back end."""
IN_COLUMNS = {
    *("negative orders", "orders missing", "a rate of 2^53 + 1", "no rates", "a share of 1.5", "a share in words"),
    *("no brands at all", "no cities", "no audience", "no categories"),
}
"""Faults of single fields that columns of a database can have, too."""


def plans_in_columns() -> Iterator[object]:
    """Every eighth plan of those."""
    every = [
        (fault, scene)
        for fault in (*(fault for fault in FIELDS if fault.name in IN_COLUMNS), *JUDGED)
        for scene in SCENES
        if scene.name not in fault.never
    ]
    for fault, scene in every[5::8]:
        yield pytest.param(fault, scene, id=f"{fault.part}: {fault.name}, {scene.name}")


def test_the_faults_of_columns_are_faults() -> None:
    assert {fault.name for fault in FIELDS} >= IN_COLUMNS


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSql]:
    with running(PostgreSql) as server:
        server.run(
            "CREATE TABLE said (body jsonb NOT NULL); INSERT INTO said VALUES ('{}'); GRANT SELECT ON said TO wall"
        )
        yield server


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(("fault", "scene"), list(plans_in_columns()))
def test_a_database_carries_the_plan(
    fault: Fault, scene: Scene, tmp_path: Path, wall: Wall, database: PostgreSql
) -> None:
    settings = SourceSettings(
        kind="postgresql", url=f"{database.url}?sslmode=disable", password_env="P", queries=QUERIES
    )
    source = BUILT_IN["postgresql"](request_for(settings))
    night = Night(tmp_path / "night", scene, wall, spare=tmp_path / "spare")
    night.stack.callback(source.close)
    put_as: dict[bytes, bytes] = {}

    def put(body: bytes) -> None:
        with database.admin() as connection:
            connection.execute("UPDATE said SET body = %s::jsonb", (body.decode(),))

    def has_arrived(body: bytes, told: bytes) -> bool:
        """A committed row is read from then on; `told` is the document that the source makes of it."""
        put_as[told] = body
        return True

    night.source.put, night.source.real, night.source.has_arrived = put, source, has_arrived
    found = night.bodies
    night.bodies = lambda: [put_as[told] for told in found()]  # type: ignore[method-assign]  # by what was put
    try:
        holds(night, fault)
    finally:
        night.close()
