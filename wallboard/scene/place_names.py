"""Other ways to say a place of China: codes before the reforms, Taiwan's cities, traditional characters, pinyin.

Codes: the editions of GB/T 2260 and the yearly changes that the Ministry of Civil Affairs publishes (xzqh.mca.gov.cn).
"""

from __future__ import annotations

import re
from typing import Final

FORMER: Final[dict[str, str]] = {
    "152300": "150500",  # Jirem League, now Tongliao
    "152600": "150900",  # Ulanqab League
    "152700": "150600",  # Ih Ju League, now Ordos
    "152800": "150800",  # Bayannur League
    "341400": "340100",  # Chaohu, dissolved in 2011; its seat is Hefei's
    "341422": "340200",  # Wuwei, Chaohu's until 2011
    "341423": "340500",  # Hanshan, likewise
    "341424": "340500",  # He, likewise
    "362200": "360900",  # Yichun
    "362300": "361100",  # Shangrao
    "362400": "360800",  # Jinggangshan, now Ji'an
    "362500": "361000",  # Fuzhou in Jiangxi
    "371200": "370100",  # Laiwu, a part of Jinan since 2019
    "372300": "371600",  # Huimin, now Binzhou
    "452100": "451400",  # Nanning Prefecture; what was left of it is Chongzuo
    "452200": "451300",  # Liuzhou Prefecture, now Laibin
    "452400": "451100",  # Wuzhou Prefecture, now Hezhou
    "532700": "530800",  # Simao, now Pu'er
    "622600": "621200",  # Wudu, now Longnan
    "642100": "640300",  # Yinnan, now Wuzhong
}
"""Codes that are no more and that were renamed, divided or merged: all others of that kind are in the file of counties,
by their names in the published editions."""

MERGED: Final = frozenset({"341400", "341422", "341423", "341424", "371200"})
"""Those of them that were a place beside the one they are now in; the others were only renamed."""

WHOLE_NAMES: Final = frozenset({"hk", "mo", "tw"})
"""Names in `ELSEWHERE` that mean the whole city."""

WHOLE: Final = {
    "11": "110100",
    "12": "120100",
    "31": "310100",
    "50": "500000",
    "71": "710000",
    "81": "810000",
    "82": "820000",
}
"""Provinces that are one city of the map, by the first two digits: all their districts count there."""

_TAIWAN: Final = (
    "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖"
    " taipei newtaipei taoyuan taichung tainan kaohsiung keelung hsinchu chiayi miaoli changhua nantou yunlin pingtung"
    " yilancounty hualien taitung penghu"
)

ELSEWHERE: Final[dict[str, str]] = {
    **{
        name: "710000"
        for short in _TAIWAN.split()
        for name in ((short, f"{short}city") if short.isascii() else (short, f"{short}市", f"{short}县"))
    },
    "hk": "810000",
    "mo": "820000",
    "tw": "710000",
}
"""Names, as `places.key` compares them, of places that count in one of the map."""

_TRADITIONAL: Final = str.maketrans(
    "萬東臨麗義樂鄉雲亞倫餘來儲寧興蘭關內岡農涼則華單盧廈雙葉號吳員呂嚴國圖圍場塊壩塢壺壽夾婁孫寶實賓爾屬嶗島峽崗嶺嶽嶼帶幹"
    "廣慶廬庫應廳張強彌徑恆惡懷戀揚撫據攀數斷時曉曠書會楊東極榮樹樺橋機歐歸漢溝滄漣濱潛潿濟瀋瀘瀾灣濰瀏灘煙營爐獨獻現瑪環瓊畢盤盡"
    "縣眾碩確祿禮種積穩窩競筆節築簡糧紅純納紹終經綏維綿緬線縉纜羅義聖聯聳肅膠臨臺興舊艷蕪蓮薊薩藍藏蘇蘆蘭處蘊號蠶術衛衝裡補襄豐貢貴"
    "貝資賓賀趙軍輝遼達邁運過還遠連進遷邊鄭鄧鄰鄲釋鋼錦錫鎮鐵鐘銅銀鋒長門開陽陰陝陸隨險隴雞雜離靈靜頂順預領頭願顏飛饒馬駐騰體驚鬆鬱魚"
    "鮮魯鳳鴨鶴鷹鶏鹽麥黃點齊齋龍龐園衡嶧淨濼濮撫區廊蚌邠貴禦僑億們傳傑豬賽贛慄蔥錄歷烏棗莊澤荊晉無溫滿別壯彞島鄲誌許欽",
    "万东临丽义乐乡云亚伦余来储宁兴兰关内冈农凉则华单卢厦双叶号吴员吕严国图围场块坝坞壶寿夹娄孙宝实宾尔属崂岛峡岗岭岳屿带干"
    "广庆庐库应厅张强弥径恒恶怀恋扬抚据攀数断时晓旷书会杨东极荣树桦桥机欧归汉沟沧涟滨潜涠济沈泸澜湾潍浏滩烟营炉独献现玛环琼毕盘尽"
    "县众硕确禄礼种积稳窝竞笔节筑简粮红纯纳绍终经绥维绵缅线缙缆罗义圣联耸肃胶临台兴旧艳芜莲蓟萨蓝藏苏芦兰处蕴号蚕术卫冲里补襄丰贡贵"
    "贝资宾贺赵军辉辽达迈运过还远连进迁边郑邓邻郸释钢锦锡镇铁钟铜银锋长门开阳阴陕陆随险陇鸡杂离灵静顶顺预领头愿颜飞饶马驻腾体惊松郁鱼"
    "鲜鲁凤鸭鹤鹰鸡盐麦黄点齐斋龙庞园衡峄净泺濮抚区廊蚌邠贵御侨亿们传杰猪赛赣栗葱录历乌枣庄泽荆晋无温满别壮彝岛郸志许钦",
)

_PEOPLES: Final = (
    "zang|menggu|hui|yi|bai|dai|jingpo|lisu|hani|zhuang|miao|dong|buyi|tujia|qiang|chaoxian|hasake|keerkezi"
)
_PINYIN: Final = re.compile(rf"([a-z]{{3,}}?)(?:(?:{_PEOPLES})(?:zu)?)*(?:zizhizhou|zizhixian|zhou|diqu|meng|shi)")


def simplified(name: str) -> str:
    """The name in simplified characters, as far as they occur in names of places."""
    return name.translate(_TRADITIONAL)


def in_pinyin(name: str) -> str | None:
    """The bare name of a place in pinyin that ends in its rank and peoples (haibeizangzuzizhizhou: haibei); or None."""
    found = _PINYIN.fullmatch(name)
    return None if found is None else found[1]


def counted_in(code: str) -> tuple[str, ...]:
    """The codes of places in which a code of six digits may count: as it was renamed, or by its prefix."""
    prefecture = code[:4] + "00"
    found = (FORMER.get(code), WHOLE.get(code[:2]), prefecture, FORMER.get(prefecture))
    return tuple(place for place in found if place is not None)
