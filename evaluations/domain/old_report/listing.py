"""What was found in a report, what is doubtful and what was not understood, as data and as lines to print."""

from collections import Counter
from decimal import Decimal
from typing import Any

from budgets.enums import LINE_AMOUNTS, BudgetItem
from evaluations.domain.old_report.facts import field_of, is_too_long
from evaluations.domain.old_report.found import Confidence, Item, Source, Target, Value
from evaluations.domain.old_report.reading import OldReport
from evaluations.domain.sections import ROWSETS, SECTION_BY_KEY, Kind
from huadu_perf.lib.money import plain_number, wan_exact

#: What is stated and has no field of its own.
STATED = {
    "score": "自评总分", "grade": "等级", "execution_rate": "执行率", "third_level": "三级指标名称", "total": "项目得分合计",
    "income": "收入合计", "spending": "支出合计", "basic": "基本支出合计", "three_public": "“三公”经费合计",
    **LINE_AMOUNTS,
}  # fmt: skip


def label_of(target: Target) -> str:
    """Where a value belongs, in words: 绩效目标第 2 个 · 完成情况."""
    if target.stated:
        words = " · ".join(STATED[name] for name in target.field.split("."))
        return f"{ROWSETS[target.rowset].label}第 {target.row + 1} 个 · {words}" if target.rowset else words
    field = field_of(target)
    name = field.label if field else target.field
    if not target.rowset:
        return name
    rowset = ROWSETS[target.rowset]
    if target.rowset == "budget_lines":
        return f"{list(BudgetItem)[target.row].label} · {name}"
    return f"{rowset.label}第 {target.row + 1} {rowset.word} · {name}"


def shown(target: Target, value: Value) -> str:
    """A value as people read it: amounts in 万元, choices by their words, links by number."""
    field = field_of(target)
    if isinstance(value, tuple):
        return "、".join(str(row + 1) for row in value)
    if isinstance(value, Decimal):
        is_amount = (field and field.kind == Kind.AMOUNT) or (
            target.stated and target.field.endswith("_amount")
        )
        if target.field == "execution_rate":
            return f"{plain_number(value * 100)}%"
        return f"{wan_exact(value)} 万元" if is_amount else plain_number(value)
    if field and field.kind == Kind.CHOICE and field.choices:
        return str(field.choices(value).label)
    return value


def listing(report: OldReport) -> dict[str, Any]:
    """Everything that was found and missed, as plain values for a JSON file."""
    return {
        "title": report.title,
        "year": report.year,
        "department": report.department,
        "headings": [
            {"line": heading.line, "text": heading.text, "topic": heading.topic.label}
            for heading in report.headings
        ],
        "items": [_item(item) for item in report.items],
        "missed": [{"line": each.line, "text": each.text, "reason": each.reason} for each in report.missed],
    }


def _item(item: Item) -> dict[str, Any]:
    target = item.target
    return {
        "section": target.section,
        "rowset": target.rowset,
        "row": target.row + 1 if target.rowset else None,
        "field": target.field,
        "stored": not target.stated,
        "label": label_of(target),
        "value": str(item.value) if isinstance(item.value, Decimal) else item.value,
        "confidence": item.confidence.value,
        "reason": item.reason,
        "source": _source(item.source),
        "also": [_source(source) for source in item.also],
        "alternatives": [
            {"value": shown(target, other.value), "source": _source(other.source), "reason": other.reason}
            for other in item.alternatives
        ],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "line": source.line,
        "last_line": source.last_line,
        "sentence": source.sentence,
        "start": source.start,
        "end": source.end,
    }


def summary(report: OldReport) -> list[str]:
    """The lines a command prints: counts by section, then what is doubtful, then what was missed."""
    lines = [
        f"标题：{report.title or '没有找到'}",
        f"年度：{report.year or '没有找到'}",
        f"部门：{report.department or '没有找到'}",
    ]
    counts = Counter(item.confidence for item in report.items)
    sure = "，".join(f"{each.label} {counts[each]}" for each in Confidence)
    lines.append(
        f"共 {report.lines} 行，认出 {len(report.items)} 项（可信程度：{sure}），没有认出 {len(report.missed)} 处。"
    )
    lines += _found(report)
    if doubtful := [item for item in report.items if item.confidence == Confidence.LOW]:
        lines += ["", "存疑："] + [
            f"  第 {item.source.line} 行 {label_of(item.target)}：{_doubt(item)}" for item in doubtful
        ]
    if report.missed:
        lines += ["", "没有认出："] + [
            f"  第 {each.line} 行（{each.reason}）：{_short(each.text)}" for each in report.missed
        ]
    if long := [item for item in report.items if is_too_long(field_of(item.target), item.value)]:
        lines += ["", "超过字数，没有写入："] + [
            f"  第 {item.source.line} 行 {label_of(item.target)}" for item in long
        ]
    return lines


def _found(report: OldReport) -> list[str]:
    lines = []
    for key, section in SECTION_BY_KEY.items():
        own = [item for item in report.items if item.target.section == key]
        if not own:
            continue
        rows = [
            f"{rowset.label} {count} {rowset.word}"
            for rowset in section.rowsets
            if (
                count := len(
                    {
                        item.target.row
                        for item in own
                        if item.target.rowset == rowset.name and not item.target.stated
                    }
                )
            )
        ]
        stated = [
            f"{label_of(item.target)} {shown(item.target, item.value)}"
            for item in own
            if item.target.stated and not item.joins
        ]
        lines.append(f"  {section.title}：{len(own)} 项" + (f"（{'，'.join(rows)}）" if rows else ""))
        lines += [f"    原文写明：{'；'.join(stated)}"] if stated else []
    return lines


def _doubt(item: Item) -> str:
    others = "、".join(shown(item.target, other.value) for other in item.alternatives)
    return (
        _short(shown(item.target, item.value))
        + f"（{item.reason}{'；另有 ' + _short(others) if others else ''}）"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
