"""What people call the figures of an event: how well a key of foreign JSON fits a field of the contract."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")

Weights = dict[str, int]


def _plain(text: str) -> str:
    """The text with Latin letters as they are without their accents: münchen as munchen; other scripts stay."""
    found = ""
    for character in unicodedata.normalize("NFKC", text):
        base = unicodedata.normalize("NFKD", character)[:1]
        found += base if base.isascii() and base.isalpha() else character
    return found


def _weighed(*lines: tuple[int, str]) -> Weights:
    """Weights by word: (weight, the words)."""
    return {word: weight for weight, words in lines for word in _plain(words).split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(text).split())


_GMV: Final = _weighed(
    (90, "gmv 成交总额 成交额 成交金额 总成交额 交易额 销售额 销售总额"),
    (80, "turnover revenue raised donated umsatz spendensumme erlös ventas faturamento receita arrecadado vendas"),
    (80, "facturación ingresos recaudado fatturato incasso ventes recettes 売上 売上高 売上金額"),
    (45, "total totals gross amount sum sales donations 总额 金额 summe 总计 valor importe montant betrag 合計 金額"),
    (25, "value money cents fen amt"),
)
_NOT_GMV: Final = _words(
    "count orders order num number qty quantity id ids rate per avg average target goal yesterday last prev previous"
    " year tax refund refunds discount users user page pages size limit offset code status version ms time duration"
    " percent share ratio max min buyers customers items rows results elapsed shards hits took"
    " 订单 订单数 人数 昨日 去年 目标 同比 环比 退款 客单价 平均"
    " meta ontem ano anterior ticket médio ayer año hier vorjahr gestern ziel 昨年 目標"
)
_COUNTS: Final = {
    "orders": _weighed(
        (90, "orders 订单 订单数 订单量 订单总数 bestellungen pedidos encomendas commandes ordini 注文数 注文件数"),
        (60, "order transactions purchases"),
        (20, "donations sales count num total"),
    ),
    "buyers": _weighed(
        (
            90,
            "buyers customers payers donors 买家 买家数 支付人数 购买人数 clientes compradores clients acheteurs"
            " clienti kunden käufer spender 購入者数",
        ),
        (60, "buyer customer donor users spender käufer"),
        (20, "count num unique total"),
    ),
    "countries_and_regions": _weighed((90, "国家数"), (70, "countries"), (40, "regions")),
    "brands": _weighed((90, "品牌数"), (70, "brands"), (60, "merchants")),
}
_NOT_COUNTS: Final = _words("per second sec minute rate amount value cents yesterday last target avg id")
_TIME: Final = _weighed(
    (90, "timestamp ts asof 更新时间 数据时间 时间戳 统计时间"),
    (60, "at time updated generated refresh refreshed modified stat now 时间 datetime stand utc"),
    (60, "gerado atualizado actualizado aktualisiert generado"),
    (60, "aggiornato maj horodatage 更新日時 日時 更新時刻"),
    (30, "date datum fecha as of last latest data hora em server epoch"),
)
_NOT_TIME: Final = _words(
    "start end begin begins ends started created expires expire expiry birth open close next prev deadline ttl"
    " 开始时间 结束时间 创建时间"
)
_NO_FIGURES: Final = _words(
    "id ids code status version page pages size limit offset ttl errno err error ms took duration seq sequence year"
    " rows month day port lat lon lng doc shards hits skipped successful failed goal target"
)
PASSING: Final = _words(
    "recent latest last history log logs events milestones tiers goals activity feed 最近 最新 记录"
)
"""Words of lists that are no ranking."""
LISTS: Final = {
    "cities": _words(
        "city cities 城市 town towns cidade cidades município municípios ciudad ciudades"
        " ville villes città stadt städte 都市 市区町村"
    ),
    "categories": _words(
        "category categories cat cats group groups department departments 类目 品类 分类"
        " categoria categorias categoría categorías departamento departamentos catégorie catégories"
        " kategorie kategorien categorie カテゴリ カテゴリー 部門"
    ),
    "best_selling_brands": _words(
        "brand brands vendor vendors shop shops store stores merchant merchants 品牌"
        " marca marcas loja lojas tienda tiendas marque marques marke marken ブランド"
    ),
    "audience": _words("channel channels viewers audience streams 直播 频道"),
}
"""The words by which the lists of the contract are known."""
_WRAPPERS: Final = _words("edges nodes items rows data results records entries list buckets hits docs values elements")
"""What a list is called where the key above it says of what."""
UNIT: Final = _words("unit units 单位 einheit unidad unidade unité 単位")
"""The words of a key that names the unit of the amounts beside it."""
BARE: Final = _words("value val v data 数值 值")
"""Words of a key that says nothing of what its value is."""
_ABROAD: Final = _words("country countries nation nations 国家")
_SELLS: Final = _words("sell selling sellers import imports origin origins 进口")
_BUYS: Final = _words("buy buying buyers export exports destination destinations 出口")
_SHARES: Final = _words("share ratio percent percentage pct 占比 taxa participação porcentagem quote anteil")
SCALES: Final[dict[str, str]] = {
    **dict.fromkeys(["cents", "cent", "fen", "分", "pence", "paise", "kopecks", "centimes", "centavos"], "0.01"),
    **dict.fromkeys(("micros", "micro"), "0.000001"),
    **dict.fromkeys(("wan", "万", "万元"), "10000"),
    **dict.fromkeys(("亿", "亿元"), "100000000"),
    **dict.fromkeys(("thousand", "thousands", "tsd"), "1000"),
    **dict.fromkeys(("million", "millions", "mio", "mn"), "1000000"),
}
"""Units that a key can name, and what they multiply by."""
ENDINGS: Final = ("万元", "亿元", "万", "亿", "分")
"""Units at the end of a Chinese key."""


def parts(key: str) -> tuple[str, ...]:
    """The words of a key, in small letters: `totalAmount_cents` -> total, amount, cents."""
    found = tuple(part.casefold() for part in _PARTS.findall(_plain(key)))
    ending = next((unit for unit in ENDINGS if found and found[-1].endswith(unit) and found[-1] != unit), None)
    return found if ending is None else (*found[:-1], found[-1].removesuffix(ending), ending)


def fits_total(words: tuple[str, ...]) -> int:
    """How well these words name the total; 0 or less: not at all."""
    return _weight(words, _GMV) - 60 * sum(word in _NOT_GMV for word in words)


def fits_count(field: str, words: tuple[str, ...]) -> int:
    """How well these words name a count of the contract."""
    return _weight(words, _COUNTS[field]) - 60 * sum(word in _NOT_COUNTS for word in words)


def fits_rate(field: str, words: tuple[str, ...]) -> int:
    """How well these words name a rate of the contract (orders or payments per second)."""
    what = {"orders_per_second": ("orders", "order"), "payments_per_second": ("payments", "payment", "pay")}[field]
    each = bool({"second", "sec", "s"} & set(words)) and "per" in words
    return 90 if each and any(word in words for word in what) else 0


def fits_mobile(words: tuple[str, ...]) -> int:
    """How well these words name the share of mobile orders."""
    said = set(words)
    if said & {"无线占比", "移动端占比", "移动占比"}:
        return 90
    return 90 if said & {"mobile", "app", "wireless", "celular", "movil", "无线", "移动端"} and said & _SHARES else 0


def says_nothing(words: tuple[str, ...]) -> bool:
    """Whether these words are of something that is no figure of an event: a status, a version, an identity."""
    return not words or bool(set(words) & _NO_FIGURES)


def fits_time(words: tuple[str, ...]) -> int:
    """How well these words name the instant of the figures."""
    return _weight(words, _TIME) - 70 * sum(word in _NOT_TIME for word in words)


def list_named(words: tuple[str, ...], above: tuple[str, ...] = ()) -> str | None:
    """The list of the contract that these words name; `above`: those of the keys above, for a list of mere "rows"."""
    said = set(words)
    if above and is_wrapper(words):
        return list_named(above[-2:])
    if said & _ABROAD:
        return "selling_to_china" if said & _SELLS else "buying_from_china" if said & _BUYS else None
    return next((field for field, known in LISTS.items() if said & known), None)


def is_wrapper(words: tuple[str, ...]) -> bool:
    """Whether these words only say that here is something: "rows", "data"."""
    return set(words) <= _WRAPPERS | BARE


def scale_of(words: tuple[str, ...]) -> str:
    """What the unit that a key names multiplies by; "1" where it names none."""
    return next((SCALES[word] for word in reversed(words) if word in SCALES), "1")


COUNT_FIELDS: Final = tuple(_COUNTS)
RATE_FIELDS: Final = ("orders_per_second", "payments_per_second")


def _weight(words: tuple[str, ...], weights: Weights) -> int:
    return min(100, sum(sorted((weights.get(word, 0) for word in set(words)), reverse=True)[:2]))
