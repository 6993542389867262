"""The page in a real browser, the chromium of the distribution: pairing, taking, racing, losing contact, languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.console.rig import Rig, console
from tests.programs import installed
from tests.truth.rig import RULES, Wall
from wallboard.console.roles import Role
from wallboard.recording.journal import actions_of

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("chromium")]
PATIENCE_MS = 20_000
ROLES: dict[str, Role] = {"the chief": "chief", "console 2": "operator"}
SIZES = {"phone": (390, 844), "tablet": (1024, 1366), "narrow": (1440, 900), "desktop": (1920, 1080)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        words = ["--no-sandbox", "--host-resolver-rules=MAP rebound.example 127.0.0.1"]
        made = playwright.chromium.launch(executable_path=installed("chromium"), args=words)
        yield made
        made.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with console(tmp_path) as made:
        yield made


def context(browser: Browser, size: str = "desktop", **more: Any) -> BrowserContext:
    width, height = SIZES[size]
    made = browser.new_context(viewport={"width": width, "height": height}, has_touch=size == "phone", **more)
    made.set_default_timeout(PATIENCE_MS)
    return made


def page_of(browser: Browser, rig: Rig, name: str, size: str = "desktop", role: Role = "chief") -> Page:
    """The console's page on a device that is paired already."""
    made = context(browser, size, locale="en-US")
    cookie = {"name": "wallboard_console", "value": rig.token(role, name), "url": rig.origin, "httpOnly": True}
    made.add_cookies([cookie])  # type: ignore[list-item]
    page = made.new_page()
    page.goto(rig.origin)
    expect(page.locator(".monitor.program")).to_have_count(3, timeout=PATIENCE_MS)
    return page


def told(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".monitor.program .layout").all_text_contents()]


def test_a_phone_is_paired_by_the_code_behind_the_hash_which_stays_nowhere(browser: Browser, rig: Rig) -> None:
    code = rig.devices.new_code("operator")
    with context(browser, "phone", locale="en-US") as phone:
        page = phone.new_page()
        page.goto(f"{rig.origin}/pair#{code}")
        expect(page).to_have_url(re.compile(r"/pair$"), timeout=PATIENCE_MS)
        page.get_by_role("button", name="Pair", exact=True).click()
        expect(page.locator(".paired h1")).to_have_text("phone", timeout=PATIENCE_MS)
        page.get_by_role("button", name="Open the console").click()
        expect(page.locator(".monitor.program")).to_have_count(3, timeout=PATIENCE_MS)
        assert [device.name for device in rig.devices.all()] == ["phone"]


def test_a_wrong_code_says_how_many_tries_are_left(browser: Browser, rig: Rig) -> None:
    rig.devices.new_code("operator")
    with context(browser, "phone", locale="zh-CN") as phone:
        page = phone.new_page()
        page.goto(f"{rig.origin}/pair")
        for _ in range(6):
            page.locator('.pad [data-key="1"]').tap()
        page.locator(".pairnow").tap()
        expect(page.locator(".wrong")).to_contain_text("4", timeout=PATIENCE_MS)
        assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_what_is_prepared_is_taken_and_stands_in_the_journal_with_who(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "console 1")
    expect(page.locator("button.take:not(.cut)")).to_have_attribute("aria-disabled", "true")
    page.locator('.prepare .switch button:has-text("Center")').click()
    page.locator('.layoutkey[data-layout="map"]').click()
    expect(page.locator(".monitor.preview.ready .layout")).to_have_text("China", timeout=PATIENCE_MS)
    page.evaluate("document.activeElement.blur()")  # Enter belongs to what is focused
    page.keyboard.press("Enter")
    expect(page.locator(".monitor.program .layout").nth(1)).to_have_text("China", timeout=PATIENCE_MS)
    assert told(page) == ["Overview", "China", "Overview"]
    assert [row.action for row in actions_of(rig.folder)] == ["layout:map", "take"]
    expect(page.locator(".actions li").first).to_contain_text("console 1")
    page.context.close()


def test_of_two_that_take_at_once_one_is_told_who_was_first(browser: Browser, rig: Rig) -> None:
    one, two = page_of(browser, rig, "phone 1"), page_of(browser, rig, "phone 2")
    one.locator('.layoutkey[data-layout="map"]').click()
    for page in (one, two):
        expect(page.locator("button.take.ready:not(.cut)")).to_be_visible(timeout=PATIENCE_MS)
    revision = two.evaluate("async () => (await import('/page/wall.js')).wall.state.revision")
    one.locator("button.take:not(.cut)").click()
    expect(one.locator(".monitor.program .layout").first).to_have_text("China", timeout=PATIENCE_MS)
    answer = two.evaluate("async (revision) => (await import('/page/wall.js')).ask('take', { revision })", revision)
    assert answer["error"] == "moved_on"
    assert "phone 1" in answer["why"]["en"]
    assert answer["now"]["who"] == "phone 1"
    for page in (one, two):
        page.context.close()


def test_a_refusal_stands_over_take_until_it_is_understood(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "console 1", role="operator")
    page.evaluate("async () => (await import('/page/asks.js')).act('declare_final')")
    expect(page.locator(".over-take.refused .why")).to_have_text("Only the chief may do this.", timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    expect(page.locator(".over-take.refused")).to_have_count(0, timeout=PATIENCE_MS)
    page.context.close()


def test_black_takes_a_hold_and_comes_back_with_one_press(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "console 1")
    black = page.locator(".guard.all .blackkey")
    black.click()  # shorter than 0.6 s: nothing
    box = black.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator(".monitor.program.covered")).to_have_count(3, timeout=PATIENCE_MS)
    expect(black).to_have_class(re.compile(r"\bon\b"))
    page.mouse.up()
    page.evaluate("async () => (await import('/page/wall.js')).ask('mark')")  # letting go was no press of its own
    assert [row.action for row in actions_of(rig.folder)] == ["blackout", "mark"]
    black.click()
    expect(page.locator(".monitor.program.covered")).to_have_count(0, timeout=PATIENCE_MS)
    assert [row.action for row in actions_of(rig.folder)] == ["blackout", "mark", "blackout"]
    page.context.close()


def test_a_page_that_loses_its_server_greys_out_and_its_buttons_are_off(browser: Browser, tmp_path: Path) -> None:
    with console(tmp_path) as rig:
        page = page_of(browser, rig, "console 1")
        page.locator('.layoutkey[data-layout="map"]').click()
        expect(page.locator("button.take.ready:not(.cut)")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".lostband b")).to_contain_text("No contact for", timeout=PATIENCE_MS)
    expect(page.locator("button.take:not(.cut)")).to_have_attribute("aria-disabled", "true")
    assert page.locator("body.lost").count() == 1
    page.context.close()


def test_the_other_language_is_one_press_away_on_every_part(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "console 1")
    page.locator('.languages [data-tag="zh"]').click()
    expect(page.locator(".monitor.program .canvas").first).to_have_text("左屏", timeout=PATIENCE_MS)
    left = page.evaluate("document.body.innerText")
    assert not re.search(r"\{\w+\}|console\.\w+|undefined|NaN", left)
    page.context.close()


def hold(page: Page, button: Locator, until: Locator) -> None:
    """Keep a button down until something is there."""
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(until).to_be_visible(timeout=PATIENCE_MS)
    page.mouse.up()


def test_a_phone_prepares_and_takes_by_touch(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "phone 1", "phone")
    page.locator('.tabs button:has-text("Layouts")').tap()
    page.locator('.wallside > .switch button:has-text("R")').tap()
    page.locator('.layoutkey[data-layout="map"]').tap()
    page.locator('.tabs button:has-text("Wall")').tap()
    page.locator("button.take.ready:not(.cut)").tap(timeout=PATIENCE_MS)
    expect(page.locator(".monitor.program .layout").nth(2)).to_have_text("China", timeout=PATIENCE_MS)
    assert told(page) == ["Overview", "Overview", "China"]
    page.context.close()


def test_on_a_phone_black_lies_behind_a_guard_that_closes(browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "phone 1", "phone")
    page.locator(".opener").tap()
    expect(page.locator(".guardpage")).to_be_visible()
    page.locator('.guardpage button:has-text("Close the guard")').tap()
    expect(page.locator(".guardpage")).to_be_hidden()
    page.locator(".opener").tap()
    hold(page, page.locator(".guardpage .inside > .blackkey"), page.locator(".monitor.program.covered").first)
    assert [row.action for row in actions_of(rig.folder)] == ["blackout"]
    page.context.close()


def test_contact_is_over_after_three_seconds_of_silence_and_not_before(browser: Browser, tmp_path: Path) -> None:
    with console(tmp_path) as rig:
        page = page_of(browser, rig, "console 1")
        page.evaluate("async () => { window.kept = await import('/page/wall.js'); }")
    silent = """(ms) => { const { wall, inContact } = window.kept;
        wall.fresh = true; wall.heard = performance.now() - ms; return inContact(); }"""
    assert [page.evaluate(silent, ms) for ms in (0, 2_900, 3_000, 60_000)] == [True, True, False, False]
    page.context.close()


def test_a_figure_is_hidden_by_holding_and_shown_by_one_press(browser: Browser, rig: Rig) -> None:
    with rig.client(rig.token(name="program")) as client:
        assert rig.do(client, "layout:counter").status_code == 200
    page = page_of(browser, rig, "console 1", "narrow")
    page.locator(".morekey").click()
    panel = page.locator('.more .panel:has-text("Gmv")')
    panel.click()  # shorter than it takes: nothing
    hold(page, panel, page.locator(".more .hiddenpanel"))
    page.locator(".more .hiddenpanel").click()
    expect(page.locator(".more .hiddenpanel")).to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    expect(page.locator(".card.more")).to_be_hidden()
    assert [row.action for row in actions_of(rig.folder)] == ["layout:counter", "withdraw", "withdraw"]
    page.context.close()


def test_a_live_picture_is_covered_by_holding_and_turned_and_opened_anew(browser: Browser, tmp_path: Path) -> None:
    stage = '[panels.stage]\nkind = "video"\nsources = [{ file = "a.mp4" }, { file = "b.mp4" }]\n'
    with console(tmp_path, written=stage) as rig:
        page = page_of(browser, rig, "console 1", "desktop", "operator")
        page.locator(".morekey").click()
        expect(page.locator(".part.live")).to_be_hidden()
        with rig.client(rig.token(name="program")) as client:
            assert rig.do(client, "layout:gala").status_code == 200
        picture = page.locator(".livepicture")
        expect(picture.locator(".name")).to_have_text("stage", timeout=PATIENCE_MS)
        hold(page, picture.locator(".mute"), picture.locator(".mute.hiddenpanel"))
        picture.locator(".mute").click()
        expect(picture.locator(".mute.hiddenpanel")).to_have_count(0, timeout=PATIENCE_MS)
        last = page.locator(".actions li").first
        for button, says in ((".next", "stage: Next source"), (".again", "stage: Open the picture's source")):
            picture.locator(button).click()  # shorter than it takes: nothing
            hold(page, picture.locator(button), last.filter(has_text=says))
        rows = [(row.action, json.loads(row.argument).get("panel")) for row in actions_of(rig.folder)]
        pictures = ["mute_picture", "mute_picture", "next_source", "reconnect"]
        assert rows[1:] == [(action, "stage") for action in pictures]
        page.context.close()


def test_the_chief_publishes_a_line_beside_the_correction_and_takes_it_away(browser: Browser, tmp_path: Path) -> None:
    with Wall(tmp_path / "recording") as night:
        for gmv in (9_000, 10_000, *[8_000] * (RULES.confirmations + 3)):
            night.tell(gmv)
        found = night.moment().state.corrected
    assert found is not None
    with console(tmp_path) as rig:
        page, other = (page_of(browser, rig, name, "narrow", role) for name, role in ROLES.items())
        for each in (page, other):
            each.locator(".morekey").click()
        fields, say = page.locator(".pressline input"), page.locator(".pressline .say")
        expect(fields).to_have_count(len(rig.settings.display.languages), timeout=PATIENCE_MS)
        expect(other.locator(".pressline input").first).to_be_disabled(timeout=PATIENCE_MS)
        expect(say).to_have_attribute("aria-disabled", "true")
        english = page.locator('.pressline input[lang="en"]')
        english.fill(" Counted twice. ")
        expect(say).to_have_attribute("aria-disabled", "false", timeout=PATIENCE_MS)
        hold(page, say, page.locator('.pressline .say[aria-disabled="true"]'))
        expect(other.locator('.pressline input[lang="en"]')).to_have_value("Counted twice.", timeout=PATIENCE_MS)
        with rig.client(rig.token()) as client:
            late = {"text": {"en": "Of another correction."}, "commit_us": found.commit_us - 1}
            assert rig.do(client, "press_line", argument=late).json()["error"] == "not_now"
        english.fill("")
        expect(say).to_contain_text("Take the line away", timeout=PATIENCE_MS)
        hold(page, say, page.locator('.pressline .say[aria-disabled="true"]'))
        expect(other.locator('.pressline input[lang="en"]')).to_have_value("", timeout=PATIENCE_MS)
        rows = [json.loads(row.argument) for row in actions_of(rig.folder) if row.action == "press_line"]
        said = [(row["commit_us"], row["text_en"]) for row in rows]
        assert said == [(found.commit_us, "Counted twice."), (found.commit_us, "")]
        for each in (page, other):
            each.context.close()


@pytest.mark.parametrize("size", ["tablet", "narrow", "desktop"])
def test_the_rundown_is_a_page_of_its_own_with_take(size: str, browser: Browser, tmp_path: Path) -> None:
    entries = """
        [[entry]]
        layouts = { left = "rankings", "*" = "global" }
        note = "Agency round"
        [[entry]]
        at = "02:45:00"
        message = { en = "Buses leave at two" }
        hard = true
        planned = "02:40:00"
    """
    with console(tmp_path, rundown=entries) as rig:
        page = page_of(browser, rig, "console 1", size)
        page.goto(f"{rig.origin}/rundown")
        expect(page.locator(".nightcues .cue")).to_have_count(2, timeout=PATIENCE_MS)
        expect(page.locator("main.console")).to_be_hidden()
        assert page.locator(".nightcues .cue").nth(1).inner_text().startswith("2")
        page.locator(".nightcues .prepare").first.click()
        page.locator("button.take.ready:not(.cut)").click(timeout=PATIENCE_MS)
        taken = "async () => (await import('/page/wall.js')).wall.state.canvases[0].program.layout.name === 'rankings'"
        page.wait_for_function(taken, timeout=PATIENCE_MS)  # a page that is left at once may take its request with it
        expect(page.locator(".nightcues .byhand")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(rig.origin)
        expect(page.locator(".monitor.program .layout").first).to_have_text("Rankings", timeout=PATIENCE_MS)
        assert told(page) == ["Rankings", "Global", "Global"]
        assert [row.action for row in actions_of(rig.folder)] == ["prepare_next", "take"]
        page.context.close()


NARROW = [("narrow", side) for side in ("rundown", "health", "actions")]


@pytest.mark.parametrize(("size", "side"), [("phone", ""), ("tablet", ""), *NARROW, ("desktop", "")])
def test_no_card_lies_over_another(size: str, side: str, browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, "console 1", size)
    if side:
        page.locator(".sidetabs button").nth([each for _, each in NARROW].index(side)).click()
    over = page.evaluate(
        """() => { const boxes = [...document.querySelectorAll('.card, .monitor, .takebox, .guard, .layouts, .prepare')]
          .filter((each) => each.offsetParent && !each.matches('.nowcard, .nextcard, .plancard'))
          .map((each) => { const box = each.getBoundingClientRect(), main = each.closest('main');
            const seen = main ? main.getBoundingClientRect() : box; // what is scrolled away lies over nothing
            return [each.className, new DOMRect(box.x, box.y, box.width, Math.min(box.bottom, seen.bottom) - box.y)]; })
          .filter(([, box]) => box.width && box.height);
          const over = [];
          boxes.forEach(([name, a], n) => boxes.slice(n + 1).forEach(([other, b]) => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
              over.push(`${name} / ${other}`); }));
          return over; }"""
    )
    assert over == []
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_enough_and_nothing_lies_outside_the_page(size: str, browser: Browser, rig: Rig) -> None:
    page = page_of(browser, rig, f"a {size}", size)
    page.locator("button.take:not(.cut)").wait_for()
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, select, input')].filter((each) => each.offsetParent !== null)
        .map((each) => [each.className, each.getBoundingClientRect()])
        .filter(([, box]) => box.width < 44 || box.height < (document.body.dataset.mode === 'phone' ? 36 : 43))
        .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("button.take:not(.cut)").bounding_box()
    assert box is not None
    assert box["width"] >= 200
    assert box["height"] >= 90
    page.context.close()


def test_another_port_of_the_host_and_a_rebound_name_reach_nothing(browser: Browser, rig: Rig, tmp_path: Path) -> None:
    page = page_of(browser, rig, "console 1")
    foreign = page.context.new_page()
    other = {"body": "<p>another port</p>", "content_type": "text/html"}
    foreign.route("http://127.0.0.1:9/**", lambda route: route.fulfill(**other))
    foreign.goto("http://127.0.0.1:9/")
    attempt = """async (origin) => {
      const post = await fetch(origin + '/api/1/do/blackout', {method: 'POST', mode: 'no-cors', credentials: 'include',
        headers: {'Content-Type': 'text/plain'}, body: '{}'}).then(() => 'sent', () => 'failed');
      const socket = await new Promise((resolve) => { const ws = new WebSocket(origin.replace('http', 'ws') + '/ws');
        ws.onopen = () => resolve('open'); ws.onerror = () => resolve('refused'); });
      const read = await fetch(origin + '/api/1/state', {credentials: 'include'}).then(() => 'read', () => 'refused');
      return [post, socket, read]; }"""
    _, socket, read = foreign.evaluate(attempt, rig.origin)
    assert (socket, read) == ("refused", "refused")
    answer = foreign.goto(f"http://rebound.example:{rig.running.port}/")
    assert answer is not None
    assert answer.status == 421
    assert actions_of(rig.folder) == ()
    page.context.close()
