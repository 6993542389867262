"""From what is missing to the commands that install it, and nothing where nothing is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from wallboard.doctor.fix import MendingError, mend
from wallboard.doctor.packages import (
    MANAGERS,
    SERVER_PROGRAMS,
    TEST_PROGRAMS,
    arch_package,
    debian_package,
    find_manager,
    program_path,
    rpm_package,
)

APT, DNF, ZYPPER, PACMAN = MANAGERS


def only(*programs: str) -> Callable[[str], str | None]:
    return lambda name: f"/usr/bin/{name}" if name in programs else None


class Terminal:
    """Commands that were said and run, with the exit status of each by its first telling word."""

    def __init__(self, **statuses: int) -> None:
        self.said: list[str] = []
        self.ran: list[tuple[str, ...]] = []
        self._statuses = statuses

    def run(self, argv: Sequence[str]) -> int:
        self.ran.append(tuple(argv))
        return next((status for word, status in self._statuses.items() if word in argv), 0)

    def mend(
        self, sonames: Sequence[str], programs: Sequence[str] = (), *, which: tuple[str, ...], root: bool = True
    ) -> bool:
        return mend(sonames, programs, say=self.said.append, which=only(*which), run=self.run, is_root=root)


@pytest.mark.parametrize(
    ("soname", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libgcc_s.so.1", "libgcc-s1"),
        ("libstdc++.so.6", "libstdc++6"),
        ("libz.so.1", "zlib1g"),
    ],
)
def test_debian_names_its_packages_after_the_library(soname: str, package: str) -> None:
    assert debian_package(soname) == package


def test_rpm_distributions_are_asked_for_the_library_itself() -> None:
    assert rpm_package("libxcb-cursor.so.0") == "libxcb-cursor.so.0()(64bit)"


@pytest.mark.parametrize(
    ("soname", "package"),
    [("libEGL.so.1", "libglvnd"), ("libxcb-icccm.so.4", "xcb-util-wm"), ("libxcb-randr.so.0", "libxcb")],
)
def test_arch_gathers_several_libraries_in_one_package(soname: str, package: str) -> None:
    assert arch_package(soname) == package


def test_each_package_is_installed_once() -> None:
    assert APT.packages(["libglib-2.0.so.0", "libgthread-2.0.so.0"]) == ("libglib2.0-0",)


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.command)
def test_every_manager_knows_the_programs_of_the_tests(manager: object) -> None:
    assert set(next(m for m in MANAGERS if m is manager).programs) == {*TEST_PROGRAMS, *SERVER_PROGRAMS}


def test_the_first_manager_that_is_there_is_taken() -> None:
    assert find_manager(only("pacman", "zypper")) is ZYPPER


def test_nothing_missing_means_nothing_done() -> None:
    terminal = Terminal()
    assert terminal.mend((), which=("apt-get",)) is False
    assert terminal.ran == []


def test_lists_are_refreshed_before_what_is_missing_is_installed() -> None:
    terminal = Terminal()
    assert terminal.mend(["libEGL.so.1"], ["Xvfb"], which=("apt-get",))
    assert terminal.ran[0] == ("apt-get", "update")
    assert terminal.ran[1][-2:] == ("libegl1", "xvfb")


def test_commands_are_said_before_they_are_run() -> None:
    terminal = Terminal()
    terminal.mend(["libEGL.so.1"], which=("pacman",))
    assert terminal.said == ["pacman --sync --refresh --needed --noconfirm libglvnd"]


def test_sudo_stands_before_a_command_only_where_one_is_not_root() -> None:
    terminal = Terminal()
    terminal.mend(["libEGL.so.1"], which=("dnf", "sudo"), root=False)
    assert terminal.ran[0][:2] == ("sudo", "dnf")


def test_without_root_and_sudo_the_command_is_named() -> None:
    with pytest.raises(MendingError, match=r"run this as root: .*libegl1"):
        Terminal().mend(["libEGL.so.1"], which=("apt-get",), root=False)


def test_without_a_known_manager_what_is_missing_is_named() -> None:
    with pytest.raises(MendingError, match=r"libEGL\.so\.1 by hand"):
        Terminal().mend(["libEGL.so.1"], which=())


def test_a_failed_refresh_leaves_the_installation_to_decide() -> None:
    terminal = Terminal(update=100)
    assert terminal.mend(["libEGL.so.1"], which=("apt-get",))


def test_a_failed_installation_is_told_with_its_status() -> None:
    with pytest.raises(MendingError, match="status 100"):
        Terminal(install=100).mend(["libEGL.so.1"], which=("apt-get",))


@pytest.mark.servers
def test_the_servers_of_the_tests_are_found_where_distributions_keep_them() -> None:
    assert [name for name in SERVER_PROGRAMS if program_path(name) is None] == []
    assert program_path("no-such-program") is None


def test_the_servers_of_the_tests_are_packages_of_debian() -> None:
    assert APT.packages((), SERVER_PROGRAMS) == (
        *("chromium", "libimage-exiftool-perl", "mariadb-server", "mosquitto", "openbox", "postgresql", "prometheus"),
        *("x11-xkb-utils", "x11-xserver-utils", "xdotool", "xvfb"),
    )


def _table() -> str:
    """What the tests start, and how each package manager calls it."""
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for manager in MANAGERS:
        packages = tuple(manager.packages((), programs) for programs in (TEST_PROGRAMS, SERVER_PROGRAMS))
        alike.setdefault(packages, []).append(f"`{manager.command}`")
    rows = [", ".join(f"`{name}`" for name in names) for packages in alike for names in packages]
    return "\n".join(
        [
            f"| | {' | '.join(', '.join(commands) for commands in alike.values())} |",
            f"|---|{'---|' * len(alike)}",
            f"| `--tests` | {' | '.join(rows[::2])} |",
            f"| `--tests=all`, in addition | {' | '.join(rows[1::2])} |",
        ]
    )


def test_the_packages_are_named_once_as_they_are_installed() -> None:
    said = Path("CONTRIBUTING.md").read_text(encoding="utf-8")
    assert said.partition("<!-- packages -->")[2].partition("<!-- /packages -->")[0].strip() == _table()
    readme = Path("README.md").read_text(encoding="utf-8")
    assert [name for name in APT.packages((), TEST_PROGRAMS) if f"`{name}`" in readme] == []
