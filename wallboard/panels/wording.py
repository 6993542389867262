"""Every word of the program's own on the wall, in both languages, in one catalogue."""

from __future__ import annotations

from wallboard.core.contract.snapshot import Name

WORDS: dict[str, Name] = {
    key: Name(zh=zh, en=en)
    for key, (zh, en) in {
        "elapsed": ("已进行", "Elapsed"),
        "simulated": ("模拟", "Simulated"),
        "replay": ("回放", "Replay"),
        "frozen": ("画面定格", "Frozen"),
        "waiting": ("等待数据", "No data yet"),
        "stale": ("数据停更", "Stale"),
        "delayed": ("延迟", "Delayed"),
        "clock": ("时钟", "Clock"),
        "corrected": ("数据已更正", "Corrected"),
        "live": ("实时", "Live"),
        "per_second": ("/秒", " a second"),
        "peak": ("峰值", "Peak"),
        "of_gmv": ("占成交", "of GMV"),
        "trading": ("有成交", "trading"),
        "so_far": ("累计", "so far"),
        "no_data": ("暂无数据", "No data"),
        "age": ("秒前", "s ago"),
        "categories": ("品类成交榜", "Categories"),
        "products": ("热销榜", "Best sellers"),
        "best_selling_brands": ("热销品牌榜", "Top brands"),
        "selling_to_china": ("对华销售榜", "Top sellers to China"),
        "buying_from_china": ("海外购买榜", "Top buyers from China"),
        "cities": ("城市消费榜", "Cities"),
        "provinces": ("省份消费榜", "Provinces"),
        "trend": ("成交曲线", "GMV"),
        "milestones": ("里程碑", "Milestones"),
        "faster": ("提前", "faster"),
        "slower": ("晚", "later"),
        "by": ("不晚于", "by"),
        "countdown_midnight": ("距零点开场", "Countdown to midnight"),
        "countdown_start": ("距开场", "Countdown"),
        "countdown_end": ("距活动结束", "Time remaining"),
        "started": ("已开场", "Open"),
        "first_figure": ("首个数字即将到来", "The first figure is on its way"),
        "ended": ("活动结束", "The event has ended"),
        "full_day": ("全天", "Full day"),
        "audience": ("观众", "Audience"),
        "watching": ("正在观看", "watching now"),
        "gmv_passes": ("成交额突破", "GMV passes"),
        "reached_at": ("达成时间", "Reached at"),
        "whole_day_passed": ("超越{year}年全天成交额", "{year}'s whole day, passed"),
        "to_spare": ("提前", "to spare"),
        "photo": ("拍照时刻", "Photo moment"),
        "time_to": ("达到用时", "Time to"),
        "final": ("最终成交总额", "Final GMV"),
        "final_day": ("全天成交总额", "Final GMV"),
        "locked": ("已锁定", "Final"),
        "by_province": ("省份成交", "By province"),
        "by_region": ("地区成交", "By region"),
        "south_sea": ("南海诸岛", "South China Sea"),
        "flow_selling_to_china": ("对华销售", "Selling to China"),
        "flow_buying_from_china": ("购自中国", "Buying from China"),
        "failed": ("此区域暂不可用", "This panel is unavailable"),
    }.items()
}


def say(key: str) -> Name:
    """A word of the catalogue in both languages."""
    return WORDS[key]
