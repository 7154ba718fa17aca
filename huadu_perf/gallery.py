"""Every part of the look with all its states on one page, with figures as in a real report. DEBUG only."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace as Example
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.forms import BaseForm
from huadu_perf.lib.values import NOT_APPLICABLE

AMOUNT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
LONG = forms.Textarea(attrs={"rows": 3})
RESULT = (
    "全年组织劳模春节慰问 1 次，向 106 名在世劳模足额发放慰问金，资金于 2022 年 1 月 25 日前全部到账。"
    "慰问同时了解劳模生活状况，为 4 名生活困难劳模办理帮扶。"
)


def _examples(names: str, *rows: tuple[Any, ...]) -> list[Example]:
    """One object a row, as the parts take them."""
    return [Example(**dict(zip(names.split(), row, strict=True))) for row in rows]


def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


class AmountsForm(forms.Form):
    """Two inputs side by side."""

    income = forms.CharField(label="收入执行数", widget=AMOUNT)
    expense = forms.CharField(label="支出执行数", widget=AMOUNT)


class FieldsForm(forms.Form):
    """One field of every kind, some of them wrong."""

    initial = forms.DecimalField(
        label="年初预算数",
        widget=AMOUNT,
        help_text="人大批复的部门预算数。",
        error_messages={"invalid": "“十万零九千”不是数字。请填写年初预算数（万元），只填数字，如 10.90"},
    )
    adjusted = forms.CharField(label="全年预算数", widget=AMOUNT)
    executed = forms.CharField(label="全年执行数", widget=AMOUNT)
    reason = forms.CharField(
        label="预算调整原因",
        widget=LONG,
        error_messages={"required": "全年预算数与年初预算数不同，请填写调整原因"},
    )
    result = forms.CharField(
        label="项目完成情况", widget=LONG, help_text="写做了什么、覆盖多少人、结果如何。"
    )
    fund = forms.ChoiceField(label="资金来源", choices=[("a", "一般公共预算"), ("b", "政府性基金预算")])
    kind = forms.ChoiceField(
        label="本节是否已填完",
        choices=[("yes", "是"), ("later", "否，稍后继续")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择本节是否已填完"},
    )
    finished = forms.BooleanField(label="本部门没有下属单位", required=False)
    focused = forms.CharField(label="联系电话（聚焦）", required=False)


class DutyForm(forms.Form):
    """One item of a row set."""

    title = forms.CharField(label="名称")
    text = forms.CharField(label="内容", widget=LONG)


class ResultForm(forms.Form):
    """The cells of one indicator."""

    actual = forms.CharField(error_messages={"required": "请填写实际值"})
    score = forms.DecimalField(
        max_value=20, widget=AMOUNT, error_messages={"max_value": "自评分不能超过分值 20"}
    )
    reason = forms.CharField(label="扣分原因", required=False)


class FilterForm(forms.Form):
    """The filter over a list."""

    query = forms.CharField(label="部门名称、拼音首字母或代码", required=False)
    status = forms.ChoiceField(label="状态", choices=[("", "全部"), ("s", "已报送")], required=False)
    office = forms.ChoiceField(label="归口科室", choices=[("", "全部"), ("x", "行政政法科")], required=False)


class AnswerForm(forms.Form):
    """An answer to a remark."""

    kind = forms.ChoiceField(
        label="答复方式", choices=[("fixed", "已改"), ("kept", "说明")], widget=forms.RadioSelect
    )
    text = forms.CharField(label="答复", widget=LONG)


class ConfirmForm(BaseForm):
    """What is declared on submitting."""

    truth = forms.BooleanField(label="本部门对所填数据的真实性、完整性负责")


def _tiles() -> list[Example]:
    return _examples(
        "label value unit note",
        ("全年预算数", "1,057.63", "万元", "年初 1,050.00"),
        ("支出执行数", "1,057.63", "万元", "上年 998.40"),
        ("执行率", "100.0%", "", "上年 99.1%"),
        ("自评得分", "96", "分", "等级 优（90 分及以上）"),
    )


SECTIONS = (
    ("基本情况", "部门概况", "已完成", "plain", 0, "李文静", ""),
    ("基本情况", "年度总体工作和重点工作任务", "已完成", "plain", 0, "李文静", ""),
    ("基本情况", "部门整体收支情况", "填写中", "info", 3, "周敏", "年初、全年预算数和执行数"),
    ("指标与项目", "整体绩效目标", "已退回", "warning", 1, "李文静", ""),
    ("指标与项目", "指标完成情况", "有问题", "danger", 2, "李文静", ""),
    ("指标与项目", "重点项目支出", "未开始", "neutral", 0, "", ""),
    ("分析与结论", "自评结论", "已锁定", "locked", 0, "陈志远", ""),
    ("分析与结论", "存在问题", "未开始", "neutral", 0, "", ""),
    ("分析与结论", "改进措施", "未开始", "neutral", 0, "", ""),
    ("核对与提交", "核对并提交", "未开始", "neutral", 0, "", ""),
)
STATES = (
    ("已完成", "plain"),
    ("未开始", "neutral"),
    ("填写中", "info"),
    ("审核通过", "success"),
    ("已退回", "warning"),
    ("有问题", "danger"),
    ("已锁定", "locked"),
)


_GIVEN = "assignee verb assigned_by assigned_at due_on is_finished is_late note"
_MONDAY = _at(2023, 3, 13, 9)
GIVEN = dict(
    zip(
        ("部门整体收支情况", "整体绩效目标", "指标完成情况"),
        _examples(
            _GIVEN,
            ("周敏", "填写", "陈志强", _MONDAY, date(2023, 3, 20), False, False, "决算数以财务科的表为准"),
            ("李文静", "填写", "陈志强", _MONDAY, None, True, False, ""),
            ("周敏", "填写", "陈志强", _MONDAY, date(2023, 3, 14), False, True, ""),
        ),
        strict=True,
    )
)


def _sections() -> list[Example]:
    rows = ((n, row[1], "#list", n == 3, row[2], row[3]) for n, row in enumerate(SECTIONS, 1))
    return _examples("number title url current state tone", *rows)


def _task_groups() -> list[Example]:
    groups: dict[str, list[Example]] = {}
    for group, *row in SECTIONS:
        (task,) = _examples("title state tone missing editor hint", tuple(row))
        task.url, task.when = "#list", _at(2023, 3, 14, 14, 3) if task.editor else None
        task.given, task.notes = GIVEN.get(task.title), 2 if task.missing == 3 else 0
        groups.setdefault(group, []).append(task)
    numbered = zip("①②③④", groups.items(), strict=True)
    return [Example(title=f"{number} {title}", rows=rows) for number, (title, rows) in numbered]


LATE = "受场地安排影响，培训班由 9 月推迟到 10 月，晚于计划 1 个月，扣 2 分。"
MISSED = "3 名劳模去世，未能发放，扣 1 分。"
#: level 1, level 2; name, target, actual, last year, points, computed, typed score, reason, state
INDICATORS: tuple[tuple[Any, ...], ...] = (
    ("预算执行", "执行情况", "部门预算执行率", "100%", "100.0%", "99.1%", 10, 10, "10", "", ""),
    ("履职效能", "推进产改", "职工普惠课程期数", "≥48 期", "48", "45", 20, 20, "20", "", "carried"),
    ("履职效能", "推进产改", "学历补助一线职工人数", "≥480 人", "487", "452", 15, 15, "15", "", ""),
    ("履职效能", "引领职工思想", "工会主席培训班", "9月底前", "10月完成", "", 15, 13, "13", LATE, "changed"),
    ("履职效能", "引领时代风尚", "慰问金发放人数", "109 人", "106", "109", 20, 20, "19", MISSED, ""),
    ("履职效能", "引领时代风尚", "劳模满意度", "≥95%", "", "96%", 20, 19, "21", "", ""),
)


def _indicator(number: int, row: tuple[Any, ...]) -> Example:
    names = "name target actual last points computed typed reason state"
    (cell,) = _examples(names, row[2:])
    prefix = f"r{number}"
    typed = {"actual": cell.actual, "score": cell.typed, "reason": cell.reason}
    cell.form = ResultForm({f"{prefix}-{name}": value for name, value in typed.items()}, prefix=prefix)
    cell.labels = {"actual": f"{cell.name} · 实际值", "score": f"{cell.name} · 自评分"}
    cell.points, cell.computed = Decimal(cell.points), Decimal(cell.computed)
    cell.score = min(Decimal(cell.typed), cell.computed)
    cell.reviewed = None if cell.state else cell.score
    return cell


def _indicator_groups() -> list[Example]:
    groups: dict[str, dict[str, list[Example]]] = {}
    for number, row in enumerate(INDICATORS):
        groups.setdefault(row[0], {}).setdefault(row[1], []).append(_indicator(number, row))
    return [Example(name=name, parts=list(parts.items())) for name, parts in groups.items()]


def _findings() -> list[Example]:
    total = "支出执行 1,057.63 万元与各资金来源合计 1,047.63 万元不等，差 10.00 万元"
    moved = "全年预算数 10.60 万元比年初 10.90 万元少 0.30 万元"
    given = "3 名劳模去世，按规定核减慰问金。"
    rows = (
        (
            Severity.ERROR,
            total,
            "核对“其他资金”一行是否漏填",
            "财预〔2020〕10号",
            "第 3 节 部门整体收支情况",
            "",
        ),
        (
            Severity.ERROR,
            "“劳模满意度”没有填写实际值",
            "按问卷结果填写，如 98%",
            "",
            "第 5 节 指标完成情况",
            "",
        ),
        (Severity.WARNING, moved, "写明调整原因", "", "第 6 节 重点项目支出", given),
        (
            Severity.WARNING,
            "“慰问金发放人数”自评 19 分，按完成率建议 20 分",
            "",
            "",
            "第 5 节 指标完成情况",
            "",
        ),
        (Severity.HINT, "“改进措施”第 2 条与上年相同", "", "", "", ""),
    )
    place = Place("finance", "budget_lines", UUID(int=1), "executed_amount")
    return [
        Example(
            finding=Finding("EXAMPLE", severity, place, message, fix, source),
            url=where and "#finance",
            where=where,
            explanation=explanation,
        )
        for severity, message, fix, source, where, explanation in rows
    ]


def _remarks() -> list[Example]:
    done = "已补充 1 月慰问金发放签收表和银行回单，见佐证材料。"
    (answer,) = _examples("kind text who when", ("已改", done, "李文静", _at(2023, 3, 15, 9, 40)))
    proof = "106 人的发放依据没有附上，请补充签收表或银行回单。"
    slow = "“资金使用进度慢”与全年执行率 100.0% 不符。请写明是哪些月份、哪个项目进度慢。"
    common = ("财政局 王海涛", _at(2023, 3, 14, 10, 5))
    return _examples(
        "kind where url text state tone answer who when",
        ("缺佐证", "指标“慰问金发放人数”", "#grid-title", proof, "已答复", "success", answer, *common),
        ("理由不足", "第 8 节 存在问题，第 1 条", "#list", slow, "待答复", "warning", None, *common),
    )


def _entries() -> list[Example]:
    return _examples(
        "action who when words tone",
        (
            "退回",
            "财政局 王海涛",
            _at(2023, 3, 14, 10, 20),
            "3 条意见，重新报送期限 2023年3月20日。",
            "warning",
        ),
        ("提交", "陈志远（负责人）", _at(2023, 3, 6, 16, 20), "", "info"),
        ("交负责人审签", "李文静", _at(2023, 3, 6, 11, 2), "", ""),
        ("开始填报", "李文静", _at(2023, 2, 20, 9, 15), "", ""),
    )


def _files() -> list[Example]:
    names = "name size who when links note drop_url"
    proves = ["慰问金发放人数", "劳动模范春节慰问经费"]
    early = "文件日期 2021年12月，不在评价年度内"
    files = _examples(
        names,
        (
            "2022年慰问金发放签收表.pdf",
            "1.8 MB",
            "李文静",
            _at(2023, 3, 15, 9, 31),
            proves,
            "",
            "#files-title",
        ),
        (
            "普惠课程记录（48期）.xlsx",
            "64 KB",
            "周敏",
            _at(2023, 3, 2, 15, 8),
            ["职工普惠课程期数"],
            early,
            "",
        ),
    )
    for file in files:
        file.url = "#files-title"
    return files


def _departments() -> list[Example]:
    def row(
        name: str, state: str, tone: str, *figures: str, grade: str = "", day: int = 0
    ) -> tuple[Any, ...]:
        values = [Decimal(figure) for figure in figures] or [None, None, None]
        return (name, state, tone, *values, grade, _at(2023, 3, day, 16, 20) if day else None)

    return _examples(
        "name state tone executed rate score grade when",
        row("花都区总工会", "已报送", "info", "10576300", "1", "96", grade="优", day=6),
        row("花都区妇女联合会", "审核通过", "success", "6420800", "0.9862", "93", grade="优", day=3),
        row("花都区残疾人联合会", "已退回", "warning", "23187412.35", "0.8719", "88.5", grade="良", day=5),
        row("花都区地方志办公室", "填报中", "neutral"),
    )


def _cells() -> list[Example]:
    """Stand-ins for the cells of a section form (evaluations.forms.cells)."""
    amount = mark_safe('<input type="text" id="cell-staff" inputmode="decimal" value="21">')
    links = mark_safe(
        '<label class="choice"><input type="checkbox" id="cell-goals" checked> 维护职工合法权益</label>'
    )
    note = mark_safe('<p class="cell-note cell-note-warning">需要说明：实有人数多于编制数</p>')
    staff = Example(kind="count", label="实有在编人数")
    goals = Example(kind="links", label="对应的整体目标")
    text = Example(kind="prose", label="综合评价")
    bound, said = "支出«支出合计»，开设课程48期。", "支出1,057.63万元，开设课程48期。"
    area = format_html('<textarea id="cell-text" rows="2">{}</textarea>', bound)
    offers = _examples(
        "text label value start token",
        (
            "48期",
            "“课程期数” · 实际完成值",
            "14|17|48期|«指标:课程期数.实际完成值»",
            14,
            "«指标:课程期数.实际完成值»",
        ),
    )
    cells = _examples(
        "spec name hint error notes input shown is_numeric said bindings help limit length",
        (
            staff,
            "cell-staff",
            "年末数，不含编外人员。",
            "",
            note,
            amount,
            "21",
            True,
            "",
            (),
            ("在职人数超过编制的，说明原因。",),
            0,
            0,
        ),
        (goals, "cell-goals", "", "", "", links, "", False, "", (), (), 0, 0),
        (text, "cell-text", "", "", "", area, bound, False, said, offers, (), 200, 17),
    )
    for cell in cells:
        cell.noted = cell.mark = cell.last_year = cell.example = ""
    cells[2].example = "全年开设«指标:课程期数.实际完成值»培训课程，结业考核全部合格。"
    cells[0].noted = mark_safe('<a class="noted" href="#cell-staff">备注 <span class="figure">2</span></a>')
    return cells


def _conflicts() -> list[Example]:
    return _examples(
        "name label mine theirs",
        ("executed", "支出执行数", "1,057.63", "1,047.63"),
        ("reason", "调整原因", "3 名劳模去世，核减慰问金。", None),
        ("result", "完成情况", RESULT, RESULT[:49]),
    )


class Notice(str):
    """A text with a level, as Django's messages are."""

    level_tag = ""


def _notice(level: str, text: str) -> Notice:
    notice = Notice(text)
    notice.level_tag = level
    return notice


def _sides() -> dict[str, Any]:
    """Two versions side by side: an item that changed, with a remark; and the charts of three years."""

    def words(*runs: tuple[str, str]) -> list[Example]:
        return [Example(runs=[Example(text=text, change=change, missing=False) for text, change in runs])]

    text = ("向 ", ""), ("106 ", "removed"), ("名在世劳模发放慰问金。", "")
    later = ("向 ", ""), ("108 ", "added"), ("名在世劳模发放慰问金。", ""), ("资金于节前到账。", "moved")
    lines = _examples(
        "label old new difference",
        ("全年执行数（万元）", words(("10.60", "was")), words(("10.80", "now")), "增加 0.20 万元（1.9%）"),
        ("实施情况", words(*text), words(*later), ""),
    )
    said = Example(text="慰问人数与发放表不一致，请核对。", kind="已修改", answer="已按发放表更正。")
    item = Example(
        label="劳动模范春节慰问", change=Example(value="改动"), tone="info", is_readable=False,
        place=Example(anchor="changed-item"), remarks=[said], lines=lines,
    )  # fmt: skip
    years = ("2020年", Decimal("93.9"), "93.9"), ("2021年", None, "未知"), ("2022年", Decimal(96), "96")
    return {
        "shown": Example(old=Example(name="第1轮"), new=Example(name="第2轮")),
        "changed_item": item,
        "year_chart": Example(label="绩效得分", bars=_examples("label value words", *years)),
    }


def _notices() -> list[Notice]:
    return [
        _notice("success", "“部门整体收支情况”已保存。还有 2 处必须修改。"),
        _notice("warning", "网络中断，内容保留在本机，恢复后自动重试。"),
        _notice("error", "没有保存：“年初预算数”不是数字。"),
        _notice("info", "“重点项目支出”已交给周敏填写。"),
    ]


def _forms() -> dict[str, forms.Form]:
    amounts = {"initial": "十万零九千", "adjusted": "10.60", "executed": "10.60"}
    duty = "调查研究职工合法权益的重大问题，反映职工意愿和要求，参与劳动安全事故的调查处理。"
    carried = "做好劳动模范的推荐评选、日常管理和生活帮扶。"
    return {
        "form": FieldsForm({**amounts, "reason": "", "result": RESULT, "fund": "a"}),
        "amounts": AmountsForm({"income": "1,057.63", "expense": "1,057.63"}),
        "duty_form": DutyForm(initial={"title": "维护职工合法权益", "text": duty}, prefix="duties-1"),
        "carried_form": DutyForm(initial={"title": "服务劳动模范", "text": carried}, prefix="duties-2"),
        "filters": FilterForm(),
        "answer_form": AnswerForm(prefix="answer"),
        "confirm_fields": ConfirmForm(),
    }


def _values() -> dict[str, Any]:
    return {
        "initial": Decimal(10500000),
        "executed": Decimal(10576300),
        "zero": Decimal(0),
        "not_applicable": NOT_APPLICABLE,
        "rate": Decimal(1),
        "low_rate": Decimal("0.8719"),
        "total": Decimal("40184512.35"),
        "total_rate": Decimal("0.9213"),
        "units": Decimal(42),
        "noon": _at(2023, 3, 14, 14, 1),
        "deadline": date(2023, 3, 20),
        "texts": {"result": RESULT},
    }


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The whole page; it reads nothing but this module."""
    links = ("工作台", "#main", True), ("自评任务", "#main", False), ("操作日志", "#main", False)
    parts = {
        "links": _examples("label url active", *links),
        "states": STATES,
        "sections": _sections(),
        "groups": _task_groups(),
        "tiles": _tiles(),
        "indicator_groups": _indicator_groups(),
        "findings": _findings(),
        "no_findings": [],
        "head_help": ("自评得分在 0 与分值之间。", "得分低于分值的，写扣分原因和改进措施。"),
        "remarks": _remarks(),
        "entries": _entries(),
        "files": _files(),
        "departments": _departments(),
        "conflicts": _conflicts(),
        "cells": _cells(),
        "page": Paginator(range(142), 20).page(3),
        "notices": _notices(),
    }
    return render(request, "ui/gallery.html", {**_values(), **parts, **_sides(), **_forms()})
