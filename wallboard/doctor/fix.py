"""`doctor --fix`: install what is missing with the machine's own package manager, and nothing where nothing is."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from wallboard.core.errors import WallboardError
from wallboard.doctor.libraries import missing, needed_by_qt
from wallboard.doctor.packages import find_manager, program_path

Which = Callable[[str], str | None]
Run = Callable[[Sequence[str]], int]


class MendingError(WallboardError):
    """What is missing cannot be installed from here; the message holds the command to run instead."""


def missing_libraries(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The sonames that Qt wants and the machine lacks; none where Qt brings everything along. Raises WallboardError."""
    return missing(needed_by_qt(environment)) if sys.platform.startswith("linux") else ()


def missing_programs(programs: Sequence[str]) -> tuple[str, ...]:
    """Those of the programs that tests start which the machine lacks."""
    return tuple(p for p in programs if program_path(p) is None) if sys.platform.startswith("linux") else ()


def run_visibly(argv: Sequence[str]) -> int:
    """Run a command that talks to the same terminal; its exit status, 127 where it cannot be started."""
    sys.stdout.flush()
    try:
        return subprocess.run(list(argv), check=False).returncode
    except OSError:
        return 127


def mend(
    sonames: Sequence[str],
    programs: Sequence[str],
    *,
    say: Callable[[str], None],
    which: Which = shutil.which,
    run: Run = run_visibly,
    is_root: bool | None = None,
) -> bool:
    """Install the packages of these libraries and programs; returns whether there was anything to do.

    Each command is said before it is run; `sudo` stands before it only where one is not root.

    Raises:
        MendingError: there is no known package manager, no way to become root, or the installation failed.
    """
    if not sonames and not programs:
        return False
    manager = find_manager(which)
    if manager is None:
        msg = f"no known package manager was found; install what provides {', '.join((*sonames, *programs))} by hand"
        raise MendingError(msg)
    install = (*manager.install, *manager.packages(sonames, programs))
    root = _is_root() if is_root is None else is_root
    if not root and which("sudo") is None:
        msg = f"installing needs root, and there is no sudo; run this as root: {shlex.join(install)}"
        raise MendingError(msg)
    for command in filter(None, (manager.refresh, install)):
        whole = command if root else ("sudo", *command)
        say(shlex.join(whole))
        status = run(whole)
        if status != 0 and command is install:
            msg = f"the installation failed with status {status}; see above, mend it, and repeat: {shlex.join(whole)}"
            raise MendingError(msg)
    return True


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
