"""Days in Chinese words."""

from datetime import date


def cn_day(day: date | str | None) -> str:
    """2022年4月6日 of a day, also of one that is written 2022-04-06: without leading zeros (GB/T 9704-2012 7.3.5.4); "" for none."""
    day = date.fromisoformat(day) if isinstance(day, str) and day else day
    return f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else ""
