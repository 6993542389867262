"""The interface for programs, over real sockets: actions and their answers, who may do what, what is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.console.rig import Rig, console
from tests.patience import PATIENCE_S
from wallboard.actions.table import actions_of
from wallboard.console.answers import STATUS
from wallboard.console.page_files import page_files
from wallboard.console.rate_limits import ACTIONS, PAGES
from wallboard.console.told_state import StateTeller
from wallboard.core.system_clocks import system_utc_us
from wallboard.core.wording import catalogue
from wallboard.preview.picture_files import PictureFiles
from wallboard.recording.journal import actions_of as journal_of


def read_on(page: ClientConnection) -> None:
    """Read until the other side closes."""
    for _ in range(50):
        page.recv(timeout=PATIENCE_S)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with console(tmp_path) as made:
        yield made


def test_an_action_is_done_once_and_stands_in_the_journal_with_who(rig: Rig) -> None:
    with rig.client(rig.token(name="stream deck")) as client:
        answers = [rig.do(client, "layout:map", id="0001-stream-deck") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    rows = [row for row in journal_of(rig.folder) if row.action == "layout:map"]
    assert [json.loads(row.argument)["who"] for row in rows] == ["stream deck"]


def test_what_is_prepared_goes_on_air_with_take_and_an_old_revision_is_refused(rig: Rig) -> None:
    with rig.client(rig.token(name="console 1")) as one, rig.client(rig.token(name="console 2")) as two:
        assert rig.do(one, "layout:rankings", canvas="left", argument={"preview": True}).status_code == 200
        seen = one.get("/api/1/state").json()
        left = seen["canvases"][0]
        assert (left["program"]["layout"], left["preview"]["layout"]) == ("overview", "rankings")
        assert rig.do(two, "take", revision=seen["revision"]).status_code == 200
        assert rig.do(one, "layout:map", argument={"preview": True}).status_code == 200
        refused = rig.do(one, "take", revision=seen["revision"])
        assert refused.status_code == 409
        told = refused.json()
        assert told["error"] == "moved_on"
        assert "console" in told["why"]["en"]
        assert two.get("/api/1/state").json()["canvases"][0]["program"]["layout"] == "rankings"


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [
        ("viewer", "blackout", 403),
        ("operator", "blackout", 200),
        ("operator", "accept_held", 403),
        ("chief", "accept_held", 409),
        ("chief", "quit", 403),
        ("chief", "fullscreen", 403),
        ("chief", "no_such", 404),
    ],
)
def test_each_role_may_do_what_is_its_own(role: str, action: str, status: int, rig: Rig) -> None:
    with rig.client(rig.token(role)) as client:  # type: ignore[arg-type]
        answer = rig.do(client, action)
    assert answer.status_code == status
    if status != 200:
        assert set(answer.json()) == {"error", "why", "now"}
        assert all(answer.json()["why"][language] for language in ("en", "zh"))


def test_every_action_of_the_table_is_listed_for_the_roles_that_may_ask_for_it(rig: Rig) -> None:
    with rig.client(rig.token()) as client:
        listed = {each["action"]: each for each in client.get("/api/1/actions").json()}
        paths = client.get("/api/1/openapi.json").json()["paths"]
    known = {action.id for action in actions_of(rig.settings)}
    assert set(listed) < known
    assert "quit" not in listed
    assert {path.removeprefix("/api/1/do/") for path in paths if "/do/" in path} == set(listed)


def test_the_state_is_told_whole_and_the_journal_newest_first(rig: Rig) -> None:
    with rig.client(rig.token(name="phone 1")) as client:
        rig.do(client, "layout:map")
        rig.do(client, "blackout", canvas="left")
        state = client.get("/api/1/state").json()
        journal = client.get("/api/1/journal?most=1").json()
        assert client.get("/api/1/journal?most=x").status_code == 400
        assert client.get("/api/1/health").json()["healthy"] is False
    assert [canvas["black"] for canvas in state["canvases"]] == [True, False, False]
    assert (journal[0]["action"], journal[0]["who"], len(journal)) == ("blackout", "phone 1", 1)
    assert [row["name"] for row in state["health"]][:2] == ["source", "fetch"]


def test_metrics_are_in_the_format_of_prometheus(rig: Rig) -> None:
    with rig.client(rig.token()) as client:
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert "wallboard_healthy 0" in lines
    names = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert all(line.startswith("#") or line.split("{")[0].split()[0] in names for line in lines)


def test_a_page_hears_of_what_another_device_does(rig: Rig) -> None:
    token = rig.token()
    with connect(f"ws://{rig.host}/ws", additional_headers={"Authorization": f"Bearer {token}"}) as page:
        with rig.client(rig.token(name="phone 1")) as client:
            rig.do(client, "layout:map")
        for _ in range(100):
            told = json.loads(page.recv(timeout=PATIENCE_S))
            if told.get("state") and told["state"]["canvases"][0]["program"]["layout"] == "map":
                break
        else:
            msg = "the page was not told"
            raise AssertionError(msg)
        page.send(json.dumps({"do": "layout:counter", "id": "from-the-page"}))
        answer = next(
            m["answer"] for m in iter(lambda: json.loads(page.recv(timeout=PATIENCE_S)), None) if "answer" in m
        )
    assert answer["done"] is True
    assert answer["id"] == "from-the-page"


def test_a_program_that_can_send_no_header_says_its_token_in_its_first_message(rig: Rig) -> None:
    """Bitfocus Companion's generic-websocket has an address and messages, and no headers."""
    with connect(f"ws://{rig.host}/ws") as deck:
        deck.send(json.dumps({"token": rig.token(name="deck")}) + "\r\n")
        assert json.loads(deck.recv(timeout=PATIENCE_S)) == {"me": {"name": "deck", "role": "chief"}}
    with connect(f"ws://{rig.host}/ws") as stranger:
        stranger.send(json.dumps({"token": "A" * 43}))
        with pytest.raises(ConnectionClosed):
            stranger.recv(timeout=PATIENCE_S)


def test_a_revoked_device_is_out_at_once(rig: Rig) -> None:
    token = rig.token(name="lost phone")
    with connect(f"ws://{rig.host}/ws", additional_headers={"Authorization": f"Bearer {token}"}) as page:
        page.recv(timeout=PATIENCE_S)
        rig.devices.revoke("lost phone")
        with pytest.raises(ConnectionClosed):
            read_on(page)
    with rig.client(token) as client:
        assert client.get("/api/1/state").json()["error"] == "revoked"
    with (
        pytest.raises(InvalidStatus),
        connect(f"ws://{rig.host}/ws", additional_headers={"Authorization": f"Bearer {token}"}),
    ):
        pass


def test_pairing_takes_one_code_once_and_five_tries_a_minute(rig: Rig) -> None:
    code = rig.devices.new_code("operator")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with rig.client(Origin=rig.origin) as browser:
        refused = browser.post("/api/1/pair", json={"code": wrong, "name": "phone"})
        assert (refused.status_code, refused.json()["now"]["left"]) == (403, 4)
        paired = browser.post("/api/1/pair", json={"code": code, "name": "phone"})
        assert paired.json() == {"name": "phone", "role": "operator"}
        assert "token" not in paired.text
        cookie = paired.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert browser.get("/api/1/me").json()["name"] == "phone"
        again = [browser.post("/api/1/pair", json={"code": code, "name": "x"}).json()["error"] for _ in range(4)]
    assert again == ["expired", "expired", "expired", "tries"]


def test_a_flood_of_one_device_slows_that_device_alone(tmp_path: Path) -> None:
    with console(tmp_path, mono_us=lambda: 0) as rig, rig.client(rig.token(name="flood")) as flood:
        statuses = [rig.do(flood, "no_such").status_code for _ in range(ACTIONS.burst + 1)]
        assert statuses == [404] * ACTIONS.burst + [429]
        assert "wait 1 s" in rig.do(flood, "layout:map").json()["why"]["en"]
        with rig.client(rig.token(name="calm")) as calm:
            assert rig.do(calm, "layout:map").status_code == 200


def test_a_page_that_is_loaded_ten_times_in_an_instant_is_whole_each_time(tmp_path: Path) -> None:
    with console(tmp_path, mono_us=lambda: 0) as rig, rig.client() as stranger:
        files = ["/", *(path for path in page_files() if path.endswith((".js", ".css", ".json")))]
        assert {stranger.get(path).status_code for _ in range(10) for path in files} == {200}
        flood = [stranger.get("/page/main.js").status_code for _ in range(PAGES.burst)]
        assert flood[-1] == 429
        assert stranger.post("/api/1/pair", json={"code": "1", "name": "x"}).status_code != 429


def test_two_that_take_at_once_get_one_take_each_answered(rig: Rig) -> None:
    clients = [rig.client(rig.token(name=f"phone {n}")) for n in range(2)]
    rig.do(clients[0], "layout:map", argument={"preview": True})
    revision = clients[0].get("/api/1/state").json()["revision"]
    answers: list[int] = []
    racing = [
        threading.Thread(target=lambda c=c: answers.append(rig.do(c, "take", revision=revision).status_code))
        for c in clients
    ]
    for each in racing:
        each.start()
    for each in racing:
        each.join()
    for client in clients:
        client.close()
    assert sorted(answers) == [200, 409]
    assert sum(row.action == "take" for row in journal_of(rig.folder)) == 1


def test_without_a_wall_nothing_is_promised(tmp_path: Path) -> None:
    with console(tmp_path, wall=False) as alone, alone.client(alone.token()) as client:
        answer = alone.do(client, "layout:map")
    assert (answer.status_code, answer.json()["error"]) == (202, "unknown")


@pytest.mark.parametrize("error", sorted(STATUS))
def test_each_error_has_its_sentence(error: str) -> None:
    assert catalogue("en")[f"console.why.{error}"]
    assert catalogue("zh")[f"console.why.{error}"]


def test_what_companion_does_with_the_modules_that_it_has(tmp_path: Path) -> None:
    """Its generic HTTP: a POST with a header of its own, and a picture polled from a URL with the same header."""
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    with console(tmp_path, pictures=drawn) as rig:
        header = {"Authorization": f"Bearer {rig.token('operator', 'stream deck')}"}
        files = PictureFiles(drawn, StateTeller(rig.settings).canvases, rig.settings.layouts)
        with httpx.Client(base_url=rig.origin, timeout=PATIENCE_S) as client:
            for way, kind, name in (("/button/map.png", "button", "map"), ("/key/take.png", "key", "take")):
                assert client.get(way, headers=header).status_code == 404
                files.write(kind, name, b"\x89PNG", system_utc_us())  # type: ignore[arg-type]  # one of the kinds
                polled = client.get(way, headers=header)
                assert (polled.status_code, polled.headers["content-type"]) == (200, "image/png")
                assert files.wanted_us(kind, name) > 0  # type: ignore[arg-type]  # one of the kinds
            sent = {**header, "Content-Type": "application/json"}
            assert client.post("/api/1/do/take", headers=sent, content="{}").json()["error"] == "nothing"
            assert client.post("/api/1/do/layout:map", headers=sent, content='{"argument":{"preview":true}}').is_success
            assert client.post("/api/1/do/take", headers=sent, content="{}").is_success


def test_a_picture_of_what_was_prepared_before_is_never_the_preview(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    drawn.mkdir()
    with console(tmp_path, pictures=drawn) as rig, rig.client(rig.token()) as client:
        canvas = StateTeller(rig.settings).canvases[0]
        files = PictureFiles(drawn, StateTeller(rig.settings).canvases, rig.settings.layouts)
        files.write("preview", canvas, b"jpeg of something else", system_utc_us())
        rig.do(client, "layout:map", argument={"preview": True})
        assert client.get(f"/preview/{canvas}.jpg").status_code == 404
        files.write("preview", canvas, b"jpeg of the map", system_utc_us())
        shown = client.get(f"/preview/{canvas}.jpg")
        assert (shown.status_code, shown.content) == (200, b"jpeg of the map")
        again = client.get(f"/preview/{canvas}.jpg", headers={"If-None-Match": shown.headers["etag"]})
        assert again.status_code == 304
