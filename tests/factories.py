"""Plain functions that make what a test needs beside the demo."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Department, Membership, Region, User
from accounts.roles import Role
from budgets.domain.facts import BudgetLine
from budgets.enums import BudgetItem
from evaluations.actions.campaigns import open_evaluation
from evaluations.actions.exchange import write_facts
from evaluations.demo.seeding import FOLDER
from evaluations.domain.asked import LINES
from evaluations.domain.facts import EvaluationFacts, Finance, Goal, Indicator, Task
from evaluations.domain.report_template import Annex, AnnexFacts, ReportTemplateFacts
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from evaluations.enums import Direction, IndicatorKind
from evaluations.models import Campaign, ReportTemplate, SelfEvaluation, Submission, Transition
from evaluations.queries import department_facts

NAMESPACE = UUID("6f1c0d4e-3c5b-5f0a-9b39-2f6a8f7f2d11")


def key(name: str) -> UUID:
    """A stable key for a name."""
    return uuid5(NAMESPACE, name)


def union_facts(**overrides: Any) -> EvaluationFacts:
    """The demo's complete facts, with parts replaced."""
    facts = thaw((FOLDER / "union-2022.json").read_text("utf-8"))
    return facts.model_copy(update=overrides)


def unproved_facts() -> EvaluationFacts:
    """The demo's facts without evidence, and so without a satisfaction that a survey would have to prove."""
    facts = union_facts(evidence=())
    rows = tuple(
        row.model_copy(update={"kind": IndicatorKind.SOCIAL})
        if row.kind == IndicatorKind.SATISFACTION
        else row
        for row in facts.indicators
    )
    return facts.model_copy(update={"indicators": rows})


def with_base_data(template: ReportTemplateFacts) -> ReportTemplateFacts:
    """The template with one annex more: 基础数据表."""
    annex = AnnexFacts(kind=Annex.BASE_DATA, title="部门整体支出绩效评价基础数据表")
    return template.model_copy(update={"annexes": (*template.annexes, annex)})


#: What 基础数据表 asks for beside the demo's own lines: initial, adjusted, executed, last year.
BASE_LINES: dict[BudgetItem, tuple[str, str, str, str]] = {
    BudgetItem.PROJECT_BUSINESS: ("2803800", "2868000", "2868000", "2657700"),
    BudgetItem.PROJECT_UPKEEP: ("800000", "800000", "800000", "800000"),
    BudgetItem.OFFICE: ("180000", "165000", "165000", "188000"),
    BudgetItem.UTILITIES_TRAVEL: ("260000", "240000", "240000", "251000"),
    BudgetItem.MEETING: ("20000", "8000", "8000", "12000"),
    BudgetItem.TRAINING: ("60000", "50000", "50000", "0"),
    BudgetItem.PROCUREMENT: ("420000", "400000", "386000", "不适用"),
}


def based_facts(**finance: Any) -> EvaluationFacts:
    """The demo's facts where the report has 基础数据表, with all it asks for; `finance` replaces single fields."""
    facts = union_facts()
    names = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")
    lines = (
        BudgetLine(key=uuid5(LINES, item.value), item=item, **dict(zip(names, amounts, strict=True)))
        for item, amounts in BASE_LINES.items()
    )
    stated = {
        "building_approved_area": "1200", "building_actual_area": "1180.5", "building_approved_investment": "3600000",
        "building_actual_investment": "3581200", "thrift_measures": "会议合并召开，公务用车统一调度。",
    }  # fmt: skip
    campaign = facts.campaign.model_copy(update={"template": with_base_data(facts.campaign.template)})
    return facts.model_copy(update={
        "campaign": campaign, "budget_lines": (*facts.budget_lines, *lines),
        "finance": Finance(**facts.finance.model_dump() | stated | finance),
    })  # fmt: skip


def indicator(name: str = "开设课程期数", **overrides: Any) -> Indicator:
    """A third-level indicator, met and fully scored; its parent is `key("二级")`."""
    values: dict[str, Any] = {
        "key": key(name), "level": 3, "parent": key("二级"), "name": name, "kind": IndicatorKind.QUANTITY,
        "direction": Direction.AT_LEAST, "target_value": Decimal(48), "actual_value": Decimal(48), "unit": "期",
        "points": Decimal(10), "self_score": Decimal(10), "goal": key("目标"),
    }  # fmt: skip
    return Indicator(**values | overrides)


def indicators(leaves: Iterable[Indicator]) -> tuple[Indicator, ...]:
    """A tree of one first- and one second-level indicator with these leaves."""
    return (
        Indicator(key=key("一级"), level=1, name="履职效能"),
        Indicator(key=key("二级"), level=2, parent=key("一级"), name="推进改革"),
        *leaves,
    )


def large_facts(count: int, projects: int = 0) -> EvaluationFacts:
    """Complete facts with `count` third-level indicators (and `projects` copies of the demo's project)."""
    facts = union_facts()
    task, goal = Task(key=key("任务"), title="任务", text="内容"), key("目标")
    leaves = tuple(
        indicator(f"指标{number}", points=Decimal(100) / count if 100 % count == 0 else Decimal(1),
                  self_score=Decimal(100) / count if 100 % count == 0 else Decimal(1))
        for number in range(count)
    )  # fmt: skip
    copies = tuple(
        facts.projects[0].model_copy(
            update={"key": key(f"项目{number}"), "name": f"项目{number}", "task": task.key}
        )
        for number in range(projects)
    )
    return EvaluationFacts(
        **facts.model_dump(exclude={
            "tasks", "goals", "indicators", "projects", "project_indicators", "evidence", "explanations",
        }),
        tasks=(task,),
        goals=(Goal(key=goal, title="目标", expected="预期", achieved="完成", tasks=(task.key,)),),
        indicators=indicators(leaves),
        projects=copies,
    )  # fmt: skip


def ask_base_data(campaign: Campaign) -> Campaign:
    """The campaign with a report template that has 基础数据表."""
    template = with_base_data(campaign.report_template.facts)
    with acting("tests"):
        campaign.report_template = ReportTemplate.objects.create(
            code="with-base-data", name=template.name, definition=template.model_dump(mode="json"), is_published=True
        )  # fmt: skip
        campaign.save(update_fields=["report_template"])
    return campaign


def make_department(region: Region, code: str, **overrides: Any) -> Department:
    """A department of the region."""
    with acting("tests"):
        return Department.objects.create(
            **{"region": region, "code": code, "name": f"部门{code}"} | overrides
        )


def make_person(username: str, role: Role | None = None, **place: Any) -> User:
    """A person, with one role where `place` (department= or region=) says."""
    with acting("tests"):
        person = User.objects.create_user(username, password="a-test-password", name=username)
        if role is not None:
            Membership.objects.create(user=person, role=role, **place)
    return person


def make_evaluation(
    campaign: Campaign, code: str, facts: EvaluationFacts | None = None, *, copies_count: bool = False
) -> SelfEvaluation:
    """A new department's evaluation in the campaign, filled with facts where given.

    These are mostly the demo's own facts, filed by the trade union: unless `copies_count`, the campaign does not ask about
    copied texts (D6).
    """
    department = Department.objects.filter(region=campaign.region, code=code).first()
    department = department or make_department(campaign.region, code)
    with acting("tests"):
        if not copies_count:
            campaign.check_settings = {"levels": {"D6": "off"}}
            campaign.save(update_fields=["check_settings"])
        evaluation = open_evaluation(campaign=campaign, department=department, by="tests")
        if facts is not None:
            write_facts(evaluation, facts, by="tests", files={})
    return evaluation


def filed(evaluation: SelfEvaluation, facts: EvaluationFacts, by: User) -> SelfEvaluation:
    """Submitted in its first round, without the gate."""
    now, text = timezone.now(), freeze(facts)
    with acting("tests"):
        Submission.objects.create(
            evaluation=evaluation, round=1, facts=text, sha256=fingerprint(text), submitted_by=by, submitted_at=now
        )  # fmt: skip
        Transition.objects.create(
            evaluation=evaluation, step=1, round=1, action="submit", from_status="draft", to_status="submitted",
            by=by, at=now,
        )  # fmt: skip
        SelfEvaluation.objects.filter(pk=evaluation.pk).update(
            status="submitted", step=1, round=1, review_level=1, submitted_by=by, submitted_at=now
        )
    evaluation.refresh_from_db()
    return evaluation


def file_before(
    campaign: Campaign, department: Department, facts: EvaluationFacts, by: User, *, years: int = 1,
    approver: User | None = None, name: str = "",
) -> SelfEvaluation:  # fmt: skip
    """What the department filed in an earlier year, in a campaign of its own."""
    year = campaign.year - years
    facts = facts.model_copy(
        update={
            "campaign": facts.campaign.model_copy(update={"year": year}),
            "department": department_facts(department, department.region),
        }
    )
    earlier = Campaign.objects.get(pk=campaign.pk)
    earlier.pk, earlier.year, earlier.name = None, year, name or f"{year}年度部门整体支出绩效自评"
    with acting("tests"):
        earlier.save()
        evaluation = open_evaluation(campaign=earlier, department=department, by="tests")
        write_facts(evaluation, facts, by="tests", files={})
    filed(evaluation, facts, by)
    return approve(evaluation, approver) if approver else evaluation


def approve(evaluation: SelfEvaluation, by: User) -> SelfEvaluation:
    """Approved as it was filed."""
    now = timezone.now()
    with acting("tests"):
        Transition.objects.create(
            evaluation=evaluation, step=2, round=1, action="approve", from_status="submitted", to_status="approved",
            by=by, at=now,
        )  # fmt: skip
        SelfEvaluation.objects.filter(pk=evaluation.pk).update(
            status="approved", step=2, review_level=0, approved_by=by, approved_at=now
        )
    evaluation.refresh_from_db()
    return evaluation


def rights(person: User) -> Rights:
    """What the person may do."""
    return Rights(person)
