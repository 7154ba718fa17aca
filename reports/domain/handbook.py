"""填报手册: what a campaign asks for, as a document. All of it is derived: no sentence here stands a second time elsewhere.

Fields, hints and examples come from the sections, what is asked from the rules at their levels in this campaign, steps
from the table of the workflow, words from the terms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.roles import ROLE_PERMISSIONS, Role
from evaluations.domain.asked import asked
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.examples import EXAMPLES
from evaluations.domain.facts import CampaignFacts
from evaluations.domain.guidance import Advice, advice, help_of
from evaluations.domain.sections import SECTIONS, Field, Kind, RowSet, Section
from evaluations.domain.terms import TERMS
from evaluations.domain.workflow import TRANSITIONS, Route, Step, permission_for
from evaluations.enums import Status
from huadu_perf.lib.days import cn_day
from huadu_perf.lib.findings import Severity
from huadu_perf.lib.money import percent
from reports.domain.annexes.cells import cell
from reports.domain.assembly import safe_name
from reports.domain.document import NOTHING, Annex, Cell, Chapter, Part, Prose, Report, Row, Sheet, Table, say
from reports.domain.titles import title_lines
from reports.domain.wording import chinese_number, sentence

FIELD_HEAD, FIELD_WIDTHS = ("栏目", "必填", "字数上限", "填写要求"), (24, 12, 14, 50)
RULE_HEAD, RULE_WIDTHS = ("编号", "规则", "要求", "依据"), (8, 20, 50, 22)
EXAMPLE_HEAD, EXAMPLE_WIDTHS = ("栏目", "示例"), (20, 80)
TERM_HEAD, TERM_WIDTHS = ("术语", "含义", "出处"), (20, 50, 30)
#: What «…» in the examples is.
BOUND = "示例的单位是虚构的。«…»是绑定到表格的数，用“插入表中的数”填入，报告里显示表中的值"
#: What a level asks of the preparer.
ASKED = {
    Severity.ERROR: "改正后才能报送",
    Severity.WARNING: "改正，或写明原因",
    Severity.HINT: "供参考",
}


@dataclass(frozen=True)
class Announced:
    """What the bureau announces with a campaign and the facts of an evaluation do not hold."""

    region: str
    opens_on: date
    due_on: date
    route: Route
    contact: str = ""


def handbook(campaign: CampaignFacts, announced: Announced) -> Report:
    """The instruction of one campaign, ready to be laid out."""
    title = f"{announced.region}{campaign.name}填报手册"
    sections = [asked(each, campaign.template) if each.is_form else each for each in SECTIONS]
    annexes = (
        ("各栏目填写要求", _fields(sections, campaign), ()),
        ("校验规则", _rules(campaign.checks), ()),
        ("填写示例", _examples(sections), (sentence(BOUND),)),
        ("术语", _terms(), ()),
    )
    return Report(
        title=title,
        title_lines=title_lines(title, announced.region),
        department=announced.region,
        watermark="",
        file_stem=safe_name(f"{campaign.year}_{announced.region}_填报手册"),
        chapters=(
            Chapter("一、本次自评", (Part("", tuple(_announcement(campaign, announced))),)),
            Chapter("二、各节内容", tuple(_contents(sections))),
            Chapter("三、办理步骤", (Part("", tuple(_steps(announced.route))),)),
        ),
        annexes=tuple(
            Annex(f"附件{order}", name, False, (Sheet("", tuple(tables), above),))
            for order, (name, tables, above) in enumerate(annexes, start=1)
        ),
    )


def _announcement(campaign: CampaignFacts, announced: Announced) -> Iterator[Prose]:
    yield sentence(f"任务名称：{campaign.name}")
    if campaign.notice:
        yield sentence(f"工作通知：{campaign.notice}")
    yield sentence(
        f"填报时间：{cn_day(announced.opens_on)}至{cn_day(announced.due_on)}，过期不能报送；经财政局批准延期的部门，以批准的日期为准"
    )
    yield sentence(f"指标体系：{campaign.index_system}，各三级指标分值合计{campaign.rules.total_points}分")
    yield sentence(f"报告模板：{campaign.template.name}")
    if announced.contact:
        yield sentence(f"财政联系人：{announced.contact}")


# ── the sections ─────────────────────────────────────────────────────────────────────────────────────────────────


def _contents(sections: list[Section]) -> Iterator[Part]:
    """The sections by step of the work, each with what it is about."""
    steps = list(dict.fromkeys(section.step for section in sections))
    for order, step in enumerate(steps, start=1):
        lines = [
            say(f"{each.number}. {each.title}：", each.lead or "见附件1。")
            for each in sections
            if each.step == step
        ]
        yield Part(f"（{chinese_number(order)}）{step}", tuple(lines))


def _fields(sections: list[Section], campaign: CampaignFacts) -> Iterator[Table]:
    """Every field that a person fills in, with the hint and the rules that stand beside it on its form."""
    helps = help_of(campaign.checks)
    limits = {(each.rowset, each.field): each.limit for each in campaign.rules.word_limits}
    for section in filter(lambda each: each.is_form, sections):
        rows = [_field(field, "", helps, limits) for field in section.fields]
        for rowset in section.rowsets:
            rows.append(Row((cell(_named(rowset), "head", len(FIELD_WIDTHS)),), "group"))
            rows += [_field(field, rowset.name, helps, limits) for field in _filled_in(rowset)]
        caption = f"{section.number}. {section.title}"
        yield Table(caption, FIELD_WIDTHS, FIELD_HEAD, tuple(rows), caption=caption)


def _filled_in(rowset: RowSet) -> Iterator[Field]:
    """Without what the system sets: the line of a fixed set, the place in a tree, what stands in last year's filing."""
    placed = {"level", rowset.parent} | ({"item"} if rowset.is_fixed else set())
    return (field for field in rowset.fields if not field.given and field.name not in placed)


def _named(rowset: RowSet) -> str:
    """重点工作任务（至少 1 项）：hint."""
    least = f"（至少{rowset.needed}{rowset.word}）" if rowset.needed else ""
    return f"{rowset.label}{least}{f'：{rowset.hint}' if rowset.hint else ''}"


def _field(
    field: Field, rowset: str, helps: dict[str, tuple[str, ...]], limits: dict[tuple[str, str], int]
) -> Row:
    name = f"{rowset}.{field.name}" if rowset else field.name
    told = ((field.hint,) if field.hint else ()) + helps.get(name, ())
    limit = limits.get((rowset, field.name), field.max_length) if field.kind == Kind.PROSE else 0
    return Row((
        cell(field.label, "item"),
        cell("是" if field.needed else NOTHING),
        cell(f"{limit}字" if limit else NOTHING),
        Cell(tuple(sentence(words) for words in told) or (say(NOTHING),)),
    ))  # fmt: skip


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(route: Route) -> Iterator[Prose]:
    """Filling in, then every step that the workflow's table has on this route."""
    yield say(f"1. 填报：{Role.PREPARER.label}按上面的顺序填写各节，上传佐证材料，处理校验问题。")
    taken = (step for step in TRANSITIONS if _is_taken(step, route))
    for order, step in enumerate(taken, start=2):
        yield say(f"{order}. {step.action.label}：{_said(step, route)}。")


def _is_taken(step: Step, route: Route) -> bool:
    several = route.review_levels > 1
    return step.leader_signs in (None, route.leader_signs) and (step.final is not False or several)


def _said(step: Step, route: Route) -> str:
    permission = permission_for(step, route)
    who = "或".join(role.label for role in Role if permission in ROLE_PERMISSIONS[role])
    states = "、".join(f"“{state.label}”" for state in Status if state in step.source)
    gate = "，没有未处理的校验问题" if step.gate else ""
    comment = "，写明意见" if step.needs_comment else ""
    return f"{states}时由{who}办理{gate}{comment}，之后为“{step.target.label}”"


# ── rules, examples, terms ───────────────────────────────────────────────────────────────────────────────────────


def _rules(settings: CheckSettings) -> Iterator[Table]:
    """The rules in force by their level, the limits, and what is switched off."""
    every = advice(settings)
    for level, what in ASKED.items():
        rows = tuple(_rule(each) for each in every if each.severity == level)
        caption = f"{level.label}：{what}"
        if rows:
            yield Table(caption, RULE_WIDTHS, RULE_HEAD, rows, caption=caption)
    limits = tuple(
        Row((cell(field.title or name, "item"), cell(percent(getattr(settings.thresholds, name)), "figure")))
        for name, field in type(settings.thresholds).model_fields.items()
    )
    yield Table("界限", (50, 50), ("本任务设定的界限", "比例"), limits, caption="界限")
    if off := "、".join(f"{each.rule.code} {each.rule.title}" for each in every if each.severity is None):
        yield Table("停用", (100,), ("本任务停用的规则",), (Row((cell(off),)),), caption="停用")


def _rule(each: Advice) -> Row:
    rule = each.rule
    return Row((cell(rule.code, "item"), cell(rule.title), cell(rule.help), cell(rule.source)))


def _examples(sections: list[Section]) -> Iterator[Table]:
    for section in filter(lambda each: each.is_form, sections):
        pairs = [(field.label, EXAMPLES[field.name]) for field in section.fields if field.name in EXAMPLES]
        pairs += [
            (f"{rowset.called}：{label}", text)
            for rowset in section.rowsets
            for label, text in rowset.examples
        ]
        rows = tuple(Row((cell(label, "item"), cell(text))) for label, text in pairs)
        yield Table(section.title, EXAMPLE_WIDTHS, EXAMPLE_HEAD, rows, caption=section.title)


def _terms() -> Iterator[Table]:
    for group in TERMS:
        rows = tuple(
            Row((cell(term.name, "item"), cell(term.text), cell(term.source or NOTHING)))
            for term in group.terms
        )
        yield Table(group.title, TERM_WIDTHS, TERM_HEAD, rows, caption=group.title)
