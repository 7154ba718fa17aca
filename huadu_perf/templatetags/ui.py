"""The parts of our pages as template tags and filters; every page has them without `load`."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from huadu_perf.lib import money
from huadu_perf.lib.days import cn_day
from huadu_perf.lib.findings import Severity
from huadu_perf.lib.forms import error_links
from huadu_perf.lib.values import Figure, NotApplicable

register = template.Library()

#: Drawn on 16 × 16 with a stroke of 1.5; see `.icon` in app.css.
ICONS = {
    "add": "M8 3v10M3 8h10",
    "back": "M7 3 2.5 8 7 13M3 8h10.5",
    "bell": "M4 11V7.2a4 4 0 0 1 8 0V11l1.2 1.4H2.8zM6.6 12.6a1.4 1.4 0 0 0 2.8 0M8 3.2V2",
    "book": "M3 2.5h7.5l2.5 2.5v8.5H3zM5.5 7h5M5.5 10h5",
    "check": "m3 8.5 3.2 3.2L13 4.6",
    "chevron": "m5 3 5 5-5 5",
    "circle": "M8 3.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z",
    "clock": "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.3l2.2 1.6",
    "down": "M8 3v10M4 9.2 8 13l4-3.8",
    "error": "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.6M8 10.6v.6",
    "file": "M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5",
    "dot": "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3zM7.7 8h.6",
    "info": "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.2v4M8 4.8v.6",
    "lock": "M4 7.2h8V13H4zM5.7 7.2V5.3a2.3 2.3 0 0 1 4.6 0v1.9",
    "menu": "M2.5 4h11M2.5 8h11M2.5 12h11",
    "pen": "m3 13 .6-2.8L10.8 3 13 5.2 5.8 12.4z",
    "return": "M6 3 2.8 6.2 6 9.4M3 6.2h6.5a3.4 3.4 0 0 1 0 6.8H6",
    "up": "M8 13V3M4 6.8 8 3l4 3.8",
    "warn": "M8 2.5 14 13.2H2zM8 6.4v3.4M8 11.2v.5",
}
TONE_ICONS = {
    "neutral": "circle",
    "info": "dot",
    "success": "check",
    "warning": "warn",
    "danger": "error",
    "locked": "lock",
}
BANNER_ICONS = {**TONE_ICONS, "neutral": "pen", "info": "info", "returned": "return"}
MARKS = {"carried": "沿用上年，待核对", "changed": "本轮已改"}
SIZES = ("large", "xlarge")


# Filters: a value in words, nothing computed.


@register.filter
def wan(amount: Figure) -> str:
    """元 as 万元: 1,057.63."""
    return money.wan(amount)


@register.filter
def percent(rate: Decimal | None) -> str:
    """A 0–1 rate: 100.0%."""
    return money.percent(rate)


@register.filter
def points(score: Figure) -> str:
    """A score: 96 or 9.55."""
    return money.points(score)


@register.filter
def figure(value: Any) -> str:
    """A number as it stands, or the words for one that is missing."""
    return _words(value, "number")[0]


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2022年4月6日, without leading zeros."""
    return cn_day(_local(value))


@register.filter
def clock(value: datetime | None) -> str:
    """14:03."""
    value = _local(value)
    return f"{value:%H:%M}" if value else ""


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """2022年4月6日 14:03."""
    return f"{cn_date(value)} {clock(value)}".strip()


@register.filter
def minutes(span: timedelta) -> int:
    """A span in whole minutes."""
    return round(span.total_seconds() / 60)


register.filter("error_links", error_links)


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _words(value: Any, kind: str) -> tuple[str, bool]:
    """The text of a value, and whether it is one of the two ways of being absent."""
    if isinstance(value, NotApplicable):
        return str(value), True
    if value is None or value == "":
        return "未填写", True
    writers = {
        "wan": money.wan,
        "percent": money.percent,
        "points": money.points,
        "number": lambda number: money.plain_number(number) if isinstance(number, Decimal) else str(number),
        "date": cn_date,
        "datetime": cn_datetime,
        "text": str,
    }
    return writers[kind](value), False


# Leaves.


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small drawing beside a word; never alone. Drawn once for each name."""
    return mark_safe(render_to_string("components/icon.html", {"path": ICONS[name]}).strip())


@register.inclusion_tag("components/value.html")
def value(value: Any, kind: str = "text", unit: str = "", absent: str = "") -> dict[str, Any]:
    """One value of a read page; `kind`: text, number, wan, percent, points, date, datetime."""
    text, missing = _words(value, kind)
    if absent and (value is None or value == ""):
        text = absent
    return {"text": text, "absent": missing, "unit": unit, "figure": kind not in ("text", "date", "datetime")}


@register.inclusion_tag("components/answer.html")
def answer(
    label: str,
    value: Any,
    kind: str = "text",
    unit: str = "",
    last: Any = None,
    mark: str = "",
    was: str = "",
    edit_url: str = "",
) -> dict[str, Any]:
    """A field that is read, not filled; `kind` as in `value`. Stands in `<dl class="answers">`."""
    shown = {"label": label, "value": value, "kind": kind, "unit": unit, "last": last, "was": was}
    return {**shown, "mark": mark, "mark_text": MARKS.get(mark, mark), "edit_url": edit_url}


@register.simple_tag
@lru_cache(maxsize=256)
def status_badge(label: str, tone: str = "neutral") -> SafeString:
    """A state in words with its mark; tone `plain` has neither mark nor ground. Drawn once for each pair."""
    shown = {"label": label, "tone": tone, "icon": TONE_ICONS.get(tone, "")}
    return mark_safe(render_to_string("components/status_badge.html", shown).strip())


@register.inclusion_tag("components/bar.html")
def score_bar(score: Any, full: Any = 100, label: str = "得分") -> dict[str, Any]:
    """Points out of full points."""
    score = Decimal(score) if isinstance(score, int) else score
    text, absent = _words(score, "points")
    rate = money.ratio(score, Decimal(full))
    tone = "absent" if absent else ""
    return {"label": label, "text": text, "unit": f"/ {full}", "width": _width(rate), "tone": tone}


@register.inclusion_tag("components/bar.html")
def rate_bar(rate: Decimal | None, label: str = "执行率", tone: str = "") -> dict[str, Any]:
    """A 0–1 rate; above 1 the bar is full and the figure says the rest."""
    if rate is None:
        return {"label": label, "text": "暂无", "unit": "", "width": "0", "tone": "absent"}
    return {"label": label, "text": money.percent(rate), "unit": "", "width": _width(rate), "tone": tone}


@register.inclusion_tag("components/bar.html")
def progress(done: int, total: int, label: str = "已完成") -> dict[str, Any]:
    """So many of so many sections."""
    rate = money.ratio(Decimal(done), Decimal(total))
    return {"label": label, "text": str(done), "unit": f"/ {total}", "width": _width(rate), "tone": ""}


def _width(rate: Decimal | None) -> str:
    """Width in a drawing 100 wide."""
    return f"{money.round_half_up(min(max(rate or Decimal(0), Decimal(0)), Decimal(1)) * 100, 2):f}"


@register.inclusion_tag("components/findings_list.html")
def findings_list(findings: Iterable[Any], stale: bool = False) -> dict[str, Any]:
    """Objects or dicts with `.finding`, `.url`, `.explanation` (optional `.where`, `.field`), gravest first."""
    icons = {Severity.ERROR: "error", Severity.WARNING: "warn", Severity.HINT: "info"}
    groups: dict[Severity, list[Any]] = {severity: [] for severity in icons}
    for item in findings:
        groups[(item["finding"] if isinstance(item, dict) else item.finding).severity].append(item)
    shown = [(severity, icons[severity], items) for severity, items in groups.items() if items]
    return {"groups": shown, "stale": stale}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Pages of a list; keeps the other parameters of the address."""
    query = context["request"].GET.copy() if "request" in context else None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    links = [(number, _address(query, parameter, number)) for number in numbers]
    previous = page.has_previous() and _address(query, parameter, page.number - 1)
    following = page.has_next() and _address(query, parameter, page.number + 1)
    return {"page": page, "links": links, "previous": previous, "following": following}


def _address(query: Any, parameter: str, number: Any) -> str:
    """`?…&page=3`, or nothing for the gap between page numbers."""
    if not isinstance(number, int):
        return ""
    if query is None:
        return f"?{parameter}={number}"
    query[parameter] = number
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/main_nav.html", takes_context=True)
def main_nav(context: Context) -> dict[str, Any]:
    """The links of the top bar: `request.navigation` yields objects with `.label`, `.url`, `.active`."""
    return {"links": list(getattr(context.get("request"), "navigation", ()))}


@register.simple_tag(takes_context=True)
def display_attrs(context: Context) -> str:
    """The reader's type size and contrast as attributes of <html>, from the cookie that app.js sets."""
    request = context.get("request")
    words = request.COOKIES.get("display", "").split(".") if request else []
    size = next((f' data-size="{word}"' for word in SIZES if word in words), "")
    return mark_safe(size + (' data-contrast="high"' if "high" in words else ""))


# Fields.


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    last: Any = None,
    limit: str = "",
    unit: str = "",
    mark: str = "",
    was: str = "",
    short: bool = False,
    needed: bool | None = None,
) -> dict[str, Any]:
    """A bound field with label, hint, error, 上年 value, length, and how it came by its value."""
    notes = [name for name, there in (("last", last is not None), ("count", limit), ("mark", mark)) if there]
    described = [bound.aria_describedby or "", *(f"{bound.auto_id}_{name}" for name in notes)]
    attrs = {"aria-describedby": text} if (text := " ".join(filter(None, described))) else {}
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs) if not bound.use_fieldset else bound.as_widget(),
        "described": text,
        "checkbox": bound.widget_type == "checkbox",
        "last": last,
        "limit": limit,
        "length": sum(not letter.isspace() for letter in str(bound.value() or "")),
        "unit": unit,
        "needed": bound.field.required if needed is None else needed,
        "mark": mark,
        "mark_text": MARKS.get(mark, mark),
        "was": was,
        "short": short,
    }


@register.inclusion_tag("components/grid_input.html")
def grid_input(bound: BoundField, label: str) -> dict[str, Any]:
    """A bound field that fills a cell of a `.grid`; `label` names its row and column."""
    return {"field": bound, "widget": bound.as_widget(attrs={"aria-label": label})}


# Wrappers: what stands between the tags goes into the part.


def _part(component: str, /, content: str, **values: Any) -> SafeString:
    values["content"] = mark_safe(content.strip())
    return render_to_string(f"components/{component}.html", values)


@register.simple_block_tag
def page_header(
    content: str,
    title: str,
    kicker: str = "",
    lead: str = "",
    status: str = "",
    tone: str = "neutral",
    back_url: str = "",
    back_label: str = "",
) -> str:
    """The head of a page; its actions stand between the tags."""
    shown = {"title": title, "kicker": kicker, "lead": lead, "status": status, "tone": tone}
    return _part("page_header", content=content, back_url=back_url, back_label=back_label, **shown)


@register.simple_block_tag
def panel(content: str, title: str = "", id: str = "", hint: str = "", note: str = "") -> str:
    """A group with a heading; `note` is a short text at the right of the heading."""
    return _part("panel", content=content, title=title, id=id, hint=hint, note=note)


@register.simple_block_tag
def banner(content: str, title: str, tone: str = "neutral") -> str:
    """The state of the whole page. Tones: those of a badge, and `returned`; neutral is a draft."""
    return _part("banner", content=content, title=title, tone=tone, icon=BANNER_ICONS[tone])


@register.simple_block_tag
def row_card(
    content: str,
    rowset: str,
    key: Any,
    number: int,
    name: str,
    first: bool = False,
    last: bool = False,
    mark: str = "",
    told: bool = False,
    noted: str = "",
) -> str:
    """One item of a row set with 上移 下移 复制 删除 (and 详情); posts `rowset=key`, and `up-rowset=key` and so on."""
    shown = {"number": number, "name": name, "first": first, "last": last, "mark": mark, "told": told}
    shown |= {"rowset": rowset, "key": str(key), "mark_text": MARKS.get(mark, mark), "noted": noted}
    return _part("row_card", content=content, **shown)


@register.simple_block_tag
def table_box(content: str, label: str, tall: bool = False) -> str:
    """The scroll box of a wide table, with its own sticky head; `tall` lets it fill the window."""
    return _part("table_box", content=content, label=label, tall=tall)


@register.simple_block_tag
def remark(content: str, item: Any) -> str:
    """审核意见 with its 答复; the form of an answer, if one may be given, stands between the tags."""
    return _part("remark", content=content, item=item)


@register.simple_block_tag(takes_context=True)
def confirm_form(
    context: Context,
    content: str,
    action: str,
    title: str,
    button: str,
    tone: str = "primary",
    back_url: str = "",
) -> str:
    """Asks once, naming the thing and what follows; tone `danger` for what cannot be undone."""
    shown = {"action": action, "title": title, "button": button, "tone": tone, "back_url": back_url}
    return _part("confirm_form", content=content, csrf_token=context.get("csrf_token"), **shown)


@register.simple_block_tag
def save_bar(
    content: str,
    state: str = "",
    errors: int = 0,
    warnings: int = 0,
    check_url: str = "",
    deadline: str = "",
    deadline_tone: str = "",
) -> str:
    """What the bottom bar holds while editing; the buttons stand between the tags."""
    counts = {"errors": errors, "warnings": warnings, "check_url": check_url}
    return _part(
        "save_bar", content=content, state=state, deadline=deadline, deadline_tone=deadline_tone, **counts
    )


@register.simple_block_tag
def region(content: str, name: str, label: str) -> str:
    """A part of the frame that is there only when a page puts something into it."""
    return _part("region", content=content, name=name, label=label) if content.strip() else ""
