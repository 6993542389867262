"""The console's page of machines: who leads, who is there, and how each of them does, on a desktop and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.console.rig import Rig, console
from tests.programs import installed
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.config.load import load
from wallboard.console.told_machines import machine_rows, told_link
from wallboard.core.system_clocks import system_mono_us
from wallboard.recording.link_files import LinkState, Machine, write_link

OWN = ClusterSettings(wall="hall", node="left", broker="mqtt://127.0.0.1:9", candidates=("left", "middle"))
HEAD_US = 1_478_793_600_000_000
CLUSTER: tuple[Machine, ...] = (
    Machine("left", "lead", True, 3, 0, 0.0, 9_000, 30, (), 1, HEAD_US),
    Machine("middle", "follower", True, 3, 41_000, -183.0, 9_000, 30, (), 1, HEAD_US, 2),
    Machine("right", "follower", True, 3, 3_200_000, 1_240.0, 8_000, 12, ("disk full",), 1, HEAD_US - 9_500_000),
    Machine("stage", "follower", False, 3, None, None, 0, 0, (), 0, HEAD_US - 60_000_000),
)
STATE = LinkState(
    "hall", "left", "lead", 3, 3, "left", True, 0, 0, (), (), (), {"forged": 2}, CLUSTER, HEAD_US, HEAD_US
)
SIZES = {"phone": (390, 844), "desktop": (1920, 1080)}


def test_each_machine_is_told_with_its_rank_and_what_its_recording_lacks() -> None:
    settings = load(None).model_copy(update={"cluster": OWN})

    rows = {row["node"]: row for row in machine_rows(STATE, settings)}

    assert [(row["rank"], row["missing_s"], row["refused"], row["well"]) for row in rows.values()] == [
        (1, 0, 0, True),
        (2, 0, 2, True),
        (None, 9, 0, False),
        (None, 60, 0, False),
    ]
    assert [row["role"] for row in rows.values()] == ["lead", "follower", "follower", "gone"]
    told = told_link(STATE, settings)
    assert told is not None
    assert (told["lead"], told["there"], told["of"], told["refused_why"]) == ("left", 3, 4, "forged 2")
    assert told_link(None, settings) is None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=installed("chromium"), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with console(tmp_path, cluster=OWN) as made:
        yield made


def told(rig: Rig, **changes: Any) -> None:
    """What the link of this machine says now."""
    fields = {name: getattr(STATE, name) for name in LinkState.__struct_fields__}
    write_link(rig.folder, LinkState(**{**fields, "written_us": system_mono_us(), **changes}))


def opened(browser: Browser, rig: Rig, size: str) -> Page:
    width, height = SIZES[size]
    made = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
    cookie = {"name": "wallboard_console", "value": rig.token("chief", "console 1"), "url": rig.origin}
    made.add_cookies([cookie])  # type: ignore[list-item]
    page = made.new_page()
    page.goto(f"{rig.origin}/machines")
    return page


@pytest.mark.servers
@pytest.mark.xdist_group("chromium")
@pytest.mark.parametrize("size", SIZES)
def test_the_page_says_who_leads_who_is_gone_and_what_is_wrong(browser: Browser, rig: Rig, size: str) -> None:
    told(rig)
    page = opened(browser, rig, size)
    rows = page.locator("li.machine")

    expect(rows).to_have_count(4, timeout=20_000)
    expect(page.locator(".leads .big")).to_have_text("left")
    expect(page.locator(".there .why")).to_have_text("gone: stage")
    expect(rows.nth(2).locator(".recording .more")).to_have_text("9 s missing")
    expect(rows.nth(2).locator(".alarms b")).to_have_text("disk full")
    expect(rows.nth(3).locator(".role b")).to_have_text("gone")
    overflow = (
        "document.querySelector('main.machines').scrollWidth - document.querySelector('main.machines').clientWidth"
    )
    assert page.evaluate(overflow) <= 0
    told(rig, lead="", reached=False)
    expect(page.locator(".broker .big")).to_have_text("not reached", timeout=20_000)
    expect(page.locator(".leads .big")).to_have_text("nobody")
    page.locator("main.machines .close" if size == "phone" else 'button[data-place="wall"]').click()
    expect(page.locator("main.console")).to_be_visible()
    page.context.close()
