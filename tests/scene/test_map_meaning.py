"""What a feature of a base map stands for, in the spellings of the field."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from wallboard.scene.map_meaning import COUNTRY, DASHES, meaning, said_of

Shape = np.ndarray[tuple[int, int], np.dtype[np.float64]]

LAND = np.array([[112.0, 22.0], [115.0, 22.0], [115.0, 25.0], [112.0, 25.0]])
SEA = np.array([[118.0, 12.0], [118.3, 12.0], [118.3, 12.3], [118.0, 12.3]])
BY_TAIWAN = np.array([[122.5, 23.3], [122.8, 24.4], [122.9, 24.4], [122.6, 23.3]])


def of(properties: Mapping[str, object], shape: Shape = LAND, **more: object) -> str | None:
    return meaning(said_of({"properties": properties, **more}), [shape], [])


@pytest.mark.parametrize(
    "properties",
    [
        {"adcode": "100000_JD"},
        {"adcode": "100000JD"},
        {"adcode": 100000, "adchar": "JD"},
        {"adcode": "100000", "name": "", "adchar": "JD"},
        {"adcode": 100000.0, "ADCHAR": "jd"},
        {"name": "九段线"},
        {"name": "十段线", "adcode": "460000"},
        {"name": "十段線"},
        {"name": "南海断续线"},
        {"name": "南海諸島"},
        {"name": "南海诸岛", "adcode": 100000},
        {"name": "境界线", "gb": ""},
        {"name": "Ten-Dash Line"},
        {"NAME": "nine dashed line"},
        {"name": "South China Sea"},
        {"gb": "156000000", "name": "南海诸岛"},
    ],
)
def test_the_dash_line_is_known_by_code_mark_or_name(properties: Mapping[str, object]) -> None:
    assert of(properties, SEA) == DASHES


@pytest.mark.parametrize("shape", [SEA, BY_TAIWAN], ids=["south", "Taiwan"])
@pytest.mark.parametrize(
    "properties", [{}, {"name": ""}, {"id": 35}, {"adcode": 100000}, {"adcode": "100000", "name": "中国"}]
)
def test_what_says_nothing_and_lies_by_the_dash_line_belongs_to_it(
    properties: Mapping[str, object], shape: Shape
) -> None:
    assert of(properties, shape) == DASHES
    assert of(properties, LAND) in {None, COUNTRY}


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"adcode": 440106, "name": "天河区"}, "440000"),
        ({"adcode": 442100, "name": "东沙群岛"}, "440000"),
        ({"adcode": "440106001000"}, "440000"),
        ({"gb": "156440000"}, "440000"),
        ({"adcode": 440000.0}, "440000"),
        ({"adcode": "710101"}, "710000"),
        ({"adcode": 810005, "name": "元朗區"}, "810000"),
        ({"name": "廣東省"}, "440000"),
        ({"name": "臺灣"}, "710000"),
        ({"name": "內蒙古自治區"}, "150000"),
        ({"name": "新疆維吾爾自治區"}, "650000"),
        ({"name": "宁夏回族自治区"}, "640000"),
        ({"name": "廣西壯族自治區"}, "450000"),
        ({"name": "香港特別行政區"}, "810000"),
        ({"name": "澳門"}, "820000"),
        ({"name": "重庆"}, "500000"),
        ({"name": "Shaanxi Sheng"}, "610000"),
        ({"name": "Shanxi"}, "140000"),
        ({"name": "Nei Mongol"}, "150000"),
        ({"name": "Nèi Měnggǔ"}, "150000"),
        ({"NAME_1": "Xinjiang Uygur", "GID_1": "CHN.28_1"}, "650000"),
        ({"NL_NAME_1": "廣東|广东"}, "440000"),
        ({"name": "天河区", "province": "广东省"}, "440000"),
        ({"name": "广东省广州市天河区"}, "440000"),
        ({"name": "Guangzhou"}, "440000"),
        ({"iso_3166_2": "CN-GD"}, "440000"),
        ({"iso_3166_2": "CN-44"}, "440000"),
        ({"hasc": "CN.NM"}, "150000"),
        ({"name": "广东", "id": 7}, "440000"),
        ({"name": "三沙市"}, "460000"),
        ({"name": "海南藏族自治州"}, "630000"),
    ],
)
def test_a_province_is_known_by_any_code_or_name(properties: Mapping[str, object], code: str) -> None:
    assert of(properties) == code
    assert of(properties, SEA) == code


def test_the_id_of_a_feature_tells_its_province() -> None:
    assert of({"name": "?"}, id="440000") == "440000"
    assert of({}, id="44") == "440000"
    assert of({"name": "浙江"}, id="44") == "330000"


def test_a_district_whose_name_no_other_has_tells_its_province() -> None:
    assert of({"name": "天河区"}) == "440000"
    assert of({"name": "鼓楼区"}) is None


@pytest.mark.parametrize("properties", [{"adcode": 100000, "name": "中国"}, {"name": "China"}, {"name": "中國"}])
def test_the_whole_country_is_no_province(properties: Mapping[str, object]) -> None:
    assert of(properties) == COUNTRY


@pytest.mark.parametrize(
    "properties", [{}, {"name": "无名区"}, {"adcode": 990000}, {"adcode": True}, {"name": ["x"]}, {"id": 3}]
)
def test_what_tells_no_province_is_unknown(properties: Mapping[str, object]) -> None:
    assert of(properties) is None
