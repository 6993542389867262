"""From a missing library or program to the distribution's package, and the commands that install it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

TEST_PROGRAMS = ("openssl",)
"""What the tests start that need no server: a maker of certificates."""
MACHINE_PROGRAMS = ("mosquitto",)
"""What `demo --machines` starts, and the broker of a wall of several machines may be."""
SERVER_PROGRAMS = (
    *("Xvfb", "xdotool", "xrandr", "setxkbmap", "openbox"),
    *("initdb", "postgres", "mariadbd", "prometheus", "mosquitto", "chromium", "exiftool"),
)
"""What the other tests start: a virtual X server, hands for its keys, layouts and monitors; the servers of the sources,
PostgreSQL, MariaDB, Prometheus and Mosquitto; the browser of the pages, and a reader of the notes in pictures."""
_BESIDE_PATH = ("usr/sbin", "usr/local/sbin", "usr/libexec", "usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")
"""Where distributions keep servers, which nobody starts by hand."""

_SONAME = re.compile(r"(?P<name>.+)\.so(?:\.(?P<version>\d+))?(?:\.\d+)*")
_DEBIAN = {
    "libz.so.1": "zlib1g",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
_ARCH = {
    "libEGL": "libglvnd",
    "libGL": "libglvnd",
    "libX11": "libx11",
    "libX11-xcb": "libx11",
    "libdbus-1": "dbus",
    "libfontconfig": "fontconfig",
    "libfreetype": "freetype2",
    "libglib-2.0": "glib2",
    "libgthread-2.0": "glib2",
    "libstdc++": "gcc-libs",
    "libgcc_s": "gcc-libs",
    "libwayland-client": "wayland",
    "libwayland-cursor": "wayland",
    "libxcb-cursor": "xcb-util-cursor",
    "libxcb-icccm": "xcb-util-wm",
    "libxcb-image": "xcb-util-image",
    "libxcb-keysyms": "xcb-util-keysyms",
    "libxcb-render-util": "xcb-util-renderutil",
    "libxcb-util": "xcb-util",
    "libxkbcommon": "libxkbcommon",
    "libxkbcommon-x11": "libxkbcommon-x11",
    "libz": "zlib",
    "libzstd": "zstd",
}


def program_path(name: str) -> str | None:
    """Where a program is, in PATH or where servers are kept (the newest of several versions); None if nowhere."""
    beside = [str(path) for pattern in _BESIDE_PATH for path in Path("/").glob(f"{pattern}/{name}")]
    newest = max(beside, key=lambda path: [int(part) for part in re.findall(r"\d+", path)], default=None)
    return shutil.which(name) or newest


def debian_package(soname: str) -> str:
    """The package of a library, by the naming rule of Debian Policy 8.1 and its few exceptions."""
    if soname in _DEBIAN:
        return _DEBIAN[soname]
    name, version = _parts(soname)
    hyphen = "-" if version and name[-1].isdigit() else ""
    return f"{name}{hyphen}{version}".lower().replace("_", "-")


def rpm_package(soname: str) -> str:
    """What dnf and zypper look up themselves: packages for 64-bit machines provide their libraries by this name."""
    return f"{soname}()(64bit)"


def arch_package(soname: str) -> str:
    """The package of a library on Arch; most of libxcb's are in one."""
    name, _ = _parts(soname)
    return _ARCH.get(name, "libxcb" if name.startswith("libxcb") else name.lower())


class Manager(msgspec.Struct, frozen=True):
    """A distribution's package manager.

    `refresh` is run first, where lists of packages may be missing or old; `programs` are the packages of the programs
    that the tests need.
    """

    command: str
    refresh: tuple[str, ...]
    install: tuple[str, ...]
    package: Callable[[str], str]
    programs: dict[str, str]

    def packages(self, sonames: Iterable[str], programs: Iterable[str] = ()) -> tuple[str, ...]:
        """The packages to install for these libraries and programs, each once, in alphabetical order."""
        found = {self.package(soname) for soname in sonames} | {self.programs[program] for program in programs}
        return tuple(sorted(found))


_RPM_SERVERS = {
    "initdb": "postgresql-server",
    "postgres": "postgresql-server",
    "mariadbd": "mariadb-server",
    "prometheus": "prometheus",
    "mosquitto": "mosquitto",
    "chromium": "chromium",
    "exiftool": "perl-Image-ExifTool",
}
_RPM_PROGRAMS = {
    "Xvfb": "xorg-x11-server-Xvfb",
    "xdotool": "xdotool",
    "xrandr": "xrandr",
    "setxkbmap": "setxkbmap",
    "openssl": "openssl",
    "openbox": "openbox",
    **_RPM_SERVERS,
}
MANAGERS = (
    Manager(
        "apt-get",
        ("apt-get", "update"),
        ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends"),
        debian_package,
        {
            "Xvfb": "xvfb",
            "xdotool": "xdotool",
            "xrandr": "x11-xserver-utils",
            "setxkbmap": "x11-xkb-utils",
            "openssl": "openssl",
            "openbox": "openbox",
            "initdb": "postgresql",
            "postgres": "postgresql",
            "mariadbd": "mariadb-server",
            "prometheus": "prometheus",
            "mosquitto": "mosquitto",
            "chromium": "chromium",
            "exiftool": "libimage-exiftool-perl",
        },
    ),
    Manager(
        "dnf",
        (),
        ("dnf", "install", "--assumeyes", "--setopt=install_weak_deps=False"),
        rpm_package,
        _RPM_PROGRAMS,
    ),
    Manager(
        "zypper",
        (),
        ("zypper", "--non-interactive", "install", "--no-recommends"),
        rpm_package,
        _RPM_PROGRAMS,
    ),
    Manager(
        "pacman",
        (),
        ("pacman", "--sync", "--refresh", "--needed", "--noconfirm"),
        arch_package,
        {
            "Xvfb": "xorg-server-xvfb",
            "xdotool": "xdotool",
            "xrandr": "xorg-xrandr",
            "setxkbmap": "xorg-setxkbmap",
            "openssl": "openssl",
            "openbox": "openbox",
            "initdb": "postgresql",
            "postgres": "postgresql",
            "mariadbd": "mariadb",
            "prometheus": "prometheus",
            "mosquitto": "mosquitto",
            "chromium": "chromium",
            "exiftool": "perl-image-exiftool",
        },
    ),
)


def find_manager(which: Callable[[str], str | None]) -> Manager | None:
    """The machine's package manager; `which` finds programs as `shutil.which` does."""
    return next((manager for manager in MANAGERS if which(manager.command)), None)


def _parts(soname: str) -> tuple[str, str]:
    match = _SONAME.fullmatch(soname)
    return (match["name"], match["version"] or "") if match else (soname, "")
