"""Events of other countries with figures like a real evening's: a map, currency and script of their own, or no map."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.panels.other_events import Document, moment_of
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.instants import from_us
from wallboard.core.moment import Moment

EXAMPLES = Path(__file__).parents[2] / "config" / "examples"
_BANGKOK = """
[event]
name = { en = "Mega Sale ลดทั้งเว็บ" }
logo = "9.9"
start = 2026-09-09T00:00:00+07:00
end = 2026-09-10T00:00:00+07:00
zone = "Asia/Bangkok"
home = "TH"
[money]
currency = "THB"
second = "USD"
rate = "32.5"
[milestones]
amounts = ["100m", "1bn", "2bn", "5bn"]
[[earlier_year]]
year = 2025
points = [["00:10:00", "300m"], ["00:40:00", "1.1bn"], ["12:00:00", "4bn"]]
total = "5.2bn"
[[source]]
url = "http://sales.example/feed.json"
[display]
languages = "en"
"""
_RIYADH = """
[event]
name = { en = "الجمعة البيضاء White Friday" }
start = 2026-11-27T00:00:00+03:00
zone = "Asia/Riyadh"
home = "SA"
[money]
currency = "SAR"
[milestones]
amounts = ["100m", "1bn", "2bn"]
[[source]]
url = "http://sales.example/feed.json"
[display]
languages = "en"
"""
_SAO_PAULO = """
[event]
name = { pt = "Liquidação de Novembro" }
start = 2026-11-27T00:00:00-03:00
end = 2026-11-28T00:00:00-03:00
zone = "America/Sao_Paulo"
home = "BR"
[money]
currency = "BRL"
second = "USD"
rate = "5.40"
[milestones]
amounts = ["100m", "1bn", "2bn", "5bn"]
[[earlier_year]]
year = 2025
points = [["00:10:00", "300m"], ["00:40:00", "1.1bn"], ["12:00:00", "4bn"]]
total = "5.2bn"
[[source]]
url = "http://sales.example/feed.json"
[display]
languages = "pt"
"""
_TOKYO = """
[event]
name = { ja = "年末大感謝祭", en = "Year-end Sale" }
start = 2026-12-04T20:00:00+09:00
end = 2026-12-05T20:00:00+09:00
zone = "Asia/Tokyo"
[money]
currency = "JPY"
[milestones]
amounts = ["1000000000", "2000000000", "5000000000"]
[[source]]
url = "http://sales.example/feed.json"
[display]
languages = "ja+en"
"""
_BERLIN = """
[event]
name = { de = "Schnäppchennacht" }
start = 2026-11-26T18:00:00+01:00
end = 2026-11-27T18:00:00+01:00
zone = "Europe/Berlin"
home = "DE"
[money]
currency = "EUR"
[milestones]
amounts = ["100m", "200m", "500m"]
[[source]]
url = "http://sales.example/feed.json"
[display]
languages = "de+en"
"""
_FILES = {
    "thailand": _BANGKOK, "arabia": _RIYADH, "brazil": _SAO_PAULO, "japan": _TOKYO, "germany": _BERLIN,
}  # fmt: skip
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "usa": (
        ("Consumer electronics", "Women's apparel", "Home & kitchen", "Toys & games", "Health & beauty",
         "Sporting goods", "Grocery & gourmet food", "Video games", "Tools & home improvement", "Pet supplies"),
        ("Apple", "Samsung", "Nike", "LEGO", "Dyson", "KitchenAid", "The North Face", "Sony", "Under Armour",
         "Instant Pot"),
        ("AirPods Pro", "4K OLED TV, 65 in", "Robot vacuum", "Espresso machine", "Running shoes", "Building bricks"),
    ),
    "thailand": (
        ("โทรศัพท์มือถือและแท็บเล็ต", "เครื่องใช้ไฟฟ้าภายในบ้าน", "ความงามและของใช้ส่วนตัว", "เสื้อผ้าผู้หญิง", "อาหารและเครื่องดื่ม",
         "แม่และเด็ก", "กีฬาและกิจกรรมกลางแจ้ง", "สัตว์เลี้ยง"),
        ("ซัมซุง", "เสียวหมี่", "ยูนิลีเวอร์", "ลอรีอัล", "พานาโซนิค", "เนสท์เล่", "อาดิดาส", "ฟิลิปส์"),
        ("หูฟังไร้สาย", "ผ้าอ้อมเด็กสำเร็จรูป", "พัดลมไอเย็น", "น้ำปลาร้าต้มสุก", "ครีมกันแดด SPF 50+", "หม้อทอดไร้น้ำมัน"),
    ),
    "arabia": (
        ("الهواتف والأجهزة اللوحية", "العطور ومستحضرات التجميل", "الأزياء النسائية", "الأجهزة المنزلية",
         "أجهزة iPad 11",         "مستلزمات الأطفال", "البقالة"),
        ("سامسونج", "أبل", "هواوي", "لطافة للعطور", "نايكي", "ديتول", "فيليبس"),
        ("عطر العود 100 مل", "سماعات لاسلكية", "مكنسة كهربائية", "عباية سوداء", "تمر عجوة", "ماكينة قهوة"),
    ),
}  # fmt: skip
WORDS["mapless"] = (
    ("एथनिक वियर", "মোবাইল ফোন", "சமையலறை பொருட்கள்", "가전 및 디지털", "מוצרי חשמל", "Ηλεκτρικά είδη", "Товары для дома"),
    ("삼성전자", "ऊषा", "ওয়ালটন", "பிரெஸ்டீஜ்", "עלית", "Київстар", "Łódź Textile"),
    ("무선 이어폰", "कुर्ता सेट", "শাড়ি", "பட்டுப் புடவை", "נעלי ריצה", "Samovar"),
)
WORDS["brazil"] = (
    ("Eletrodomésticos e eletroportáteis", "Celulares e smartphones", "Moda feminina", "Saúde e beleza", "Informática",
     "Móveis e decoração", "Esporte e lazer", "Alimentos e bebidas"),
    ("Samsung", "Natura", "Brastemp", "Electrolux", "O Boticário", "Havaianas", "Mondial", "Tramontina"),
    ("Fritadeira sem óleo", "Smart TV 55 polegadas", "Cafeteira expresso", "Tênis de corrida", "Panela de pressão"),
)  # fmt: skip
WORDS["japan"] = (
    ("家電・カメラ・オーディオ機器", "食品・飲料・お酒", "レディースファッション", "美容・コスメ・香水",
     "日用品・ヘルスケア", "ベビー・マタニティ用品"),
    ("パナソニック", "ソニー", "資生堂", "無印良品", "味の素冷凍食品", "ユニクロ", "任天堂"),
    ("ロボット掃除機", "炊飯器 5.5合炊き", "有機コシヒカリ 10kg", "加湿空気清浄機", "おむつ Mサイズ"),
)  # fmt: skip
WORDS["germany"] = (
    ("Unterhaltungselektronik und Zubehör", "Haushaltsgroßgeräte", "Körperpflege- und Gesundheitsprodukte",
     "Kraftfahrzeugersatzteile", "Säuglings- und Kleinkindbedarf", "Nahrungsergänzungsmittel"),
    ("Bosch Hausgeräte", "Miele", "Vorwerk Elektrowerke", "Adidas", "Haribo", "Faber-Castell"),
    ("Geschirrspülmaschine", "Rasenmähroboter mit Ladestation", "Kinderwagen", "Akkuschrauber", "Regenjacke"),
)  # fmt: skip
_CITIES: dict[str, Sequence[str]] = {
    "usa": (
        "NYC", "Los Angeles", "Chicago", "Houston", "Phoenix", "Philadelphia", "San Antonio", "San Diego", "Dallas",
        "San Jose", "Austin", "Seattle", "Denver", "Washington", "Boston", "Detroit", "Portland, OR", "Las Vegas",
        "Miami", "Atlanta", "Minneapolis", "New Orleans", "Honolulu", "Anchorage", "Kansas City, MO", "Charlotte",
        "Boise", "Omaha", "Salt Lake City", "Jacksonville", "Indianapolis", "Cleveland",
    ),
}  # fmt: skip
"""By event; the others name none."""
_SUMS = {
    "usa": 2_345_678_901, "thailand": 1_234_567_890, "arabia": 987_654_321, "mapless": 234_567_890,
    "brazil": 1_234_567_890, "japan": 2_345_678_901, "germany": 234_567_890,
}  # fmt: skip
"""Whole money, about an evening's."""


def document(name: str) -> Document:
    """What the source of an event says (when, seconds after its first answer, sum): see `other_events.moment_of`."""
    categories, brands, products = WORDS[name]

    def ranked(prefix: str, names: Sequence[str], whole: int, second: int) -> list[dict[str, Any]]:
        return [
            {"id": f"{prefix}{k}", "name": each, "gmv": int(whole * 0.22 * 0.87**k) + 977 * second}
            for k, each in enumerate(names)
        ]

    def said(at_us: int, second: int, gmv: int) -> dict[str, Any]:
        whole = gmv + 41_000 * second
        return {
            "at": from_us(at_us).isoformat(),
            "gmv": whole,
            "orders": whole // 61,
            "buyers": whole // 97,
            "countries_and_regions": 57,
            "brands": 12_345,
            "orders_per_second": 1_234,
            "payments_per_second": 1_187,
            "mobile_share": 0.873,
            "cities": [
                {"code": each, "gmv": int(whole * 0.09 * 0.9**k)} for k, each in enumerate(_CITIES.get(name, ()))
            ],
            "categories": [
                each | {"top": ranked(f"t{k}", products, each["gmv"] // 3, second)}
                for k, each in enumerate(ranked("c", categories, whole, second))
            ],
            "best_selling_brands": ranked("b", brands, whole // 2, second),
            "selling_to_china": _countries(JP=9, KR=7, DE=5, AU=3, FR=2),
            "buying_from_china": _countries(VN=8, MY=6, BR=4, ZA=1),
            "audience": [{"channel": "app", "name": products[0], "viewers": 1_234_567}],
            "engagement": {"shakes": 7_654_321},
        }

    return said


def _countries(**shares: int) -> list[dict[str, Any]]:
    return [{"country": code, "gmv": share * 1_234_567} for code, share in shares.items()]


@lru_cache(maxsize=8)
def settings_of(name: str, folder: Path) -> Settings:
    """The settings of one of the events; `folder` takes the file of those that are no shipped example."""
    if name == "usa":
        return load(EXAMPLES / "usa" / "wallboard.toml")
    if name == "mapless":
        return load(EXAMPLES / "diwali-sale-inr.toml")
    file = folder / f"{name}.toml"
    file.write_text(_FILES[name], encoding="utf-8")
    return load(file)


NAMES = tuple(WORDS)


def moment(name: str, settings: Settings) -> Moment:
    """Forty minutes into one of the events."""
    return moment_of(facts_of(settings), gmv=_SUMS[name], document=document(name))
