"""How far the evaluations of a list are: what the finance bureau's lists, the campaign page and their Excel sheet show.

Every list costs the same few queries, however long it is. Rates and findings are read from rows and from what was filed;
the facts themselves are not loaded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from accounts.access import Rights
from accounts.models import Membership, User
from accounts.roles import Permission, roles_with
from budgets.domain.execution import execution_rate
from budgets.enums import GROUP_ITEMS, BudgetGroup
from budgets.models import BudgetLine
from evaluations.actions.workflow import hindered, route_of
from evaluations.domain.deadlines import is_overdue
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.domain.workflow import available, permission_for
from evaluations.enums import Action, Status
from evaluations.models import SectionState, SelfEvaluation, Submission
from evaluations.queries import with_due_date, with_requests
from huadu_perf.lib.findings import Severity

#: Definitions of many KB that no list shows.
UNSHOWN = (
    "campaign__index_system__definition",
    "campaign__project_index_system__definition",
    "campaign__report_template__definition",
)
SECTION_COUNT = len(FORM_SECTIONS)


@dataclass(frozen=True)
class Standing:
    """One evaluation in a list. `adjusted`, `executed`: 全年预算数 and 全年执行数 of all spending, in 元.

    `explained`: findings that were filed with an explanation in this round. `filled`: sections that were saved at least
    once. `contacts`: who fills in. `waits_for_me`: a decision of this person is what it waits for. `asks_back`: the department
    asked to have it back, and nobody has answered.
    """

    evaluation: SelfEvaluation
    due_on: date
    adjusted: Decimal | None
    executed: Decimal | None
    explained: int
    filled: int
    contacts: tuple[User, ...]
    waits_for_me: bool
    asks_back: bool
    today: date

    @property
    def state(self) -> Status:
        """The status with its labels."""
        return self.evaluation.state

    @property
    def rate(self) -> Decimal | None:
        """执行率, 0–1; None without a budget."""
        return execution_rate(self.adjusted, self.executed)

    @property
    def is_late(self) -> bool:
        """Whether its due date is over and it was never filed."""
        return is_overdue(self.evaluation.round, self.due_on, self.today)

    @property
    def waited(self) -> int | None:
        """Whole days since it was filed, while finance has it."""
        filed = self.evaluation.submitted_at
        if self.state != Status.SUBMITTED or filed is None:
            return None
        return (self.today - timezone.localtime(filed).date()).days

    @property
    def level(self) -> str:
        """初审 or 终审, where more than one level reviews."""
        levels, level = self.evaluation.campaign.review_levels, self.evaluation.review_level
        if levels == 1 or not level:
            return ""
        return "终审" if level >= levels else "初审" if level == 1 else "复审"


def standings(evaluations: QuerySet[SelfEvaluation], rights: Rights) -> list[Standing]:
    """The evaluations of a list with what is shown of them, in the order they come in."""
    rows = list(with_requests(with_due_date(evaluations)).defer(*UNSHOWN))
    keys = [row.pk for row in rows]
    money, explained, filled = _money(rows), _explained(keys), _filled(keys)
    contacts, mine, today = _contacts(rows), waiting_for(rights, rows), timezone.localdate()
    return [
        Standing(
            row, row.extended_to or row.campaign.due_on, *money.get(row.budget_sheet_id, (None, None)),
            explained[row.pk], filled[row.pk], tuple(contacts[row.department_id]), row.pk in mine, row.asks_back,
            today,
        )
        for row in rows
    ]  # fmt: skip


def _money(rows: Sequence[SelfEvaluation]) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """全年预算数 and 全年执行数 of the spending by source, in 元, by budget sheet."""
    sums = (
        BudgetLine.objects.filter(
            sheet__in=[row.budget_sheet_id for row in rows], item__in=GROUP_ITEMS[BudgetGroup.SPENDING]
        )
        .order_by()
        .values_list("sheet")
        .annotate(Sum("adjusted_amount"), Sum("executed_amount"))
    )
    return {sheet: (adjusted, executed) for sheet, adjusted, executed in sums}


def _explained(keys: Iterable[int]) -> Counter[int]:
    """How many findings were filed with an explanation, by evaluation, in the round that counts."""
    filed = Submission.objects.filter(evaluation__in=keys, round=F("evaluation__round"))
    return Counter(
        {
            evaluation: sum(found["severity"] == Severity.WARNING.name for found in findings)
            for evaluation, findings in filed.values_list("evaluation", "findings")
        }
    )


def _filled(keys: Iterable[int]) -> Counter[int]:
    """How many sections were saved at least once, by evaluation."""
    saved = SectionState.objects.filter(
        evaluation__in=keys, version__gt=0, section__in=[section.key for section in FORM_SECTIONS]
    )
    return Counter(dict(saved.order_by().values_list("evaluation").annotate(Count("pk"))))


def _contacts(rows: Iterable[SelfEvaluation]) -> dict[int, list[User]]:
    """Who fills in, by department."""
    held = Membership.objects.filter(
        department__in={row.department_id for row in rows},
        role__in=[role.value for role in roles_with(Permission.FILL_EVALUATION)],
        user__is_active=True,
    )
    people: dict[int, list[User]] = defaultdict(list)
    for each in held.select_related("user").order_by("user__name", "user"):
        people[each.department_id].append(each.user)
    return people


def waiting_for(rights: Rights, rows: Iterable[SelfEvaluation]) -> set[int]:
    """The evaluations (by pk) that this person can pass or approve now: his level, and not what he made or passed on."""
    decisive = [row for row in rows if row.state == Status.SUBMITTED and _may_decide(rights, row)]
    return {row.pk for row in decisive} - hindered(decisive, rights.user)


def _may_decide(rights: Rights, row: SelfEvaluation) -> bool:
    route = route_of(row)
    return any(
        rights.can_in(permission_for(step, route), row.department)
        for step in available(row.state, route, row.review_level)
        if step.action in (Action.PASS_ON, Action.APPROVE)
    )


def queue(rights: Rights, evaluations: QuerySet[SelfEvaluation]) -> list[SelfEvaluation]:
    """What waits for this person's decision, the one filed first at the top."""
    rows = list(evaluations.filter(status=Status.SUBMITTED).order_by("submitted_at", "pk").defer(*UNSHOWN))
    mine = waiting_for(rights, rows)
    return [row for row in rows if row.pk in mine]


def following(rights: Rights, evaluations: QuerySet[SelfEvaluation], current: int) -> list[SelfEvaluation]:
    """The queue without `current`, beginning with what stands behind it."""
    rows = queue(rights, evaluations)
    place = next((number for number, row in enumerate(rows) if row.pk == current), -1)
    return [row for row in (*rows[place + 1 :], *rows[: max(place, 0)]) if row.pk != current]
