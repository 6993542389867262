"""What a feature of a base map stands for, by what it says of itself: a province, the dash line, the whole country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from wallboard.core.contract.readers import clean_text
from wallboard.core.wording import shipped_languages
from wallboard.scene.geography import Points, china, extent_of
from wallboard.scene.place_key import key
from wallboard.scene.places import GB_CODE, places
from wallboard.scene.projection import Albers, Mercator

COUNTRY: Final = ""
"""What stands for the whole country has this code of a province."""
DASHES: Final = "dashes"
"""What belongs to the dash line of the South China Sea has this one."""

_CODE_KEYS = frozenset({
    "adcode", "ad_code", "adcode99", "adcode93", "adchar", "code", "gb", "id", "pac", "dcode", "iso_3166_2",
    "iso3166-2", "hasc", "hasc_1", "code_hasc", "hc-key", "province_code", "provincecode", "pro_code", "省代码", "代码",
    "行政区划代码", "区划代码",
})  # fmt: skip
_PROVINCE_KEYS = (
    "province", "prov", "pname", "pr_name", "province_name", "省", "省份", "省名", "name_1", "nl_name_1",
)  # fmt: skip
_NAME_KEYS = (
    "name", "fullname", "full_name", "name_zh", "name:zh", "name_cn", "zh", "name99", "name_en", "name:en", "en",
    "pinyin", "varname_1", "label", "title", "名称", "name_2", "nl_name_2", "name_3", "nl_name_3",
)  # fmt: skip
_OWN_NAME_KEYS = (
    "name", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi", "nazwa", "naziv", "gen", "libelle", "name_1",
    "adm1_name", "adm1_en", "shapename", "st_nm", "name_en", "name:en", "full_name", "fullname", "label", "title",
    "名称",
)  # fmt: skip
"""Keys under which maps of other countries name their parts, the first that is there."""
_MOST_SAID, _LONGEST = 12, 60
"""Of texts about one feature, and of the characters of one."""

_COUNTRY_CODES = frozenset({"100000", "000000", "156", "156000000", "cn", "chn", "86"})
_COUNTRY_NAMES = frozenset({"中国", "中华人民共和国", "全国", "china", "peoplesrepublicofchina", "prchina", "zhongguo"})
_DASH_MARK = re.compile(r"(?:^|[\d_\-\s])jd$", re.IGNORECASE)
_DASH_NAMES = ("段线", "断续线", "境界线", "虚线", "dash", "dotted", "duanxian", "ushaped", "jiuduan", "shiduan")
_SEA_NAME = re.compile(r"南海(?:诸岛)?(?:附图)?|.*线|(?:the)?southchinasea(?:islands)?|southsea|nanhai(?:zhudao)?")
"""Names of the dash line; those of the expression may be those of land as well, so codes and provinces come first."""

_TRADITIONAL = str.maketrans(
    "內遼寧龍蘇東廣慶貴雲陝肅臺灣門區別壯維爾國華島諸線斷續虛縣濟陽爺鄉長鎮揚漢滬",
    "内辽宁龙苏东广庆贵云陕肃台湾门区别壮维尔国华岛诸线断续虚县济阳爷乡长镇扬汉沪",
)
_ENDINGS = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市", "specialadministrativeregion",
    "autonomousregion", "zizhiqu", "tebiexingzhengqu", "municipality", "province", "sheng", "shi", "sar", "city",
    "china",
)  # fmt: skip
_ALSO = {
    "neimenggu": "150000", "innermongol": "150000", "neimonggol": "150000", "xianggang": "810000", "aomen": "820000",
    "xinjianguygur": "650000", "xinjianguyghur": "650000", "xinjiangweiwuer": "650000", "ningxiahui": "640000",
    "ningxiahuizu": "640000", "guangxizhuang": "450000", "guangxizhuangzu": "450000", "taiwanprovinceof": "710000",
    "hongkongspecialadministrativeregionof": "810000", "东沙群岛": "440000", "西沙群岛": "460000", "中沙群岛": "460000",
    "南沙群岛": "460000", "三沙": "460000", "钓鱼岛": "710000", "钓鱼岛及其附属岛屿": "710000", "澎湖": "710000",
}  # fmt: skip
"""Spellings of provinces beside those of the shipped map; groups of islands by the province that they belong to."""
_ISO: Final[Mapping[str, str]] = {
    "BJ": "11", "TJ": "12", "HE": "13", "SX": "14", "NM": "15", "LN": "21", "JL": "22", "HL": "23", "SH": "31",
    "JS": "32", "ZJ": "33", "AH": "34", "FJ": "35", "JX": "36", "SD": "37", "HA": "41", "HB": "42", "HN": "43",
    "GD": "44", "GX": "45", "HI": "46", "CQ": "50", "SC": "51", "GZ": "52", "YN": "53", "XZ": "54", "SN": "61",
    "GS": "62", "QH": "63", "NX": "64", "XJ": "65", "TW": "71", "HK": "81", "MO": "82", "MC": "82",
}  # fmt: skip
"""ISO 3166-2:CN by letters."""
_LETTERS = re.compile(r"cn[.\-_]([a-z]{2})(?:[.\-_].*)?", re.IGNORECASE)

_SEA = (105.0, 0.0, 126.0, 26.0)
_FAR_SOUTH = 18.0
"""Degrees: the dash line lies within the first; land of a province reaches farther north than the second."""
_NEAR_M = 170_000.0


def said_of(feature: Mapping[str, Any]) -> tuple[str, ...]:
    """What a feature says of itself, codes first, then its province's name, then its own."""
    properties = feature.get("properties")
    table = {str(k)[:_LONGEST].casefold(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    codes = [value for name, value in table.items() if name in _CODE_KEYS]
    values = [*codes, feature.get("id"), *(table.get(name) for name in (*_PROVINCE_KEYS, *_NAME_KEYS))]
    texts = (clean_text(_text(value)[:_LONGEST]) for value in values)
    return tuple(dict.fromkeys(text for text in texts if text))[:_MOST_SAID]


def name_of(feature: Mapping[str, Any]) -> str:
    """What a feature is called, on a map of any country; its longest text where no key tells, else nothing."""
    properties = feature.get("properties")
    table = {str(k)[:_LONGEST].casefold(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    named = next((table[key] for key in _OWN_NAME_KEYS if isinstance(table.get(key), str)), None)
    if named is None:
        texts = [text for text in table.values() if isinstance(text, str) and not text.isdigit()]
        named = max(texts, key=len, default="")
    return clean_text(named[:_LONGEST])


def names_of(feature: Mapping[str, Any]) -> dict[str, str]:
    """What a feature is called by language, as it says under `name_de`, `name:de` and the like."""
    properties = feature.get("properties")
    table = {str(k)[:_LONGEST].casefold(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    found = {tag: table.get(f"name_{tag}") or table.get(f"name:{tag}") for tag in shipped_languages()}
    texts = {tag: clean_text(value[:_LONGEST]) for tag, value in found.items() if isinstance(value, str)}
    return {tag: text for tag, text in texts.items() if text}


def meaning(said: Sequence[str], rings: Sequence[Points], lines: Sequence[Points]) -> str | None:
    """The code of a feature's province, DASHES, COUNTRY, or None if nobody knows it; rings and lines in degrees."""
    names = [_folded(text) for text in said]
    if any(_DASH_MARK.search(text) for text in said) or any(word in name for name in names for word in _DASH_NAMES):
        return DASHES
    for read in (_coded, _named):
        for text in said:
            if (code := read(text)) is not None:
                return code
    if any(_SEA_NAME.fullmatch(name) for name in names):
        return DASHES
    country = [name for name in names if name in _COUNTRY_CODES or name in _COUNTRY_NAMES]
    if len(country) == len(names) - sum(map(_is_counter, names)) and _in_the_south([*rings, *lines]):
        return DASHES
    if country:
        return COUNTRY
    return next((code for code in filter(None, map(_short_code, said)) if _lies_in(code, rings)), None)


def _is_counter(name: str) -> bool:
    return name.isdigit() and len(name) < GB_CODE and name not in _COUNTRY_CODES


def _text(value: object) -> str:
    """A text or a whole number as text; of anything else nothing."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and abs(value) < 10**18 else ""


def simplified(text: str) -> str:
    """A text with the traditional characters of the names of provinces in their simplified form."""
    return text.translate(_TRADITIONAL)


def _folded(text: str) -> str:
    """A name as it is compared: in simplified characters, without accents, spaces and case."""
    return key(simplified(text))


def _coded(text: str) -> str | None:
    """The province of a code of GB/T 2260 (by its first two digits) or of ISO 3166-2; None for any other text."""
    letters = _LETTERS.fullmatch(text)
    if letters is not None:
        return _by_digits(_ISO.get(letters[1].upper(), ""))
    digits = text[3:] if text[:3].casefold() in {"156", "cn-"} and len(text) in {5, 9} else text
    return _by_digits(digits) if len(digits) >= GB_CODE or digits != text else None


def _short_code(text: str) -> str | None:
    """The province of two or four digits; they may as well number the features."""
    return _by_digits(text) if len(text) in {2, 4} else None


def _by_digits(digits: str) -> str | None:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
        return None
    code = f"{digits[:2]}0000"
    return code if code in places().provinces else None


def _named(text: str) -> str | None:
    """The province of a name; of a name such as 广东省广州市 too, and of one spelling among several (廣東|广东)."""
    return next(filter(None, map(_province, re.split(r"[|/;,()（）、]", text))), None)


@lru_cache(maxsize=4096)
def _province(text: str) -> str | None:
    if text.isdigit():
        return None
    known = places()
    plain = simplified(text)
    for name in _shorter(key(plain)):
        found = known.province(name)
        if found is not None or name in _ALSO:
            return _ALSO[name] if found is None else found.code
    city = known.province_of(plain) or known.province_of(text)
    if city is not None:
        return city.code
    return next((p.code for p in known.provinces.values() for a in p.aliases if _begins(key(plain), a)), None)


def _begins(name: str, province: str) -> bool:
    return not province.isascii() and province[-1] in "省市区" and name.startswith(province)


def _shorter(name: str) -> Iterator[str]:
    """A name, and what is left of it without the words for a province at its end."""
    yield name
    ending = next((e for e in _ENDINGS if name.endswith(e) and len(name) > len(e) + 1), None)
    if ending is not None:
        yield from _shorter(name.removesuffix(ending))


def _lies_in(code: str, rings: Sequence[Points]) -> bool:
    """Whether the middle of rings lies within the bounds of a province of the shipped map."""
    area = china().province(code)
    if area is None or not rings or not all(map(len, rings)):
        return False
    west, south, east, north = extent_of(rings)
    x, y = Albers().forward((west + east) / 2, (south + north) / 2)
    least_x, least_y, most_x, most_y = area.extent
    return bool(least_x < x < most_x and least_y < y < most_y)


def _in_the_south(parts: Sequence[Points]) -> bool:
    """Whether all parts lie where the dash line does, and no land of a province that has no name."""
    return bool(parts) and all(len(part) and _is_dash(part) for part in parts)


def _is_dash(part: Points) -> bool:
    (west, south), (east, north) = part.min(axis=0), part.max(axis=0)
    if not (west >= _SEA[0] and south >= _SEA[1] and east <= _SEA[2] and north <= _SEA[3]):
        return False
    if north < _FAR_SOUTH:
        return True
    inset = china().inset
    if inset is None or east - west > 3 or north - south > 3:
        return False
    x, y = Mercator().forward([west, east], [south, north])
    known = np.concatenate(inset.dashes)
    gap_x = np.maximum(0.0, np.maximum(x[0] - known[:, 0], known[:, 0] - x[1]))
    gap_y = np.maximum(0.0, np.maximum(y[0] - known[:, 1], known[:, 1] - y[1]))
    return bool(np.hypot(gap_x, gap_y).min() < _NEAR_M)
