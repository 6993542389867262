"""Places are found by every name a feed may use, and by no name that could mean two."""

from __future__ import annotations

import pytest

from wallboard.core.contract.snapshot import City
from wallboard.scene.place_names import ELSEWHERE, FORMER, WHOLE
from wallboard.scene.places import Place, places


@pytest.mark.parametrize(
    "said", ["330100", "3301", "330100000000", "杭州", "杭州市", "Hangzhou", "hangzhou city", " HANGZHOU "]
)
def test_a_city_is_found_by_code_and_by_name(said: str) -> None:
    found = places().city(said)
    assert found is not None
    assert (found.code, found.zh, found.en, found.province) == ("330100", "杭州", "Hangzhou", "330000")


@pytest.mark.parametrize("said", ["北京", "北京市", "Beijing", "110000", "110100"])
def test_every_alias_of_beijing_is_one_city(said: str) -> None:
    found = places().city(said)
    assert found is not None
    assert found.code == "110100"


@pytest.mark.parametrize("said", ["Suzhou", "Taizhou", "Fuzhou", "Yichun", "Tongren", "海南", "Atlantis", "", "999999"])
def test_a_name_that_is_nobodys_or_twos_is_unknown(said: str) -> None:
    assert places().city(said) is None


def test_a_county_under_its_province_counts_there_without_a_dot() -> None:
    county = places().city("429004")
    assert county is not None
    assert not county.dot
    assert places().tally([City("429004", 7)]).provinces == {"420000": 7}


def test_a_province_is_found_by_full_and_short_name() -> None:
    found = [places().province(said) for said in ("广东", "广东省", "Guangdong", "440000", "44")]
    assert {p.code for p in found if p is not None} == {"440000"}
    assert all(found)


def test_sums_keep_the_unknown_apart_and_complete() -> None:
    tally = places().tally([City("330100", 5), City("宁波", 3), City("Gotham", 11), City("Suzhou", 2)])
    assert tally.provinces == {"330000": 8}
    assert (tally.other_fen, tally.unknown) == (13, ("Gotham", "Suzhou"))


def test_a_city_under_two_names_counts_once() -> None:
    assert places().tally([City("北京", 5), City("北京市", 6)]).cities == {"110100": 6}


def test_a_negative_amount_is_left_out() -> None:
    assert places().tally([City("330100", -5), City("330200", 6)]).provinces == {"330000": 6}


TOLD = ("zh", "en", "de", "ja", "pt")


def named(code: str, *languages: str) -> list[str]:
    """What a country is called in some languages."""
    found = places().country(code)
    assert found is not None
    return [found.exact(language) for language in languages]


def test_countries_have_short_names_in_every_language_of_the_wall() -> None:
    assert named("us", "zh", "en", "de", "ja", "pt") == ["美国", "United States", "USA", "米国", "EUA"]
    assert named("KR", "zh", "en", "de", "ja", "pt") == ["韩国", "South Korea", "Südkorea", "韓国", "Coreia do Sul"]
    assert all("China" in told or "中国" in told for code in ("HK", "MO", "TW") for told in named(code, *TOLD))


def test_a_country_that_is_on_no_map_is_named_by_cldr() -> None:
    assert named("AQ", "zh", "en", "pt") == ["南极洲", "Antarctica", "Antártida"]
    assert places().country("QX") is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("371200", "370100"), ("371202", "370100"), ("3712", "370100"), ("371200000000", "370100")),
        *(("542400", "540600"), ("542421", "540600"), ("652200", "650500"), ("652101", "650400")),
        *(("341400", "340100"), ("341422", "340200"), ("632100", "630200"), ("522200", "520600"), ("469003", "460400")),
        *(("440106", "440100"), ("110105", "110100"), ("310115", "310100"), ("500112", "500000"), ("710100", "710000")),
        *(("810001", "810000"), ("330782", "330700"), ("533500", "530900"), ("152800", "150800")),
    ],
)
def test_codes_of_before_the_reforms_and_of_districts_count_in_the_city_of_today(said: str, code: str) -> None:
    found = places().city(said)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(
            ("广东省广州市", "440100"),
            ("广东广州", "440100"),
            ("廣東省廣州市", "440100"),
            ("中国广东省广州市", "440100"),
        ),
        *(("浙江省杭州市西湖区", "330100"), ("浙江省-杭州市", "330100"), ("浙江省金华市义乌市", "330700")),
        *(("杭州市西湖区", "330100"), ("北京市朝阳区", "110100"), ("北京北京市", "110100"), ("重慶市渝北區", "500000")),
        *(("吉林省吉林市", "220200"), ("新疆维吾尔自治区乌鲁木齐市", "650100"), ("青海省海南藏族自治州", "632500")),
        *(("江苏省苏州市", "320500"), ("江苏省泰州市", "321200"), ("浙江省台州市", "331000")),
        *(("廣州市", "440100"), ("濟南", "370100"), ("瀋陽市", "210100"), ("烏鲁木齐", "650100")),
        *(("义乌市", "330700"), ("義烏市", "330700"), ("昆山市", "320500"), ("晋江", "350500"), ("芒市", "533100")),
        *(("台北市", "710000"), ("臺北市", "710000"), ("高雄", "710000"), ("Kaohsiung City", "710000")),
        *(("台湾省台中市", "710000"), ("HK", "810000"), ("香港", "810000"), ("澳門", "820000")),
        *(("HAIBEIZANGZUZIZHIZHOU", "632200"), ("Haibei Zangzu Zizhizhou", "632200"), ("Hangzhou Shi", "330100")),
        *(("Enshi Tujiazu Miaozu Zizhizhou", "422800"), ("Honghe Hanizu Yizu Zizhizhou", "532500")),
    ],
)
def test_a_name_is_understood_as_people_write_it(said: str, code: str) -> None:
    found = places().city(said)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "said",
    [
        *(
            "999900",
            "371300000001",
            "广东省",
            "广东省杭州市",
            "浙江省Gotham",
            "朝阳区",
            "suzhoushi",
            "hainan",
            "fuzhou shi",
        ),
        *("某某市", "江苏省杭州市西湖区", "34140", "990106", "zizhizhou", "海南"),
    ],
)
def test_what_is_not_certain_stays_unknown(said: str) -> None:
    assert places().city(said) is None


TRADITIONAL = (
    "棗莊 菏澤 荊州 荊門 晉城 無錫 溫州 連雲港 鹽城 揚州 鎮江 宿遷 蘇州 蘭州"
    " 隴南 張掖 慶陽 銀川 吳忠 烏海 呼倫貝爾 遼陽 撫順 葫蘆島 鐵嶺 盤錦 齊齊哈爾 雙鴨山"
    " 綏化 鷹潭 贛州 萍鄉 濰坊 東營 駐馬店 鄭州 許昌 濮陽 黃岡 咸寧 襄陽 婁底"
    " 懷化 岳陽 揭陽 雲浮 貴港 欽州 來賓 賀州 瀘州 綿陽 內江 樂山 資陽 達州"
    " 遵義 畢節 銅仁 麗江 臨滄 紅河 迪慶 寶雞 漢中 玉樹 黃南 邯鄲 廈門 寧德"
    " 龍岩 蕪湖 銅陵 馬鞍山 滄州 呂梁 運城"
)
SIMPLIFIED = (
    "枣庄 菏泽 荆州 荆门 晋城 无锡 温州 连云港 盐城 扬州 镇江 宿迁 苏州 兰州"
    " 陇南 张掖 庆阳 银川 吴忠 乌海 呼伦贝尔 辽阳 抚顺 葫芦岛 铁岭 盘锦 齐齐哈尔 双鸭山"
    " 绥化 鹰潭 赣州 萍乡 潍坊 东营 驻马店 郑州 许昌 濮阳 黄冈 咸宁 襄阳 娄底"
    " 怀化 岳阳 揭阳 云浮 贵港 钦州 来宾 贺州 泸州 绵阳 内江 乐山 资阳 达州"
    " 遵义 毕节 铜仁 丽江 临沧 红河 迪庆 宝鸡 汉中 玉树 黄南 邯郸 厦门 宁德"
    " 龙岩 芜湖 铜陵 马鞍山 沧州 吕梁 运城"
)


@pytest.mark.parametrize(("traditional", "name"), [*zip(TRADITIONAL.split(), SIMPLIFIED.split(), strict=True)])
def test_a_name_in_traditional_characters_is_the_same_city(traditional: str, name: str) -> None:
    found = places().city(traditional)
    assert found is not None
    assert found == places().city(name)


@pytest.mark.parametrize("code", sorted({*FORMER.values(), *WHOLE.values(), *ELSEWHERE.values()}))
def test_every_place_that_others_count_in_is_on_the_map(code: str) -> None:
    assert code in places().cities


def test_no_code_or_name_of_today_is_called_a_former_one() -> None:
    assert not FORMER.keys() & places().cities.keys()
    names = {alias for city in places().cities.values() for alias in (*city.aliases, city.zh)}
    assert not ELSEWHERE.keys() & names


@pytest.mark.parametrize("city", places().cities.values(), ids=lambda city: city.zh)
def test_every_city_is_found_behind_its_province(city: Place) -> None:
    province = places().provinces[city.province]
    found = places().city(f"{province.aliases[-1]}{city.aliases[-1]}")
    assert found == city


@pytest.mark.parametrize(
    ("rows", "fen"),
    [
        ({"440106": 5, "440103": 7}, 12),
        ({"440106": 5, "440103": 7, "440100": 9}, 12),
        ({"440106": 5, "440103": 7, "广州": 20}, 20),
        ({"440106": 5, "440106000000": 7}, 7),
        ({"广州市天河区": 5, "广东省广州市天河区": 6, "广州市越秀区": 7}, 13),
        ({"广州": 5, "廣州市": 6, "广东省广州市": 7}, 7),
    ],
)
def test_districts_make_their_city_together_and_never_more_than_was_said(rows: dict[str, int], fen: int) -> None:
    tally = places().tally([City(said, amount) for said, amount in rows.items()])
    assert tally.cities == {"440100": fen}
    assert tally.provinces == {"440000": fen}
    assert tally.unknown == ()


def test_what_was_merged_adds_and_what_was_renamed_does_not() -> None:
    tally = places().tally([City("370100", 5), City("371200", 3), City("542400", 4), City("540600", 6)])
    assert tally.cities == {"370100": 8, "540600": 6}


def test_cities_of_counties_and_of_taiwan_add_up() -> None:
    tally = places().tally([City("义乌市", 5), City("义乌", 4), City("东阳市", 3), City("台北市", 2), City("高雄", 1)])
    assert tally.cities == {"330700": 8, "710000": 3}
