"""Every county and district of China, by code and by name; and what became of the codes of former ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from wallboard.scene.place_key import key
from wallboard.scene.place_names import WHOLE

RANKS = ("区", "县", "市", "旗")
"""How names of counties and districts end."""
NOW_DISTRICTS = ("莱芜市", "偃师市")
"""Cities of counties, known by that name for long, that have become districts."""


class _CountyFile(msgspec.Struct):
    counties: dict[str, str]
    former: dict[str, str]


class Counties:
    """The counties, and whose part each is: `alone` are names that only one of them bears, with its code."""

    def __init__(self, counties: Mapping[str, str], former: Mapping[str, str]) -> None:
        self.former = former
        names = {code: key(name) for code, name in counties.items()}
        stems = Counter(map(without_rank, names.values()))
        times = Counter(names.values())
        self._within = {(_city(code), without_rank(name)): code for code, name in names.items()}
        self.alone = {name: code for code, name in names.items() if times[name] == 1 and not _says_nothing(name)}
        for code, name in names.items():
            stem = without_rank(name)
            if stems[stem] == 1 and (name.endswith("市") or f"{stem}市" in NOW_DISTRICTS):
                self.alone |= {stem: code, f"{stem}市": code}

    def part(self, city: str, said: str) -> str:
        """A county of a city, said by code or name, as its present code; as it was said where it is not known."""
        if said.isdigit():
            return self.former.get(said, said)
        stem = without_rank(said)
        return self._within.get((_city(city), stem), stem)


def without_rank(name: str) -> str:
    """A district's or county's name without its rank: 义乌 and 义乌市 are one."""
    return name[:-1] if len(name) > 2 and name.endswith(RANKS) else name


def _says_nothing(name: str) -> bool:
    """Whether a name is a word for a kind of district, such as 矿区, which any city may have."""
    return len(name) < 3 and name.endswith("区")


def _city(code: str) -> str:
    """What the codes of a city's counties begin with."""
    return code[:2] if code[:2] in WHOLE else code[:4]


def load_counties(path: Path) -> Counties:
    """Read the counties; about 5 ms.

    Raises:
        OSError: the file is missing.
        msgspec.MsgspecError: it is not of the format that `assets/README.md` describes.
    """
    found = msgspec.json.decode(path.read_bytes(), type=_CountyFile)
    return Counties(found.counties, found.former)
