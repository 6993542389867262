"""Other ways to say a place of China: codes before the reforms, counties, traditional characters, pinyin.

Codes: the editions of GB/T 2260 and the yearly changes that the Ministry of Civil Affairs publishes (xzqh.mca.gov.cn).
"""

from __future__ import annotations

import re
from typing import Final

FORMER: Final[dict[str, str]] = {
    former: now
    for now, formers in {
        "340100": "341400",  # Chaohu, dissolved in 2011; its seat is Hefei's
        "340200": "341422",
        "340500": "341423 341424",
        "341500": "342400",
        "341700": "342900",
        "341800": "342500",
        "370100": "371200",  # Laiwu, 2019
        "371600": "372300",
        "371700": "372900",
        "360800": "362400",
        "360900": "362200",
        "361000": "362500",
        "361100": "362300",
        "411600": "412700",
        "411700": "412800",
        "419001": "410881",
        "421300": "429001",
        "150500": "152300",
        "150600": "152700",
        "150700": "152100",
        "150800": "152800",
        "150900": "152600",
        "451000": "452600",
        "451100": "452400",
        "451200": "452700",
        "451300": "452200",
        "451400": "452100",
        "460300": "469031 469032 469033",
        "460400": "469003",
        "520500": "522400",
        "520600": "522200",
        "530500": "533000",
        "530600": "532100",
        "530700": "533200",
        "530800": "532700",
        "530900": "533500",
        "540200": "542300",
        "540300": "542100",
        "540400": "542600",
        "540500": "542200",
        "540600": "542400",
        "610900": "612400",
        "611000": "612500",
        "620600": "622300",
        "620700": "622200",
        "620800": "622700",
        "620900": "622100",
        "621000": "622800",
        "621100": "622400",
        "621200": "622600",
        "630200": "632100",
        "640300": "642100",
        "640400": "642200",
        "650400": "652100",
        "650500": "652200",
    }.items()
    for former in formers.split()
}
"""Codes that are no more, and the place that came after each (of a place that was divided: where its seat is now)."""

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

_COUNTIES: Final = {
    "130100": "辛集 晋州 新乐",
    "130200": "迁安 遵化",
    "130400": "武安",
    "130500": "沙河 南宫",
    "130600": "定州 涿州 高碑店 安国",
    "130900": "任丘 泊头 黄骅 河间",
    "131000": "三河 霸州",
    "140700": "介休",
    "140800": "永济 河津",
    "141000": "侯马 霍州",
    "141100": "孝义 汾阳",
    "150700": "满洲里",
    "152200": "乌兰浩特",
    "152500": "锡林浩特 二连浩特",
    "210200": "瓦房店 庄河",
    "210300": "海城",
    "210600": "凤城 东港",
    "210800": "大石桥 盖州",
    "220100": "公主岭 榆树 德惠",
    "220500": "梅河口",
    "222400": "延吉 珲春 敦化 图们",
    "230100": "五常 尚志",
    "231000": "绥芬河",
    "320200": "江阴 宜兴",
    "320300": "邳州 新沂",
    "320400": "溧阳",
    "320500": "昆山 常熟 张家港 太仓",
    "320600": "如皋 启东 海安",
    "320900": "东台",
    "321000": "仪征 高邮",
    "321100": "丹阳 扬中 句容",
    "321200": "靖江 泰兴 兴化",
    "330100": "建德",
    "330200": "慈溪 余姚",
    "330300": "瑞安 乐清 龙港",
    "330400": "海宁 桐乡 平湖",
    "330600": "诸暨 嵊州",
    "330700": "义乌 东阳 永康 兰溪",
    "330800": "江山",
    "331000": "温岭 临海 玉环",
    "331100": "龙泉",
    "340100": "巢湖",
    "340200": "无为",
    "340800": "桐城 潜山",
    "341100": "天长 明光",
    "341800": "宁国 广德",
    "350100": "福清",
    "350400": "永安",
    "350500": "晋江 石狮 南安",
    "350700": "邵武 武夷山 建瓯",
    "350900": "福安 福鼎",
    "360400": "瑞昌 庐山 共青城",
    "360700": "瑞金",
    "360800": "井冈山",
    "360900": "丰城 樟树 高安",
    "370100": "莱芜",
    "370200": "胶州 平度 莱西",
    "370400": "滕州",
    "370600": "龙口 招远 莱州 莱阳 海阳 栖霞",
    "370700": "诸城 寿光 青州 高密 安丘 昌邑",
    "370800": "邹城 曲阜",
    "370900": "新泰 肥城",
    "371000": "荣成 乳山",
    "371600": "邹平",
    "410100": "巩义 荥阳 新密 新郑 登封",
    "410300": "偃师",
    "410400": "汝州 舞钢",
    "410500": "林州",
    "410700": "卫辉 辉县 长垣",
    "411000": "禹州 长葛",
    "411300": "邓州",
    "411400": "永城",
    "411600": "项城",
    "420200": "大冶",
    "420300": "丹江口",
    "420500": "宜都 当阳 枝江",
    "420600": "老河口 枣阳 宜城",
    "420800": "钟祥 京山",
    "421000": "石首 洪湖 松滋",
    "421100": "麻城 武穴",
    "421200": "赤壁",
    "430100": "浏阳 宁乡",
    "430200": "醴陵",
    "430300": "湘乡 韶山",
    "430400": "耒阳 常宁",
    "433100": "吉首",
    "440700": "开平 台山 恩平 鹤山",
    "440800": "廉江 雷州 吴川",
    "440900": "高州 化州 信宜",
    "441200": "四会",
    "441800": "英德 连州",
    "445200": "普宁",
    "450600": "东兴",
    "450800": "桂平",
    "450900": "北流",
    "510100": "都江堰 彭州 邛崃 崇州 简阳",
    "510600": "绵竹 广汉 什邡",
    "510700": "江油",
    "511100": "峨眉山",
    "511300": "阆中",
    "513400": "西昌",
    "520300": "仁怀 赤水",
    "522300": "兴义",
    "522600": "凯里",
    "522700": "都匀",
    "530100": "安宁",
    "530500": "腾冲",
    "532500": "蒙自 个旧 开远 弥勒",
    "532800": "景洪",
    "533100": "瑞丽",
    "533400": "香格里拉",
    "610500": "韩城 华阴",
    "610800": "神木",
    "620900": "敦煌 玉门",
    "632800": "格尔木 德令哈",
    "652800": "库尔勒",
    "654000": "伊宁 奎屯",
}
"""Cities of counties, which a feed is likely to name alone, by the code of their prefecture."""

_TAIWAN: Final = (
    "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖"
    " taipei newtaipei taoyuan taichung tainan kaohsiung keelung hsinchu chiayi miaoli changhua nantou yunlin pingtung"
    " yilancounty hualien taitung penghu"
)

ELSEWHERE: Final[dict[str, str]] = {
    **{name: code for code, names in _COUNTIES.items() for short in names.split() for name in (short, f"{short}市")},
    **{
        name: "710000"
        for short in _TAIWAN.split()
        for name in ((short, f"{short}city") if short.isascii() else (short, f"{short}市", f"{short}县"))
    },
    "芒市": "533100",
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


def without_rank(name: str) -> str | None:
    """The bare name of a place in pinyin that ends in its rank and peoples (haibeizangzuzizhizhou: haibei); or None."""
    found = _PINYIN.fullmatch(name)
    return None if found is None else found[1]


def counted_in(code: str) -> tuple[str, ...]:
    """The codes of places in which a code of six digits may count: as it was renamed, or by its prefix."""
    prefecture = code[:4] + "00"
    found = (FORMER.get(code), WHOLE.get(code[:2]), prefecture, FORMER.get(prefecture))
    return tuple(place for place in found if place is not None)
