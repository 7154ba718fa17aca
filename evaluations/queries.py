"""Reading: which evaluations a person sees, and the loaders that turn rows into facts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.access import Rights
from accounts.models import Department, Region, User
from accounts.roles import Permission
from evaluations.domain.facts import (
    CampaignFacts,
    DepartmentFacts,
    EvaluationFacts,
)
from evaluations.domain.facts import (
    Evidence as EvidenceFacts,
)
from evaluations.domain.history import NO_HISTORY, History
from evaluations.domain.remarks import AnsweredRemark, Remarks
from evaluations.domain.report_template import Annex, ReportTemplateFacts
from evaluations.domain.review import NO_REVIEW, Review
from evaluations.domain.review import ReviewedScore as ReviewedScoreFacts
from evaluations.domain.sections import FORM_SECTIONS, Section
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from evaluations.enums import WITH_FINANCE, Action, Scope, Status
from evaluations.models import (
    Campaign,
    ChangeLog,
    DeadlineExtension,
    Detail,
    Evidence,
    Explanation,
    FinanceMapping,
    IndexSystem,
    PendingImport,
    Remark,
    Reminder,
    ReportTemplate,
    ReviewedScore,
    SectionDraft,
    SectionState,
    SelfEvaluation,
    Submission,
    Transition,
)
from evaluations.past import history_of
from evaluations.row_tables import ROW_TABLES, RowTable
from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.fixed_point import FiguresModel
from huadu_perf.lib.values import NOT_APPLICABLE

#: What every page of an evaluation needs of other tables.
TOGETHER = (
    "campaign__region", "campaign__index_system", "campaign__project_index_system", "campaign__report_template",
    "department",
)  # fmt: skip


def evaluations_visible_to(rights: Rights) -> QuerySet[SelfEvaluation]:
    """The evaluations this person may read; nothing else filters by department."""
    allowed = through("department", rights.departments(Permission.VIEW_EVALUATION))
    return SelfEvaluation.objects.filter(allowed).select_related(*TOGETHER)


def through(relation: str, condition: Q) -> Q:
    """A condition on what a foreign key points at, as one on the rows that point: a join instead of a subquery."""
    children = [
        through(relation, child) if isinstance(child, Q) else (f"{relation}__{child[0]}", child[1])
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def evaluation_to_write(rights: Rights, pk: int) -> SelfEvaluation:
    """The same for a post that judges nothing: the index systems, which are large, are read only if asked for."""
    evaluations = evaluations_visible_to(rights).defer(
        "campaign__index_system__definition", "campaign__project_index_system__definition"
    )
    return get_object_or_404(evaluations, pk=pk)


def evaluations_of(campaign: int) -> QuerySet[SelfEvaluation]:
    """All evaluations of a campaign, for commands, which see everything; raises Http404 without such a campaign."""
    get_object_or_404(Campaign, pk=campaign)
    return SelfEvaluation.objects.filter(campaign=campaign).select_related(*TOGETHER)


def get_evaluation(rights: Rights, pk: int) -> SelfEvaluation:
    """The evaluation, or 404 for one that does not exist or is not this person's to read."""
    return get_object_or_404(evaluations_visible_to(rights), pk=pk)


def campaigns_visible_to(rights: Rights) -> QuerySet[Campaign]:
    """Campaigns of the regions this person manages."""
    regions = rights.regions(Permission.MANAGE_CAMPAIGNS)
    return Campaign.objects.filter(region__in=regions).select_related(
        "region", "index_system", "project_index_system", "report_template"
    )


def campaigns_rolled_up(rights: Rights) -> QuerySet[Campaign]:
    """Campaigns of the regions whose departments this person may see added up."""
    regions = rights.regions(Permission.VIEW_ROLLUP)
    return Campaign.objects.filter(region__in=regions).select_related("region", "index_system")


def unopened_departments(campaign: Campaign) -> QuerySet[Department]:
    """The departments that file a report of their own and have none in this campaign yet."""
    opened = SelfEvaluation.objects.filter(campaign=campaign).values("department")
    active = Department.objects.filter(region=campaign.region_id, is_active=True, files_report=True)
    return active.exclude(pk__in=opened)


def filed_facts(evaluations: QuerySet[SelfEvaluation]) -> dict[int, EvaluationFacts]:
    """What finance has of these evaluations (by pk), as it was filed."""
    frozen = evaluations.filter(status__in=WITH_FINANCE).order_by()
    filed = Submission.objects.filter(evaluation__in=frozen.values("pk"), round=F("evaluation__round"))
    return {pk: thaw(facts) for pk, facts in filed.values_list("evaluation", "facts")}


def campaigns_read_by(rights: Rights) -> QuerySet[Campaign]:
    """Campaigns this person has to do with: of the regions he manages, and those of the evaluations he reads.

    `evaluation`: the number of one of these, None where none is opened yet.
    """
    visible = evaluations_visible_to(rights).order_by("department__code")
    managed = Q(region__in=rights.regions(Permission.MANAGE_CAMPAIGNS))
    found = Campaign.objects.filter(managed | Q(pk__in=visible.order_by().values("campaign")))
    own = visible.filter(campaign=OuterRef("pk")).values("pk")[:1]
    return found.annotate(evaluation=Subquery(own)).select_related("region")


def campaigns_with(evaluations: QuerySet[SelfEvaluation]) -> list[Campaign]:
    """The campaigns that these evaluations belong to, the latest first.

    `is_under_review`: something was filed there that is not approved yet.
    """
    own = evaluations.order_by()
    undecided = own.filter(campaign=OuterRef("pk"), round__gt=0).exclude(status=Status.APPROVED)
    found = Campaign.objects.filter(pk__in=own.values("campaign"))
    return list(found.annotate(is_under_review=Exists(undecided)))


def published_systems(scope: Scope) -> QuerySet[IndexSystem]:
    """The index systems that a campaign may choose for departments, or for projects."""
    own = Q(definition__scope=scope.value)
    if scope == Scope.DEPARTMENT:
        own |= Q(definition__scope__isnull=True)  # stored before there were any for projects
    return IndexSystem.objects.filter(own, is_published=True)


def version_before(row: ReportTemplate) -> ReportTemplate | None:
    """The version of the same template that this one followed."""
    return ReportTemplate.objects.filter(code=row.code, version__lt=row.version).order_by("-version").first()


def due_date(evaluation: SelfEvaluation) -> date:
    """The department's own due date: the latest extension, else the campaign's."""
    extended = (
        DeadlineExtension.objects.filter(campaign=evaluation.campaign_id, department=evaluation.department_id)
        .order_by("-granted_at", "-pk")
        .values_list("due_on", flat=True)
        .first()
    )
    return extended or evaluation.campaign.due_on


def with_due_date(evaluations: QuerySet[SelfEvaluation]) -> QuerySet[SelfEvaluation]:
    """Lists: the extension, where there is one, as `extended_to`."""
    latest = DeadlineExtension.objects.filter(
        campaign=OuterRef("campaign"), department=OuterRef("department")
    ).order_by("-granted_at", "-pk")
    return evaluations.annotate(extended_to=Subquery(latest.values("due_on")[:1]))


def with_saved(evaluations: QuerySet[SelfEvaluation]) -> QuerySet[SelfEvaluation]:
    """Lists: whether anybody saved a section, as `is_saved`."""
    saved = SectionState.objects.filter(evaluation=OuterRef("pk"), version__gt=0)
    return evaluations.annotate(is_saved=Exists(saved))


def reminders_of(campaign: Campaign) -> QuerySet[Reminder]:
    """催报 of a campaign, the newest first."""
    return Reminder.objects.filter(evaluation__campaign=campaign).select_related(
        "by", "evaluation__department"
    )


def reminded_today(reminders: Iterable[Reminder]) -> set[int]:
    """The evaluations (by pk) that one of these went to today."""
    today = timezone.localdate()
    return {row.evaluation_id for row in reminders if timezone.localdate(row.at) == today}


def open_request(evaluation: SelfEvaluation) -> Transition | None:
    """申请退回修改 that finance has not answered. Every answer is a step, so it is open while it is the last one."""
    return (
        Transition.objects.filter(evaluation=evaluation, step=evaluation.step, action=Action.ASK_BACK)
        .select_related("by")
        .first()
    )


def with_requests(evaluations: QuerySet[SelfEvaluation]) -> QuerySet[SelfEvaluation]:
    """Lists: whether such a request is open, as `asks_back`."""
    asked = Transition.objects.filter(
        evaluation=OuterRef("pk"), step=OuterRef("step"), action=Action.ASK_BACK
    )
    return evaluations.annotate(asks_back=Exists(asked))


def section_states(evaluation: SelfEvaluation) -> dict[str, SectionState]:
    """The state of every section, by its key."""
    states = SectionState.objects.filter(evaluation=evaluation).select_related(
        "edited_by", "assignment__assignee", "assignment__assigned_by"
    )
    return {state.section: state for state in states}


def drafts_of(evaluation: SelfEvaluation, section: str, person: User) -> list[SectionDraft]:
    """What this person typed in a section and did not save, the newest first."""
    drafts = SectionDraft.objects.filter(evaluation=evaluation, section=section, person=person)
    return list(drafts.exclude(content=""))


def unsaved_drafts(evaluation: SelfEvaluation) -> list[SectionDraft]:
    """Everybody's drafts that are not closed, without their texts: what goes when the evaluation is locked."""
    drafts = SectionDraft.objects.filter(evaluation=evaluation).exclude(content="")
    return list(drafts.select_related("person").defer("content").order_by("section", "stored_at"))


# ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def load_facts(evaluation: SelfEvaluation) -> EvaluationFacts:
    """The evaluation as it stands now, in a constant number of queries."""
    rows, keys = _load_rows(evaluation)
    detail = Detail.objects.get(evaluation=evaluation)
    groups = {
        section.group: {field.name: detail.value(field.name) for field in section.fields}
        for section in FORM_SECTIONS
        if section.group
    }
    return EvaluationFacts(
        department=department_facts(evaluation.department, evaluation.campaign.region),
        campaign=campaign_facts(evaluation.campaign),
        **groups,
        **rows,
        evidence=_load_evidence(evaluation, keys),
        explanations=[
            {"finding": row.finding, "message": row.message, "text": row.text}
            for row in sorted(Explanation.objects.filter(evaluation=evaluation), key=lambda row: row.finding)
        ],
    )


def department_facts(department: Department, region: Region) -> DepartmentFacts:
    """The department as part of the facts; the region is the campaign's."""
    return DepartmentFacts(
        code=department.code,
        name=department.name,
        short_name=department.short_name,
        region=region.name,
    )


def campaign_facts(campaign: Campaign) -> CampaignFacts:
    """The campaign's settings as part of the facts."""
    project = campaign.project_index_system.facts if campaign.project_index_system else None
    return CampaignFacts(
        year=campaign.year,
        name=campaign.name,
        notice=campaign.notice,
        **campaign.index_system.facts.stated(),
        project_nodes=project.nodes if project else (),
        checks=campaign.checks,
        template=campaign.report_template.facts,
    )


Keys = dict[str, dict[int, UUID]]


def _load_rows(evaluation: SelfEvaluation) -> tuple[dict[str, list[dict[str, Any]]], Keys]:
    """All row sets as plain values, and the key of every row by row set and database id."""
    rows: dict[str, list[dict[str, Any]]] = {}
    keys: Keys = {}
    for name, table in ROW_TABLES.items():
        records = list(_in_order(evaluation, name))
        keys[name] = {record.pk: record.key for record in records}
        extensions = _extensions(table, keys[name])
        many = {
            field: _many_links(table, field, keys[name], keys[target])
            for field, target in table.many_links.items()
        }
        rows[name] = [
            {"key": record.key}
            | _columns(record, table.columns)
            | {
                field: keys[target].get(_link_id(record, extensions, field))
                for field, target in table.links.items()
            }
            | {field: links.get(record.pk, ()) for field, links in many.items()}
            | (_columns(extensions[record.pk], table.extension_columns) if table.extension else {})
            for record in records
        ]
    return rows, keys


def _columns(record: Any, names: Iterable[str]) -> dict[str, Any]:
    marked = record.not_applicable if isinstance(record, FiguresModel) else ()
    values = {name: NOT_APPLICABLE if name in marked else getattr(record, name) for name in names}
    return {
        name: None if value == "" and name in ("kind", "direction", "attainment", "answer") else value
        for name, value in values.items()
    }


def _extensions(table: RowTable, keys: dict[int, UUID]) -> dict[int, Any]:
    if table.extension is None:
        return {}
    return {record.pk: record for record in table.extension._default_manager.filter(pk__in=keys)}


def _link_id(record: Any, extensions: dict[int, Any], field: str) -> int | None:
    holder = record if hasattr(record, f"{field}_id") else extensions[record.pk]
    return getattr(holder, f"{field}_id")


def _many_links(
    table: RowTable, field: str, sources: dict[int, UUID], targets: dict[int, UUID]
) -> dict[int, tuple[UUID, ...]]:
    relation = table.model._meta.get_field(field)
    through, source, target = (
        relation.remote_field.through,
        relation.m2m_column_name(),
        relation.m2m_reverse_name(),
    )
    links: dict[int, list[UUID]] = defaultdict(list)
    order = {pk: number for number, pk in enumerate(targets)}
    pairs = through.objects.filter(**{f"{source}__in": sources}).values_list(source, target)
    for source_id, target_id in sorted(pairs, key=lambda pair: order[pair[1]]):
        links[source_id].append(targets[target_id])
    return {source_id: tuple(found) for source_id, found in links.items()}


def _load_evidence(evaluation: SelfEvaluation, keys: Keys) -> list[EvidenceFacts]:
    pieces = evidence_of(evaluation)
    return [
        EvidenceFacts(
            key=piece.key,
            title=piece.title,
            kind=piece.kind,
            dated=piece.dated.isoformat() if piece.dated else "",
            file_name=piece.file_name,
            size=piece.size,
            sha256=piece.sha256,
            sample_size=piece.sample_size,
            pages=piece.pages,
            indicators=tuple(row.key for row in piece.indicators.all()),
            projects=tuple(row.key for row in piece.projects.all()),
        )
        for piece in pieces
    ]


def evidence_of(evaluation: SelfEvaluation) -> QuerySet[Evidence]:
    """The evidence of an evaluation with what it proves, in order."""
    return Evidence.objects.filter(evaluation=evaluation).prefetch_related(
        Prefetch("indicators"), Prefetch("projects")
    )


def linked_keys(evaluation: SelfEvaluation, section: Section) -> dict[str, list[UUID]]:
    """The items of other sections that this section's links may point at, in order, by row set."""
    own = {rowset.name for rowset in section.rowsets}
    targets = {field.target for rowset in section.rowsets for field in rowset.fields if field.target} - own
    return {target: list(_in_order(evaluation, target).values_list("key", flat=True)) for target in targets}


def _in_order(evaluation: SelfEvaluation, rowset: str) -> QuerySet[Any]:
    table = ROW_TABLES[rowset]
    return table.model._default_manager.filter(**table.owned_by(evaluation)).order_by("position", "pk")


# ── reviewed scores ──────────────────────────────────────────────────────────────────────────────────────────────


def review_of(evaluation: SelfEvaluation) -> Review:
    """The scores finance gives in the round that is under review or approved; none while the department edits."""
    return _review_in(evaluation, evaluation.round) if is_frozen(evaluation) else NO_REVIEW


def last_review_of(evaluation: SelfEvaluation) -> Review:
    """The scores of the round that was returned last: 上轮核查 of the next one."""
    round = evaluation.round - 1 if is_frozen(evaluation) else evaluation.round
    return _review_in(evaluation, round) if round else NO_REVIEW


def last_scored(evaluation: SelfEvaluation) -> ReviewedScore | None:
    """The row of this round that was saved last, with who saved it."""
    rows = ReviewedScore.objects.filter(evaluation=evaluation, round=evaluation.round)
    return rows.select_related("by").order_by("-at", "-pk").first()


def _review_in(evaluation: SelfEvaluation, round: int) -> Review:
    rows = ReviewedScore.objects.filter(evaluation=evaluation, round=round).order_by("pk")
    return Review(
        scores=tuple(
            ReviewedScoreFacts(
                rowset=row.rowset, key=row.key, score=row.score, reason=row.reason, basis=row.basis
            )
            for row in rows
        )
    )


def decided_changes(visible: QuerySet[SelfEvaluation]) -> QuerySet[ChangeLog]:
    """The log of these evaluations, and of what belongs to none; without the scores of a round not yet decided (0011)."""
    allowed, open_rounds = set(), defaultdict(list)
    for pk, status, round in visible.values_list("pk", "status", "round"):
        allowed.add(pk)
        if status == Status.SUBMITTED:
            open_rounds[round].append(pk)
    changes = ChangeLog.objects.filter(Q(evaluation_id__in=allowed) | Q(evaluation_id__isnull=True))
    scores = ChangeLog.objects.filter(table_name=ReviewedScore._meta.db_table, operation="INSERT")
    of_open = Q(pk__in=())
    for round, pks in open_rounds.items():
        of_open |= Q(evaluation_id__in=pks, after__round=round)
    # An update logs only what changed: the round stands where the row was made.
    undecided = scores.filter(of_open).values("row_id")
    return changes.exclude(table_name=ReviewedScore._meta.db_table, row_id__in=undecided)


# ── frozen or live ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ReportSource:
    """What a report is made from: the frozen facts of the last submission, or the live ones of a draft.

    `review`: the scores of finance, which stand from the approval on. `history`: the years before, frozen too.
    `dated`: the day the round was submitted, none for a draft. `is_pending`: filed, and finance has not approved it yet.
    """

    facts: EvaluationFacts
    round: int
    is_draft: bool
    frozen_sha256: str = ""
    frozen_findings: tuple[Finding, ...] = ()
    review: Review = NO_REVIEW
    history: History = NO_HISTORY
    dated: date | None = None
    is_pending: bool = False
    read_remarks: Callable[[], Remarks] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def remarks(self) -> Remarks:
        """What finance had sent before this round (never what is still being written), with the answers.

        Read when it is printed, and only for templates that print it.
        """
        return self.read_remarks()

    @property
    def sha256(self) -> str:
        """SHA-256 of the facts: the stored one, or for a draft that of the facts as they stand."""
        return self.frozen_sha256 or fingerprint(freeze(self.facts))


def is_frozen(evaluation: SelfEvaluation) -> bool:
    """Whether the frozen facts of the last submission are the truth."""
    return evaluation.status in WITH_FINANCE


def report_source(evaluation: SelfEvaluation) -> ReportSource:
    """Live facts while the department may edit or its leader has not signed; the frozen ones from submission on."""
    if is_frozen(evaluation):
        if evaluation.status == Status.APPROVED:
            return source_once_approved(evaluation)
        return replace(_frozen_source(evaluation, NO_REVIEW), is_pending=True)
    facts = load_facts(evaluation)
    read = partial(_printed_remarks, evaluation, facts)
    return ReportSource(facts, 0, True, history=history_of(evaluation), read_remarks=read)


def source_printed_by(evaluation: SelfEvaluation, template: ReportTemplateFacts) -> ReportSource:
    """The same as another template prints it."""
    source = report_source(evaluation)
    facts = printed_by(source.facts, template)
    read = partial(_printed_remarks, evaluation, facts, source.round or None)
    return replace(source, facts=facts, read_remarks=read)


def printed_by(facts: EvaluationFacts, template: ReportTemplateFacts) -> EvaluationFacts:
    """The facts with another template."""
    campaign = facts.campaign.model_copy(update={"template": template})
    return facts.model_copy(update={"campaign": campaign})


def _printed_remarks(
    evaluation: SelfEvaluation, facts: EvaluationFacts, before: int | None = None
) -> Remarks:
    """The remarks of the annex 审核意见答复表: sent ones only (0011), of rounds before the one that is printed."""
    if all(annex.kind != Annex.ANSWERS for annex in facts.campaign.template.annexes):
        return ()
    rows = Remark.objects.filter(evaluation=evaluation, issued_at__isnull=False)
    if before is not None:
        rows = rows.filter(round__lt=before)
    return tuple(
        AnsweredRemark(
            round=row.round,
            where=row.place_label,
            text=row.text,
            answer_kind=row.get_answer_kind_display(),
            answer=row.answer,
        )
        for row in rows.order_by("round", "at", "pk")
    )


def source_once_approved(evaluation: SelfEvaluation) -> ReportSource:
    """What the report is made from if the round under review is approved as it stands now."""
    return _frozen_source(evaluation, review_of(evaluation))


def _frozen_source(evaluation: SelfEvaluation, review: Review) -> ReportSource:
    submission = Submission.objects.get(evaluation=evaluation, round=evaluation.round)
    facts = thaw(submission.facts)
    return ReportSource(
        facts,
        submission.round,
        False,
        submission.sha256,
        tuple(_finding(stored) for stored in submission.findings),
        review,
        History.model_validate(submission.history),
        timezone.localdate(submission.submitted_at),
        read_remarks=partial(_printed_remarks, evaluation, facts, submission.round),
    )


def _finding(stored: dict[str, str]) -> Finding:
    """A finding as the gate left it."""
    severity, place = Severity[stored["severity"]], Place.parse(stored["place"])
    return Finding(
        stored["code"], severity, place, stored["message"], stored.get("fix", ""), stored.get("source", "")
    )


def report_source_by_id(pk: int) -> ReportSource:
    """For commands, which see everything; raises Http404 when there is no such evaluation."""
    evaluation = SelfEvaluation.objects.select_related("campaign__region", "department").filter(pk=pk).first()
    if evaluation is None:
        raise Http404(f"没有编号为 {pk} 的自评。")
    return report_source(evaluation)


def interchange_text(evaluation: SelfEvaluation) -> str:
    """The facts as the interchange file: the frozen text byte for byte (its SHA-256 is the submission's), or the live ones."""
    if is_frozen(evaluation):
        return Submission.objects.get(evaluation=evaluation, round=evaluation.round).facts
    return freeze(load_facts(evaluation))


# ── files that wait ──────────────────────────────────────────────────────────────────────────────────────────────


def pending_import(evaluation: SelfEvaluation, person: User, kind: str) -> PendingImport | None:
    """The file this person uploaded and has not confirmed yet, if it has not waited too long; without its content."""
    waiting = PendingImport.objects.filter(
        evaluation=evaluation, by=person, kind=kind, expires_at__gte=timezone.now()
    )
    return waiting.defer("content").first()


def mappings_of(rights: Rights) -> QuerySet[FinanceMapping]:
    """How finance sheets are read in the regions this person manages."""
    regions = rights.regions(Permission.MANAGE_CAMPAIGNS)
    return FinanceMapping.objects.filter(region__in=regions).select_related("region", "edited_by")


def mapping_of(region: Region, stamp: str) -> FinanceMapping | None:
    """How sheets with these heads are read in a region, if that is known."""
    return FinanceMapping.objects.filter(region=region, stamp=stamp).first()
