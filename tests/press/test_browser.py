"""Every kind of page in a real browser: with and without script, without eyes, on phones and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.press.browsing import KINDS, Scheme, chromium, context, desk

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("browser")]
Opened = Callable[..., Page]
READABLE = "document.body.innerText.split(/\\s+/).filter(Boolean)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """[...document.querySelectorAll('h1,h2,.hero,dd,td,th,.at,.rounds span,.marks li,button')].filter(e =>
  e.getClientRects().length && (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'
  || e.getBoundingClientRect().right > innerWidth + 1)).map(e => e.textContent.trim())"""
CLIPPED = """[...document.querySelectorAll('svg text')].filter(e => {
  const svg = e.ownerSVGElement.getBoundingClientRect(), own = e.getBoundingClientRect();
  return own.width && (own.right > svg.right + 1 || own.left < svg.left - 1
  || own.bottom > svg.bottom + 1 || own.top < svg.top - 1) }).map(e => e.textContent)"""
STRAY = """[...document.querySelectorAll('.rounds')].flatMap(list => [...list.children].filter((e, n, all) => {
  const first = !n || e.offsetTop > all[n - 1].offsetTop, left = list.getBoundingClientRect().left
  return first && e.getBoundingClientRect().left > left + 1 })).map(e => e.textContent)"""
"""Roundings that begin a row elsewhere than at its edge, where the line before them is clipped."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The desk of each kind of night."""
    kinds = sorted({kind for kind, _ in KINDS.values()})
    return {kind: desk(tmp_path_factory.mktemp(kind), kind) for kind in kinds}


@pytest.fixture
def opened(browser: Browser, desks: dict[str, Path]) -> Iterator[Opened]:
    """Opens a page of a kind in a window of its own."""
    windows = []

    def opens(name: str, size: str, scheme: Scheme = "light", *, script: bool = True) -> Page:
        kind, path = KINDS[name]
        windows.append(context(browser, size, scheme, java_script_enabled=script))
        page = windows[-1].new_page()
        page.goto((desks[kind] / path).as_uri())
        return page

    yield opens
    for window in windows:
        window.close()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("tablet", "dark"), ("desktop", "light")])
@pytest.mark.parametrize("name", KINDS)
def test_nobody_is_shut_out_and_nothing_is_cut(opened: Opened, name: str, size: str, scheme: Scheme) -> None:
    page = opened(name, size, scheme)
    found = Axe().run(page).response["violations"]
    told = [(rule["id"], rule["impact"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found]
    assert not told
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(CLIPPED) == []
    assert page.evaluate(STRAY) == []


@pytest.mark.parametrize("name", ["front", "milestone", "corrected", "held", "embed"])
def test_script_adds_copy_buttons_and_nothing_else(opened: Opened, name: str) -> None:
    with_script, without = opened(name, "desktop"), opened(name, "desktop", script=False)
    buttons = with_script.locator("button")
    assert buttons.count() >= (0 if name == "embed" else 2)
    assert without.locator("button").count() == 0
    with_script.evaluate("document.querySelectorAll('button').forEach(b => b.remove())")
    said = with_script.evaluate(READABLE)
    assert said == " ".join(without.locator("body").inner_text().split()).split()
    assert len(said) > 20


def test_what_must_be_seen_first_stands_on_the_first_screen(opened: Opened) -> None:
    for size, height in (("desktop", 1000), ("phone", 900)):
        page = opened("front", size)
        box = page.locator(".say p").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, size


def test_the_newest_sums_stand_beside_the_figure_and_all_of_them_below(opened: Opened) -> None:
    page = opened("many", "desktop")
    assert page.locator("#milestones li").count() == 6
    assert page.locator("#milestones-all li").count() == 13
    page.get_by_role("link", name="All 13").click()
    assert page.url.endswith("#milestones-all")
    assert opened("front", "desktop").locator("#milestones-all").count() == 0


@pytest.mark.parametrize("name", ["milestone", "whole milestone"])
def test_a_page_on_paper_is_one_sheet_with_its_way_back(opened: Opened, name: str) -> None:
    page = opened(name, "desktop")
    page.emulate_media(media="print")
    assert page.locator(".paper svg.qr").is_visible()
    assert not page.locator("nav").is_visible()
    assert not page.locator("button").first.is_visible()
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
    assert len(sheets) == 1


def test_copying_says_what_the_text_says_and_that_it_is_done(opened: Opened) -> None:
    page = opened("front", "phone")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".rounds button").first.tap()
    page.wait_for_function("document.querySelector('.rounds button').textContent.startsWith('✓')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("more than RMB 1.05 billion (as of 00:01:42 Beijing time")
    assert "SIMULATED" in copied, "no bare number leaves the page while it is simulated"
    assert page.locator(".live").text_content() == "Copied"


def test_no_page_asks_for_anything_from_outside(desks: dict[str, Path]) -> None:
    for root in desks.values():
        for page in root.rglob("*.html"):
            text = page.read_text("utf-8")
            for address in re.findall(r'(?:src|href)="([^"]+)"', text):
                if page.parent.parent.name == "embed" or "embed" in page.parts:
                    continue
                assert not address.startswith(("http:", "//")), (page, address)
                if address.startswith("https:"):
                    assert f'href="{address}"' in text, "a link, which nothing loads by itself"
                    assert f'src="{address}"' not in text


def test_every_link_of_every_page_leads_somewhere(desks: dict[str, Path]) -> None:
    for root in desks.values():
        for page in root.rglob("*.html"):
            for address in re.findall(r'(?:src|href)="([^"#]+)', page.read_text("utf-8")):
                if address.startswith(("https:", "mailto:")):
                    continue
                target = (page.parent / address).resolve()
                assert target.is_file() or (target / "index.html").is_file(), (page, address)


def test_a_page_weighs_little(desks: dict[str, Path]) -> None:
    style = sum((desks["many"] / name).stat().st_size for name in ("press.css", "press.js"))
    fonts = sum(path.stat().st_size for path in (desks["many"] / "fonts").iterdir())
    for page in desks["many"].rglob("*.html"):
        if "embed" in page.relative_to(desks["many"]).parts:
            assert page.stat().st_size <= 20_000, page
        else:
            assert page.stat().st_size + style + fonts <= 150_000, page
