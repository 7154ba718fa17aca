"""What every page of one evaluation needs: the evaluation in scope, its facts and findings, its frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from evaluations.actions.workflow import steps_for
from evaluations.domain.checks import settled
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.deadlines import deadline, is_overdue, opening_words
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.said import with_values
from evaluations.domain.progress import SectionProgress, progress_of
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.review import NO_REVIEW, Review, stamp
from evaluations.domain.scoring import Scorecard, score
from evaluations.domain.sections import SECTION_BY_KEY, SECTIONS
from evaluations.enums import ASKED_BACK, Action, Status
from evaluations.forms.bound import Bound
from evaluations.judgement import Judgement, judge
from evaluations.models import Remark, SectionState, SelfEvaluation, Transition
from evaluations.overview import following
from evaluations.queries import (
    due_date,
    evaluation_to_write,
    evaluations_visible_to,
    get_evaluation,
    is_frozen,
    review_of,
    section_states,
)
from huadu_perf.lib.findings import Finding, Place, Severity

#: Stands for the key of a section in an address.
_ANY = "any-section"
#: Sections that are no forms have pages of their own.
_OWN_PAGES = {"evidence": "evaluations:evidence", "check": "evaluations:check"}


def section_address(pk: int, key: str) -> str:
    """The address of a section's page; a page that needs all ten asks its `Case`."""
    if key in _OWN_PAGES:
        return reverse(_OWN_PAGES[key], args=[pk])
    return reverse("evaluations:section", args=[pk, key])


@dataclass
class ShownFinding:
    """A finding with the address and name of its place, and its explanation (or the form for one)."""

    finding: Finding
    url: str
    where: str
    explanation: str
    form: Any = None
    remark_url: str = ""


class Case:
    """One evaluation as one person has it open; everything is read when asked for, once."""

    def __init__(self, request: HttpRequest, pk: int) -> None:
        self.request = request
        self.rights = request.rights  # type: ignore[attr-defined]
        find = evaluation_to_write if request.method == "POST" else get_evaluation
        self.evaluation: SelfEvaluation = find(self.rights, pk)

    @cached_property
    def may_fill(self) -> bool:
        """Whether this person may edit now."""
        allowed = self.rights.can_in(Permission.FILL_EVALUATION, self.evaluation.department)
        return allowed and self.evaluation.state.is_open

    @cached_property
    def may_review(self) -> bool:
        """Whether this person may note remarks now."""
        allowed = self.rights.can_in(Permission.REVIEW_EVALUATION, self.evaluation.department)
        return allowed and self.evaluation.state == "submitted"

    @cached_property
    def is_inside(self) -> bool:
        """Whether this person reads what the department keeps to itself: notes, and who fills in what."""
        return self.rights.is_inside(self.evaluation.department)

    @property
    def works_inside(self) -> bool:
        """Whether this person fills in or signs for the department, whatever else he does."""
        return self.rights.can_in(Permission.WORK_INSIDE, self.evaluation.department)

    @cached_property
    def may_note(self) -> bool:
        """Whether this person may write internal notes: the department's own people."""
        return self.is_inside and self.works_inside

    @property
    def may_assign(self) -> bool:
        """Whether this person may say who fills in which section."""
        return self.may_note and self.evaluation.state.is_open

    @cached_property
    def judgement(self) -> Judgement:
        """Facts, scores and findings: frozen after submission, live before."""
        return judge(self.evaluation, self.states)

    @property
    def stamp(self) -> str:
        """What names the content of this page; the page asks later whether it still stands."""
        return self.judgement.stamp

    @cached_property
    def said(self) -> EvaluationFacts:
        """The facts for reading: bound numbers with their values in place."""
        return with_values(self.facts, self.scorecard)

    @property
    def template(self) -> ReportTemplateFacts:
        """The report template in force: the campaign's while the department may edit, else the one that was filed."""
        if self.evaluation.state.is_open:
            return self.evaluation.campaign.report_template.facts
        return self.facts.campaign.template

    @cached_property
    def bound(self) -> Bound:
        """The numbers that narratives can be bound to."""
        return Bound.of(self.facts, self.scorecard)

    @property
    def facts(self) -> EvaluationFacts:
        """What the evaluation states."""
        return self.judgement.facts

    @property
    def scorecard(self) -> Scorecard:
        """Scores of the facts."""
        return self.judgement.scorecard

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return self.judgement.findings

    @property
    def last_year(self) -> EvaluationFacts | None:
        """What the department filed for the year before; None where this year is locked."""
        return self.judgement.around.last_year

    @property
    def carried(self) -> tuple[Place, ...]:
        """The rows and fields that were copied from an earlier year and that nobody has confirmed."""
        return self.judgement.around.carried

    @cached_property
    def explained(self) -> dict[Finding, str]:
        """Explanations by the finding they settle; one said to other figures settles nothing."""
        said = self.facts.explanations
        return {found: text for found in self.findings if (text := settled(found, said))}

    @cached_property
    def states(self) -> dict[str, SectionState]:
        """Versions and last editors by section."""
        return section_states(self.evaluation)

    @cached_property
    def history(self) -> list[Transition]:
        """The steps of the workflow so far, the last one first."""
        return list(self.evaluation.transitions.select_related("by").order_by("-step"))

    @property
    def sent_back(self) -> Transition | None:
        """The step that gave it back to the preparer, with its words; None when it was not, or was sent again.

        What was sent and withdrawn was not sent.
        """
        steps = iter(self.history if self.evaluation.state.is_open else ())
        last = next(steps, None)
        while last and last.action == Action.WITHDRAW:
            next(steps)  # the sending that was withdrawn
            last = next(steps, None)
        return last if last and last.action in (Action.RETURN, Action.SEND_BACK) else None

    @property
    def asked_back(self) -> Transition | None:
        """The department's request to have the filing back, while finance has not answered it: it is the last step so far."""
        last = self.history[0] if self.evaluation.state == Status.SUBMITTED else None
        return last if last and last.action == Action.ASK_BACK else None

    @property
    def waiting_for(self) -> str:
        """Whose move it is."""
        return ASKED_BACK if self.asked_back else self.evaluation.state.waiting_for

    @property
    def may_sign(self) -> bool:
        """Whether it is this person's turn to sign."""
        return self._may(Action.SIGN)

    @property
    def may_withdraw(self) -> bool:
        """Whether this person may take back what he or a colleague sent to the leader."""
        return self.works_inside and self._may(Action.WITHDRAW)

    @property
    def may_ask_back(self) -> bool:
        """Whether this person may ask finance to return the filing; once, until finance answers."""
        return self.works_inside and self._may(Action.ASK_BACK) and not self.asked_back

    @property
    def withdrawn_late(self) -> bool:
        """Whether what is withdrawn now could not be sent again without an extension."""
        return is_overdue(self.evaluation.round, self.due_on, timezone.localdate())

    def _may(self, action: Action) -> bool:
        return any(step.action == action for step in self.steps)

    @cached_property
    def remarks(self) -> list[Remark]:
        """Remarks this person may see: the reviewers see all, others those that were sent."""
        remarks = Remark.objects.filter(evaluation=self.evaluation)
        if not self.rights.can_in(Permission.REVIEW_EVALUATION, self.evaluation.department):
            remarks = remarks.filter(issued_at__isnull=False)
        return list(remarks)

    @cached_property
    def signed_remarks(self) -> list[Remark]:
        """The same with the people who wrote and answered them."""
        prefetch_related_objects(self.remarks, "by", "answered_by")
        return self.remarks

    @cached_property
    def progress(self) -> dict[str, SectionProgress]:
        """How far each section is."""
        unanswered = {
            Place.parse(remark.place).section
            for remark in self.remarks
            if remark.issued_at and not remark.answer_kind and self.evaluation.state == "returned"
        }
        pending = [finding for finding in self.findings if finding not in self.explained]
        return progress_of(
            pending,
            started={key for key in self.states if self._is_started(key)},
            complete={key for key, state in self.states.items() if state.is_declared_complete},
            returned=unanswered,
            is_locked=not self.evaluation.state.is_open,
        )

    @property
    def is_begun(self) -> bool:
        """Whether anything was saved anywhere."""
        return any(self._is_started(key) for key in self.states)

    def _is_started(self, key: str) -> bool:
        """Whether anything was saved there; 佐证材料 is begun with the first file, or when someone says that none is missing."""
        state = self.states[key]
        if key == "evidence":
            return bool(self.facts.evidence) or state.is_declared_complete
        return state.version > 0

    def count(self, severity: Severity) -> int:
        """How many findings of this severity are not settled."""
        return sum(f.severity == severity and f not in self.explained for f in self.findings)

    @cached_property
    def due_on(self) -> date:
        """The department's due date."""
        return due_date(self.evaluation)

    @property
    def deadline(self) -> tuple[str, str]:
        """Words and tone for the days that are left; none once submitted."""
        if is_frozen(self.evaluation):
            return "", ""
        opens_on = self.evaluation.campaign.opens_on
        return deadline(self.evaluation.state, opens_on, self.due_on, timezone.localdate())

    @property
    def opening(self) -> str:
        """From which day on it can be filed, while that day is to come."""
        opens_on = self.evaluation.campaign.opens_on
        is_to_come = self.evaluation.round == 0 and timezone.localdate() < opens_on
        return opening_words(opens_on) if is_to_come else ""

    @cached_property
    def _section_url(self) -> str:
        """The address of any section; a page needs all ten."""
        return reverse("evaluations:section", args=[self.evaluation.pk, _ANY])

    def section_url(self, key: str) -> str:
        """The address of a section's page."""
        if key in _OWN_PAGES:
            return section_address(self.evaluation.pk, key)
        return self._section_url.replace(_ANY, key)

    def place_url(self, place: Place) -> str:
        """The address of a place, down to its field."""
        return f"{self.section_url(place.section)}#{place.anchor}"

    def place_label(self, place: Place) -> str:
        """A place in words."""
        section = SECTION_BY_KEY[place.section]
        single = next(
            (field.label for field in section.fields if field.name == place.field and not place.rowset), ""
        )
        parts = (section.title, single or label_of(place, self.facts))
        return " · ".join(dict.fromkeys(part for part in parts if part))

    def shown(self, findings: Iterable[Finding]) -> list["ShownFinding"]:
        """Findings as the findings list takes them."""
        return [
            ShownFinding(
                finding,
                self.place_url(finding.place),
                self.place_label(finding.place),
                self.explained.get(finding, ""),
            )
            for finding in findings
        ]

    def context(self, current: str = "", **extra: Any) -> dict[str, Any]:
        """The frame: department, sections with their states, deadline, counts, and what the page adds."""
        words, tone = self.deadline
        return {
            "case": self,
            "evaluation": self.evaluation,
            "facts": self.facts,
            "scorecard": self.scorecard,
            "sections": [
                {
                    "number": section.number,
                    "title": section.title,
                    "url": self.section_url(section.key),
                    "current": section.key == current,
                    "state": self.progress[section.key].state,
                    "tone": self.progress[section.key].tone,
                }
                for section in SECTIONS
            ],
            "deadline": words,
            "deadline_tone": tone,
            "error_count": self.count(Severity.ERROR),
            "warning_count": self.count(Severity.WARNING),
            "status_label": self.status_label,
            **extra,
        }

    @property
    def status_label(self) -> str:
        """The state in the words of this person's side."""
        state = self.evaluation.state
        return state.finance_label if self.rights.is_finance else state.label

    @cached_property
    def steps(self) -> Any:
        """The workflow steps this person may take now."""
        return steps_for(self.evaluation, self.rights)

    @cached_property
    def next_to_review(self) -> list[SelfEvaluation]:
        """What else waits for this person's decision, what was filed after this one first."""
        if not self.rights.can(Permission.REVIEW_EVALUATION):
            return []
        return following(self.rights, evaluations_visible_to(self.rights), self.evaluation.pk)

    @cached_property
    def review(self) -> Review:
        """The reviewed scores of this round; who does not review sees them once it is decided, like remarks."""
        reviews = self.rights.can_in(Permission.REVIEW_EVALUATION, self.evaluation.department)
        return review_of(self.evaluation) if reviews or self.evaluation.approved_at else NO_REVIEW

    @property
    def seen(self) -> str:
        """What a form that signs or passes carries: it is refused where its page did not show the last step or score."""
        return stamp(self.review, self.evaluation.round, self.evaluation.step)

    @cached_property
    def reviewed_scorecard(self) -> Scorecard:
        """The scores with the reviewed ones in their places, where there are any."""
        return score(self.facts, self.review) if self.review.scores else self.scorecard
