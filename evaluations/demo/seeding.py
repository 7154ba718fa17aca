"""The demo: three departments of 花都区 at three stages, taken there by the same steps a user takes."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Department, Membership, Region, User
from accounts.roles import REGION_ROLES, Role
from evaluations.actions.campaigns import create_campaign, open_evaluation, open_evaluations
from evaluations.actions.exchange import load_evaluation
from evaluations.actions.reference import load_all_reference_data
from evaluations.actions.review import add_remark
from evaluations.actions.workflow import take_step
from evaluations.demo import evidence
from evaluations.demo.accounts import ACCOUNTS, DEPARTMENTS, FEDERATION, PASSWORD, UNION, DemoAccount
from evaluations.demo.earlier import AMOUNTS, earlier_facts, with_answers
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import thaw
from evaluations.enums import Action
from evaluations.models import Campaign, IndexSystem, ReportTemplate, SelfEvaluation
from huadu_perf.lib.findings import Place

FOLDER = Path(__file__).resolve().parent
SEEDER = "seed_demo"
YEAR = 2022
#: Invented; no number in Guangzhou begins with 1.
CONTACT = {"contact_office": "绩效评价股", "contact_person": "黄嘉宁", "contact_phone": "020-10862022"}
FILES = ("union-2022.json", "cppcc-2022.json", "disabled-federation-2022.json")


def seed(*, with_history: bool = False) -> bool:
    """Loads the demo into an empty database; gives False, changing nothing, when there are campaigns already.

    `with_history` adds the union's approved evaluations of the two years before, filed first, and its empty one of the
    year after, which can begin with what was filed.
    """
    if Campaign.objects.exists():
        return False
    with acting(SEEDER):
        load_all_reference_data(by=SEEDER)
        region = Region.objects.create(code="440114", name="广州市花都区", **CONTACT)
        departments = {
            code: Department.objects.create(region=region, code=code, name=name, short_name=short)
            for code, name, short in DEPARTMENTS
        }
        hashed = make_password(PASSWORD)
        people = {account.username: _person(account, region, departments, hashed) for account in ACCOUNTS}
        for year in sorted(AMOUNTS) if with_history else ():
            seed_year_before(people, year)
        campaign = _campaign(region, people["caizheng"])
        open_evaluations(campaign=campaign, by=people["caizheng"])
        evaluations = {
            code: _fill(campaign, name) for (code, _, _), name in zip(DEPARTMENTS, FILES, strict=True)
        }
        _approve(evaluations[UNION], people)
        _return(evaluations[FEDERATION], people)
        if with_history:
            _open_for_union(_campaign(region, people["caizheng"], YEAR + 1), people)
    return True


def _person(account: DemoAccount, region: Region, departments: dict[str, Department], hashed: str) -> User:
    person = User.objects.create(username=account.username, name=account.name, password=hashed)
    department = departments.get(account.department)
    everywhere = account.role in REGION_ROLES or (account.role == Role.REVIEWER and department is None)
    Membership.objects.create(
        user=person, role=account.role, department=department, region=region if everywhere else None
    )
    return person


def _campaign(region: Region, manager: User, year: int = YEAR) -> Campaign:
    today = timezone.localdate()
    campaign = Campaign(
        region=region,
        name=f"{year}年度部门整体支出绩效自评",
        year=year,
        index_system=IndexSystem.objects.get(code="huadu-2022", version=1),
        report_template=ReportTemplate.objects.get(code="huadu-2022", version=3),
        opens_on=today - timedelta(days=20),
        due_on=today + timedelta(days=25),
        **CONTACT,
    )
    return create_campaign(campaign=campaign, by=manager)


def seed_year_before(people: dict[str, User], year: int) -> SelfEvaluation:
    """The union's evaluation of 2020 or 2021, approved by the same steps."""
    with acting(SEEDER):
        campaign = _campaign(Region.objects.get(), people["caizheng"], year)
        _open_for_union(campaign, people)
        evaluation = _load(campaign, _answering(earlier_facts(_stated(FILES[0]), year)))
        _approve(evaluation, people)
    return evaluation


def _open_for_union(campaign: Campaign, people: dict[str, User]) -> None:
    department = Department.objects.get(code=UNION)
    open_evaluation(campaign=campaign, department=department, by=people["caizheng"])


def _fill(campaign: Campaign, file_name: str) -> SelfEvaluation:
    return _load(campaign, _answering(_stated(file_name)))


def _stated(file_name: str) -> EvaluationFacts:
    return thaw((FOLDER / file_name).read_text("utf-8"))


def _answering(facts: EvaluationFacts) -> EvaluationFacts:
    """The facts with answers to last year's measures, where the demo has the year before."""
    before = facts.campaign.year - 1
    if facts.department.code != UNION or not Campaign.objects.filter(year=before).exists():
        return facts
    return with_answers(facts, earlier_facts(_stated(FILES[0]), before))


def _load(campaign: Campaign, facts: EvaluationFacts) -> SelfEvaluation:
    preparer = User.objects.get(
        memberships__department__code=facts.department.code, memberships__role=Role.PREPARER
    )
    return load_evaluation(facts=facts, campaign=campaign, by=preparer, files=evidence.files())


def _approve(evaluation: SelfEvaluation, people: dict[str, User]) -> None:
    _step(evaluation, Action.SEND_TO_LEADER, people["gonghui"])
    _step(evaluation, Action.SIGN, people["gonghui-fzr"], "数据已核对，同意报送。")
    _step(evaluation, Action.APPROVE, people["shenhe"], "数据与决算一致，佐证齐全，同意通过。")


def _return(evaluation: SelfEvaluation, people: dict[str, User]) -> None:
    _step(evaluation, Action.SEND_TO_LEADER, people["canlian"])
    _step(evaluation, Action.SIGN, people["canlian-fzr"], "同意报送。")
    facts = thaw((FOLDER / "disabled-federation-2022.json").read_text("utf-8"))
    remarks: list[dict[str, Any]] = json.loads(
        (FOLDER / "disabled-federation-2022.remarks.json").read_text("utf-8")
    )
    for remark in remarks:
        place = Place.parse(remark["place"])
        add_remark(
            evaluation=evaluation,
            place=str(place),
            place_label=label_of(place, facts),
            text=remark["text"],
            by=people["shenhe2"],
        )
    _step(evaluation, Action.RETURN, people["shenhe2"], "请按 3 条意见修改并逐条答复后重新报送。")


def _step(evaluation: SelfEvaluation, action: Action, person: User, comment: str = "") -> None:
    standing = take_step(evaluation=evaluation, action=action, rights=Rights(person), comment=comment)
    if standing:
        raise RuntimeError(f"演示数据没有通过校验：{[finding.message for finding in standing]}")
