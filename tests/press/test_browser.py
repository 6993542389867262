"""A real browser with and without script: the page says the same, and script only adds to it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.press.rig import BILLION, EVENT, publish
from tests.truth.rig import Wall

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.xdist_group("browser"),
]
WORDS = re.compile(r"<script.*?</script>|<style.*?</style>|<button.*?</button>|<[^>]+>", re.DOTALL)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browsed")
    wall = Wall(folder / "night", facts=EVENT, into_s=100)
    wall.tell(0.9 * BILLION, simulated=True)
    wall.tell(1.05 * BILLION, simulated=True)
    publish(wall.folder, folder / "desk")
    return folder / "desk"


def seen(page: Path, profile: Path, *more: str) -> str:
    """The page as the browser has it in the end."""
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
        "--virtual-time-budget=3000", *more, "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()


def words(dom: str) -> list[str]:
    return WORDS.sub(" ", dom).split()


@pytest.mark.parametrize("name", ["en/index.html", "m/gmv-1bn/zh.html"])
def test_script_adds_copy_buttons_and_nothing_else(desk: Path, tmp_path: Path, name: str) -> None:
    plain = desk / name.replace(".html", "-plain.html")
    plain.write_text(re.sub(r"<script.*?</script>", "", (desk / name).read_text("utf-8")), encoding="utf-8")
    without, with_script = seen(plain, tmp_path / "a"), seen(desk / name, tmp_path / "b")
    assert words(without) == words(with_script)
    assert "<button" not in without
    assert with_script.count('class="copy"') >= 2
    assert "1,050,000,000" in without.replace('<span class="c">,</span>', ",") or "10亿元" in without


def test_no_page_asks_for_anything_from_outside(desk: Path) -> None:
    for page in desk.rglob("*.html"):
        text = page.read_text("utf-8")
        for address in re.findall(r'(?:src|href)="([^"]+)"', text):
            if page.parent.parent.name == "embed" or "embed" in page.parts:
                continue
            assert not address.startswith(("http:", "//")), (page, address)
            if address.startswith("https:"):
                assert f'href="{address}"' in text, "a link, which nothing loads by itself"
                assert f'src="{address}"' not in text


def test_every_link_of_every_page_leads_somewhere(desk: Path) -> None:
    for page in desk.rglob("*.html"):
        for address in re.findall(r'(?:src|href)="([^"#]+)', page.read_text("utf-8")):
            if address.startswith(("https:", "mailto:")):
                continue
            target = (page.parent / address).resolve()
            assert target.is_file() or (target / "index.html").is_file(), (page, address)
