"""The words of many languages by which the figures of an event are known in foreign JSON."""

from __future__ import annotations

import unicodedata
from typing import Final

Weights = dict[str, int]


_WITHOUT_STROKE: Final = {"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
"""Letters with a stroke, or without a dot, which Unicode does not take apart."""


def plain(text: str) -> str:
    """The text with Latin letters as they are without their accents: münchen as munchen; other scripts stay."""
    found = ""
    for character in unicodedata.normalize("NFKC", text):
        if unicodedata.category(character).startswith("M"):  # vowels of Thai or Hindi, which would part a word
            continue
        base = _WITHOUT_STROKE.get(character) or unicodedata.normalize("NFKD", character)[:1]
        found += base if base.isascii() and base.isalpha() else character
    return found


def _weighed(*lines: tuple[int, str]) -> Weights:
    """Weights by word: (weight, the words)."""
    return {word: weight for weight, words in lines for word in plain(words).casefold().split()}


def words(text: str) -> frozenset[str]:
    """The words of a line, in small Latin letters without accents where they have such."""
    return frozenset(plain(text).casefold().split())


GMV: Final = _weighed(
    (90, "gmv 成交总额 成交额 成交金额 总成交额 交易额 销售额 销售总额"),
    (80, "turnover revenue raised donated umsatz spendensumme erlös ventas faturamento receita arrecadado vendas"),
    (80, "facturación ingresos recaudado fatturato incasso ventes recettes 売上 売上高 売上金額"),
    (80, "выручка продажи оборот 매출 총매출 매출액 거래액 penjualan pendapatan ciro hasılat satışlar"),
    (80, "sprzedaż obrót przychód omzet försäljning omsättning salg المبيعات الإيرادات"),
    (80, "ยอดขาย รายได้ πωλήσεις τζίρος έσοδα बिक्री राजस्व doanh מכירות הכנסות продажі виручка"),
    (80, "tržby prodeje forgalom bevétel árbevétel myynti liikevaihto vânzări vanzari prodaja"),
    (45, "сумма итого 금액 합계 toplam suma kwota jumlah bedrag summa belopp beløp المجموع"),
    (45, "total totals gross amount sum sales donations 总额 金额 summe 总计 valor importe montant betrag 合計 金額"),
    (25, "value money cents fen amt cumulative cumulated accumulated 累计"),
)
NOT_GMV: Final = words(
    "count orders order num number qty quantity id ids rate per avg average target goal yesterday last prev previous"
    " year tax refund refunds discount users user page pages size limit offset code status version ms time duration"
    " minute minutes hour hours hourly month week forecast plan planned budget predicted projected expected estimate"
    " mtd ytd qtd wtd delta increment incremental interval change pending unpaid cancelled canceled returned refunded"
    " formatted display percent share ratio max min buyers customers items rows results elapsed shards hits took"
    " 订单 订单数 人数 昨日 去年 目标 同比 环比 退款 客单价 平均"
    " meta ontem ano anterior ticket médio ayer año hier vorjahr gestern ziel 昨年 目標"
    " prognose prognoza прогноз план вчера цель 예상 목표 어제 전년 kemarin hedef dün wczoraj cel 预测 预计 计划"
)
COUNTS: Final = {
    "orders": _weighed(
        (90, "orders 订单 订单数 订单量 订单总数 bestellungen pedidos encomendas commandes ordini 注文数 注文件数"),
        (90, "заказы заказов 주문 주문수 주문건수 pesanan siparişler sipariş zamówienia bestellingen"),
        (90, "beställningar ordrer الطلبات طلبات คำสั่งซื้อ παραγγελίες ऑर्डर הזמנות замовлення"),
        (90, "objednávky objednávek rendelések rendelés tilaukset comenzi narudžbe"),
        (60, "order transactions purchases"),
        (20, "donations sales count num total"),
    ),
    "buyers": _weighed(
        (
            90,
            "buyers customers payers donors 买家 买家数 支付人数 购买人数 clientes compradores clients acheteurs"
            " clienti kunden käufer spender 購入者数",
        ),
        (90, "покупатели покупателей 구매자 구매자수 pembeli müşteriler kupujący klienci kopers kunder العملاء"),
        (60, "buyer customer donor users spender käufer"),
        (20, "count num unique total"),
    ),
    "countries_and_regions": _weighed((90, "国家数"), (70, "countries"), (40, "regions")),
    "brands": _weighed((90, "品牌数"), (70, "brands"), (60, "merchants")),
}
NOT_COUNTS: Final = words(
    "per second sec minute rate amount value cents yesterday last target avg id cancelled canceled returned refunded"
    " failed pending unpaid abandoned draft open new delta increment mtd ytd previous prev"
)
TIME: Final = _weighed(
    (90, "timestamp ts asof 更新时间 数据时间 时间戳 统计时间"),
    (60, "at time updated generated refresh refreshed modified stat now 时间 datetime stand utc"),
    (60, "gerado atualizado actualizado aktualisiert generado"),
    (60, "aggiornato maj horodatage 更新日時 日時 更新時刻"),
    (
        60,
        "время обновлено 시각 시간 기준시각 갱신 waktu diperbarui zaman güncellendi czas zaktualizowano tijd tid الوقت",
    ),
    (60, "zeit heure เวลา ενημέρωση ώρα समय aktualizováno frissítve päivitetty"),
    (30, "date datum fecha as of last latest data hora em server epoch"),
)
NOT_TIME: Final = words(
    "start end begin begins ends started created expires expire expiry birth open close next prev deadline ttl"
    " zone timezone tz"
    " 开始时间 结束时间 创建时间"
)
NO_FIGURES: Final = words(
    "id ids code status version page pages size limit offset ttl errno err error ms took duration seq sequence year"
    " formatted display rows month day port lat lon lng doc shards hits skipped successful failed goal target"
    " bytes cost exponent nanos window interval granularity"
)
PASSING: Final = words("recent latest last history log logs events milestones tiers goals activity feed 最近 最新 记录")
"""Words of lists that are no ranking."""
LISTS: Final = {
    "cities": words(
        "city cities 城市 town towns cidade cidades município municípios ciudad ciudades"
        " ville villes città stadt städte 都市 市区町村"
        " города город 도시 kota şehirler şehir miasta miasto steden stad städer byer المدن"
    ),
    "categories": words(
        "category categories cat cats group groups department departments 类目 品类 分类"
        " categoria categorias categoría categorías departamento departamentos catégorie catégories"
        " kategorie kategorien categorie カテゴリ カテゴリー 部門"
        " категории 카테고리 kategori kategoriler kategorie categorieën kategorier الفئات"
    ),
    "best_selling_brands": words(
        "brand brands vendor vendors shop shops store stores merchant merchants 品牌"
        " marca marcas loja lojas tienda tiendas marque marques marke marken ブランド"
        " бренды магазины 브랜드 merek toko markalar marki merken varumärken merker العلامات"
    ),
    "audience": words("channel channels viewers audience streams 直播 频道"),
}
"""The words by which the lists of the contract are known."""
IDENTITIES: Final = words("id key code sku slug adcode 编码 代码 编号 codigo clave ident channel")
"""What the key of an item is called."""
NAMES: Final = words(
    "name title label city brand category country store shop merchant vendor group department channel region text"
    " nome nombre nom titulo produto marca categoria cidade municipio ciudad ville bezeichnung marke stadt titel"
    " 名称 城市 品牌 类目 品类 名前 名 商品名 이름 상품명 도시 브랜드 название имя город бренд"
    " nama ad isim nazwa naam namn navn الاسم"
)
"""What the name of an item is called."""
AMOUNTS: Final = words("value amount total gmv sum revenue sales viewers 金额 成交额 매출")
"""What the amount of an item is called."""
WRAPPERS: Final = words("edges nodes items rows data results records entries list buckets hits docs values elements")
"""What a list is called where the key above it says of what."""
UNIT: Final = words("unit units 单位 einheit unidad unidade unité 単位")
"""The words of a key that names the unit of the amounts beside it."""
CURRENCY: Final = words(
    "currency ccy 货币 币种 moneda moeda devise währung waehrung valuta valuuta waluta 通貨 통화 валюта döviz العملة"
)
"""The words of a key that names the currency of the amounts."""
SPANS: Final = words("window interval granularity resolution")
"""The words of a key that says over how long the figures beside it were counted: they are no totals, then."""
PAGES: Final = words("page limit offset cursor")
"""Words of keys beside a "total" of rows."""
BARE: Final = words("value val v data 数值 值")
"""Words of a key that says nothing of what its value is."""
ABROAD: Final = words("country countries nation nations 国家")
SELLS: Final = words("sell selling sellers import imports origin origins 进口")
BUYS: Final = words("buy buying buyers export exports destination destinations 出口")
SHARES: Final = words("share ratio percent percentage pct 占比 taxa participação porcentagem quote anteil")
MINOR: Final = "minor"
"""The scale of amounts in the currency's own minor unit, of which some have a thousandth and some have none."""
SCALES: Final[dict[str, str]] = {
    **dict.fromkeys(("minor", "minorunit", "minorunits", "subunit", "subunits", "fils", "halalas", "halala"), MINOR),
    **dict.fromkeys(["cents", "cent", "fen", "分", "pence", "paise", "kopecks", "centimes", "centavos"], "0.01"),
    **dict.fromkeys(("centimos", "kopeks", "grosze", "groszy", "kurus", "haleru", "agorot", "rappen"), "0.01"),
    **dict.fromkeys(("micros", "micro"), "0.000001"),
    **dict.fromkeys(("wan", "万", "万元"), "10000"),
    **dict.fromkeys(("亿", "亿元"), "100000000"),
    **dict.fromkeys(("thousand", "thousands", "tsd", "tausend", "teur", "keur", "kusd"), "1000"),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs"), "100000"),
    **dict.fromkeys(("million", "millions", "millionen", "mio", "mn", "meur", "musd"), "1000000"),
    **dict.fromkeys(("crore", "crores"), "10000000"),
    **dict.fromkeys(("billion", "billions", "bn", "mrd", "milliarden"), "1000000000"),
}
"""Units that a key can name, and what they multiply by."""
EITHER_UNIT: Final = frozenset({"k", "m", "mm", "b", "t", "cr", "mil", "md"})
"""Words at a key's end that may be a unit or not, a million or a month, crore or credit."""
ENDINGS: Final = ("万元", "亿元", "万", "亿", "分")
"""Units at the end of a Chinese key."""
