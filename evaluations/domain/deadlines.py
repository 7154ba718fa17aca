"""When a department files: from the opening day of the campaign until its own due day, in words and tones."""

from datetime import date

from evaluations.enums import WITH_FINANCE, Status
from huadu_perf.lib.days import cn_day

#: At so many days and fewer the words turn amber, and red (expectations §1 row 2).
AMBER, RED = 7, 1


def days_left(due_on: date, today: date) -> int:
    """Whole days until the due date; negative when past."""
    return (due_on - today).days


def is_overdue(round: int, due_on: date, today: date) -> bool:
    """Whether the due date is over and nothing was ever filed; later rounds answer to finance, not to the date."""
    return round == 0 and days_left(due_on, today) < 0


def opening_words(opens_on: date) -> str:
    """2023年4月1日开始报送."""
    return f"{cn_day(opens_on)}开始报送"


def deadline(status: Status, opens_on: date, due_on: date, today: date) -> tuple[str, str]:
    """What there is to say of the time that is left, and its tone ("", "warn", "bad"); nothing once finance has it."""
    if status in WITH_FINANCE:
        return "", ""
    if today < opens_on:
        return opening_words(opens_on), ""
    days = days_left(due_on, today)
    if days < 0:
        return f"已过截止日期 {-days} 天", "bad"
    words = "今天截止" if days == 0 else f"距截止还有 {days} 天"
    return words, "bad" if days <= RED else "warn" if days <= AMBER else ""
