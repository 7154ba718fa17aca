"""Every part of the look with all its states on one page, with the figures of a real report. Shown in DEBUG only."""

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
from django.views.decorators.http import require_safe

from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.values import NOT_APPLICABLE

AMOUNT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
LONG = forms.Textarea(attrs={"rows": 3})
RESULT = (
    "全年组织劳模春节慰问 1 次，向 106 名在世劳模足额发放慰问金，资金于 2022 年 1 月 25 日前全部到账。"
    "慰问同时了解劳模生活状况，为 4 名生活困难劳模办理帮扶。"
)


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
    result = forms.CharField(label="项目完成情况", widget=LONG, help_text="写做了什么、覆盖多少人、结果如何。")
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

    actual = forms.CharField()
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


class ConfirmForm(forms.Form):
    """What is declared on submitting."""

    truth = forms.BooleanField(label="本部门对所填数据的真实性、完整性负责")


def _tiles() -> list[Example]:
    return [
        Example(label="全年预算数", value="1,057.63", unit="万元", note="年初 1,050.00"),
        Example(label="支出执行数", value="1,057.63", unit="万元", note="上年 998.40"),
        Example(label="执行率", value="100.0%", unit="", note="上年 99.1%"),
        Example(label="自评得分", value="96", unit="分", note="等级 优（90 分及以上）"),
    ]


SECTIONS = (
    ("基本情况", "部门概况", "已完成", "plain", 0, "李文静"),
    ("基本情况", "年度总体工作和重点工作任务", "已完成", "plain", 0, "李文静"),
    ("基本情况", "部门整体收支情况", "填写中", "info", 3, "周敏"),
    ("指标与项目", "整体绩效目标", "已退回", "warning", 1, "李文静"),
    ("指标与项目", "指标完成情况", "有问题", "danger", 2, "李文静"),
    ("指标与项目", "重点项目支出", "未开始", "neutral", 0, ""),
    ("分析与结论", "自评结论", "已锁定", "locked", 0, "陈志远"),
    ("分析与结论", "存在问题", "未开始", "neutral", 0, ""),
    ("分析与结论", "改进措施", "未开始", "neutral", 0, ""),
    ("核对与提交", "核对并提交", "未开始", "neutral", 0, ""),
)


def _sections() -> list[Example]:
    return [
        Example(number=number, title=title, url="#list", current=number == 3, state=state, tone=tone)
        for number, (_, title, state, tone, _, _) in enumerate(SECTIONS, 1)
    ]


def _task_groups() -> list[Example]:
    groups: dict[str, list[Example]] = {}
    for group, title, state, tone, missing, editor in SECTIONS:
        when = _at(2023, 3, 14, 14, 3) if editor else None
        hint = "年初、全年预算数和执行数" if missing == 3 else ""
        row = Example(
            title=title, url="#list", state=state, tone=tone, missing=missing, editor=editor, when=when, hint=hint
        )
        groups.setdefault(group, []).append(row)
    return [Example(title=f"{number} {title}", rows=rows) for number, (title, rows) in zip("①②③④", groups.items(), strict=True)]


#: level 1, level 2, name, target, actual, last year, points, computed, score, reason, state
INDICATORS: tuple[tuple[Any, ...], ...] = (
    ("预算执行", "执行情况", "部门预算执行率", "100%", "100.0%", "99.1%", 10, 10, "10", "", ""),
    ("履职效能", "推进产业工人队伍建设改革", "职工普惠课程期数", "≥48 期", "48", "45", 20, 20, "20", "", "carried"),
    ("履职效能", "推进产业工人队伍建设改革", "学历补助一线职工人数", "≥480 人", "487", "452", 15, 15, "15", "", ""),
    (
        "履职效能", "引领和加强职工思想政治工作", "企业工会主席任职培训班", "第三季度前完成", "10月完成", "", 15, 13, "13",
        "受场地安排影响，培训班由 9 月推迟到 10 月，晚于计划 1 个月，扣 2 分。", "changed",
    ),
    (
        "履职效能", "主动引领时代风尚", "劳模春节慰问金发放人数", "109 人", "106", "109", 20, 20, "19",
        "3 名劳模去世，未能发放，扣 1 分。", "",
    ),
    ("履职效能", "主动引领时代风尚", "劳模满意度", "≥95%", "", "96%", 20, 19, "21", "", ""),
)  # fmt: skip


def _indicator(number: int, row: tuple[Any, ...]) -> Example:
    _, _, name, target, actual, last, points, computed, score, reason, state = row
    form = ResultForm({f"r{number}-actual": actual, f"r{number}-score": score, f"r{number}-reason": reason}, prefix=f"r{number}")
    labels = {"actual": f"{name} · 实际值", "score": f"{name} · 自评分"}
    return Example(
        name=name, target=target, actual=actual, last=last, points=Decimal(points), computed=Decimal(computed),
        score=Decimal(score if score != "21" else "19"), reviewed=None if state else Decimal(computed),
        reason=reason, state=state, form=form, labels=labels,
    )  # fmt: skip


def _indicator_groups() -> list[Example]:
    groups: dict[tuple[str, str], list[Example]] = {}
    for number, row in enumerate(INDICATORS):
        groups.setdefault((row[0], row[1]), []).append(_indicator(number, row))
    return [Example(level1=level1, level2=level2, rows=rows) for (level1, level2), rows in groups.items()]


def _findings() -> list[Example]:
    place = Place("finance", "budget_lines", UUID(int=1), "executed_amount")
    total = Finding(
        "M001", Severity.ERROR, place, "支出执行 1,057.63 万元与各资金来源合计 1,047.63 万元不等，差 10.00 万元",
        "核对“其他资金”一行是否漏填", "财预〔2020〕10号",
    )  # fmt: skip
    empty = Finding("S004", Severity.ERROR, place, "“劳模满意度”没有填写实际值", "按问卷结果填写，如 98%")
    moved = Finding("M010", Severity.WARNING, place, "全年预算数 10.60 万元比年初 10.90 万元少 0.30 万元", "写明调整原因")
    gap = Finding("S011", Severity.WARNING, place, "“劳模春节慰问金发放人数”自评 19 分，按完成率建议 20 分")
    hint = Finding("T003", Severity.HINT, place, "“改进措施”第 2 条与上年相同")
    return [
        Example(finding=total, url="#finance", where="第 3 节 部门整体收支情况", explanation=""),
        Example(finding=empty, url="#grid-title", where="第 5 节 指标完成情况", explanation=""),
        Example(finding=moved, url="#finance", where="第 6 节 重点项目支出", explanation="3 名劳模去世，按规定核减慰问金。"),
        Example(finding=gap, url="#grid-title", where="第 5 节 指标完成情况", explanation=""),
        Example(finding=hint, url="", where="第 9 节 改进措施", explanation=""),
    ]


def _remarks() -> list[Example]:
    answer = Example(
        kind="已改", text="已补充 1 月慰问金发放签收表和银行回单，见佐证材料。", who="李文静", when=_at(2023, 3, 15, 9, 40)
    )
    return [
        Example(
            kind="缺佐证", where="指标“劳模春节慰问金发放人数”", url="#grid-title", state="已答复", tone="success",
            text="106 人的发放依据没有附上，请补充签收表或银行回单。", who="财政局 王海涛", when=_at(2023, 3, 14, 10, 5), answer=answer,
        ),
        Example(
            kind="理由不足", where="第 8 节 存在问题，第 1 条", url="#list", state="待答复", tone="warning",
            text="“资金使用进度慢”与全年执行率 100.0% 不符。请写明是哪些月份、哪个项目进度慢。", who="财政局 王海涛",
            when=_at(2023, 3, 14, 10, 12), answer=None,
        ),
    ]  # fmt: skip


def _entries() -> list[Example]:
    return [
        Example(action="退回", who="财政局 王海涛", when=_at(2023, 3, 14, 10, 20), words="3 条意见，重新报送期限 2023年3月20日。", tone="warning"),
        Example(action="提交", who="陈志远（负责人）", when=_at(2023, 3, 6, 16, 20), words="", tone="info"),
        Example(action="交负责人审签", who="李文静", when=_at(2023, 3, 6, 11, 2), words="", tone=""),
        Example(action="开始填报", who="李文静", when=_at(2023, 2, 20, 9, 15), words="", tone=""),
    ]  # fmt: skip


def _files() -> list[Example]:
    return [
        Example(
            name="2022年劳模春节慰问金发放签收表.pdf", url="#files-title", size="1.8 MB", who="李文静",
            when=_at(2023, 3, 15, 9, 31), links=["劳模春节慰问金发放人数", "劳动模范春节慰问经费"], note="", drop_url="#files-title",
        ),
        Example(
            name="职工普惠课程开课记录（48期）.xlsx", url="#files-title", size="64 KB", who="周敏", when=_at(2023, 3, 2, 15, 8),
            links=["职工普惠课程期数"], note="文件日期 2021年12月，不在评价年度内", drop_url="",
        ),
    ]  # fmt: skip


def _departments() -> list[Example]:
    rows = (
        ("花都区总工会", "已报送", "info", "10576300.00", "1", 96, "优", _at(2023, 3, 6, 16, 20)),
        ("花都区妇女联合会", "审核通过", "success", "6420800.00", "0.9862", 93, "优", _at(2023, 3, 3, 10, 8)),
        ("花都区残疾人联合会", "已退回", "warning", "23187412.35", "0.8719", Decimal("88.5"), "良", _at(2023, 3, 5, 17, 41)),
        ("花都区地方志办公室", "填报中", "neutral", None, None, None, None, None),
    )
    return [
        Example(
            name=name, state=state, tone=tone, executed=Decimal(executed) if executed else None,
            rate=Decimal(rate) if rate else None, score=Decimal(score) if score else None, grade=grade, when=when,
        )
        for name, state, tone, executed, rate, score, grade, when in rows
    ]  # fmt: skip


def _conflicts() -> list[Example]:
    return [
        Example(name="executed", label="支出执行数", mine="1,057.63", theirs="1,047.63"),
        Example(name="reason", label="调整原因", mine="3 名劳模去世，核减慰问金。", theirs=None),
        Example(name="result", label="完成情况", mine=RESULT, theirs=RESULT[:49]),
    ]


def _forms() -> dict[str, Any]:
    typed = {"initial": "十万零九千", "adjusted": "10.60", "executed": "10.60", "reason": "", "result": RESULT, "fund": "a"}
    duty = {
        "title": "维护职工合法权益",
        "text": "调查研究职工合法权益的重大问题，反映职工意愿和要求，参与劳动安全事故的调查处理。",
    }
    carried = {"title": "服务劳动模范", "text": "做好劳动模范的推荐评选、日常管理和生活帮扶。"}
    return {
        "form": FieldsForm(typed),
        "amounts": AmountsForm({"income": "1,057.63", "expense": "1,057.63"}),
        "duty_form": DutyForm(duty, prefix="duties-1"),
        "carried_form": DutyForm(carried, prefix="duties-2"),
        "filters": FilterForm(),
        "answer_form": AnswerForm(prefix="answer"),
        "confirm_fields": ConfirmForm(),
    }


def _notices() -> list[Example]:
    words = (
        ("success", "“部门整体收支情况”已保存。还有 2 处必须修改。"),
        ("warning", "网络中断，内容保留在本机，恢复后自动重试。"),
        ("error", "没有保存：“年初预算数”不是数字。"),
        ("info", "“重点项目支出”已交给周敏填写。"),
    )
    return [Notice(level, text) for level, text in words]


class Notice(str):
    """A text with a level, as Django's messages are."""

    level_tag: str

    def __new__(cls, level: str, text: str) -> "Notice":
        notice = super().__new__(cls, text)
        notice.level_tag = level
        return notice


@require_safe
@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The whole page; it reads nothing but this module."""
    links = [Example(label=label, url="#main", active=label == "工作台") for label in ("工作台", "自评任务", "操作日志")]
    values = {
        "rate": Decimal("1"), "low_rate": Decimal("0.8719"), "initial": Decimal("10500000"), "zero": Decimal(0),
        "executed": Decimal("10576300"), "not_applicable": NOT_APPLICABLE, "total": Decimal("40184512.35"),
        "total_rate": Decimal("0.9213"), "units": Decimal(42), "noon": _at(2023, 3, 14, 14, 1), "deadline": date(2023, 3, 20),
    }  # fmt: skip
    states = (
        ("已完成", "plain"), ("未开始", "neutral"), ("填写中", "info"), ("审核通过", "success"),
        ("已退回", "warning"), ("有问题", "danger"), ("已锁定", "locked"),
    )  # fmt: skip
    parts = {
        "links": links, "states": states, "sections": _sections(), "groups": _task_groups(), "tiles": _tiles(),
        "indicator_groups": _indicator_groups(), "findings": _findings(), "no_findings": [], "remarks": _remarks(),
        "entries": _entries(), "files": _files(), "departments": _departments(), "conflicts": _conflicts(),
        "page": Paginator(range(142), 20).page(3), "notices": _notices(), "texts": {"result": RESULT},
    }  # fmt: skip
    return render(request, "ui/gallery.html", {**values, **parts, **_forms()})
