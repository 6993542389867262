"""`doctor --fix --machines`: the broker of several machines is installed by the package manager that is there."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from wallboard.cli import doctor
from wallboard.doctor import packages
from wallboard.doctor.machine import check_machines
from wallboard.doctor.packages import MACHINE_PROGRAMS

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="package managers are Linux's")
INSTALLS = {
    "apt-get": "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends mosquitto",
    "dnf": "dnf install --assumeyes --setopt=install_weak_deps=False mosquitto",
    "zypper": "zypper --non-interactive install --no-recommends mosquitto",
    "pacman": "pacman --sync --refresh --needed --noconfirm mosquitto",
}


@dataclass(frozen=True, slots=True)
class Programs:
    """The only folder of programs of a machine; package managers in it note how they were called."""

    folder: Path

    def add(self, name: str, text: str) -> None:
        """A program that is a script."""
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        file.chmod(0o755)

    def add_manager(self, name: str, *, status: int = 0) -> None:
        """One that installs Mosquitto, or ends with a status instead."""
        broker = shlex.quote(str(self.folder / "mosquitto"))
        install = f"case \"$*\" in *mosquitto*) printf '#!/bin/sh\\n' > {broker}; /bin/chmod 755 {broker};; esac"
        self.add(name, f'echo {name} "$@" >> {self._calls}\n{f"exit {status}" if status else install}')

    @property
    def ran(self) -> list[str]:
        """The calls so far."""
        return self._calls.read_text(encoding="utf-8").splitlines() if self._calls.exists() else []

    @property
    def _calls(self) -> Path:
        return self.folder.parent / "calls"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """A machine that has all libraries and no program but `env` and `sudo`."""
    made = Programs(tmp_path / "bin")
    made.folder.mkdir()
    made.add("env", 'exec /usr/bin/env "$@"')
    made.add("sudo", 'exec "$@"')
    monkeypatch.setenv("PATH", str(made.folder))
    monkeypatch.setattr(packages, "_BESIDE_PATH", ())
    monkeypatch.setattr(doctor, "missing_libraries", lambda environ: ())
    return made


@pytest.mark.parametrize("manager", INSTALLS)
def test_the_broker_is_installed_and_then_found(wallboard: Command, programs: Programs, manager: str) -> None:
    programs.add_manager(manager)
    ended = wallboard("doctor", "--fix", "--machines")

    sudo = "" if os.geteuid() == 0 else "sudo "
    said = [line.removeprefix("$ ") for line in ended.out.splitlines() if line.startswith("$ ")]
    assert said[-1] == sudo + INSTALLS[manager]
    assert programs.ran[-1] == INSTALLS[manager].removeprefix("env DEBIAN_FRONTEND=noninteractive ")
    assert len(said) == len(programs.ran) == (2 if manager == "apt-get" else 1)
    assert "the broker of a wall of several machines, Mosquitto, is there" in " ".join(ended.out.split())


def test_where_the_broker_is_nothing_is_run(wallboard: Command, programs: Programs) -> None:
    programs.add_manager("apt-get")
    programs.add("mosquitto", "")
    ended = wallboard("doctor", "--fix", "--machines")

    assert programs.ran == []
    assert "$ " not in ended.out


def test_without_the_words_fix_or_machines_nothing_is_installed(wallboard: Command, programs: Programs) -> None:
    programs.add_manager("apt-get")
    looked, fixed = wallboard("doctor", "--machines"), wallboard("doctor", "--fix")

    assert programs.ran == []
    assert looked.status == 1
    assert "wallboard doctor --fix --machines" in " ".join(looked.out.split())
    assert "mosquitto" not in fixed.out


def test_an_installation_that_fails_is_told_in_one_line(wallboard: Command, programs: Programs) -> None:
    programs.add_manager("zypper", status=104)
    ended = wallboard("doctor", "--fix", "--machines")

    assert ended.status == 1
    assert "status 104" in ended.err
    assert INSTALLS["zypper"] in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_machine_without_a_package_manager_names_what_to_install(wallboard: Command, programs: Programs) -> None:
    ended = wallboard("doctor", "--fix", "--machines")

    assert programs.ran == []
    assert "install what provides mosquitto by hand" in ended.err
    assert "by hand" in check_machines(MACHINE_PROGRAMS).remedy
