"""The versions of one evaluation that a person may lay side by side: rounds, what stands now, last year's filing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.access import Rights
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History
from evaluations.judgement import judge
from evaluations.models import Remark, SelfEvaluation, Submission
from evaluations.past import filed_facts, filings_of_last_year, history_of
from evaluations.queries import evaluations_visible_to, is_frozen, section_states

NOW, LAST_YEAR = "now", "last-year"


@dataclass(frozen=True)
class Version:
    """One version: its code in addresses, its name, when it was filed, and the submission that holds it (if any).

    `round`: of this evaluation; 0 for what is none of its rounds, last year's filing too. `history`: the years before,
    as they were when it was filed.
    """

    code: str
    name: str
    filed: str = ""
    submission: int = 0
    sha256: str = ""
    round: int = 0
    history: History = NO_HISTORY

    @property
    def label(self) -> str:
        """Name and day: 第1轮（2023-04-06 报送）."""
        return f"{self.name}（{self.filed}）" if self.filed else self.name


def versions_of(evaluation: SelfEvaluation, rights: Rights) -> tuple[Version, ...]:
    """All versions, oldest first. What the department writes now is one only while it may write."""
    rounds = [
        _version(f"r{filed.round}", f"第{filed.round}轮", filed, filed.round)
        for filed in evaluation.submissions.defer("facts", "findings")
    ]
    last = (
        filings_of_last_year(evaluation)
        .filter(evaluation__in=evaluations_visible_to(rights).order_by().values("pk"))
        .first()
    )
    before = (_version(LAST_YEAR, f"{evaluation.campaign.year - 1}年", last),) if last else ()
    now = (
        () if is_frozen(evaluation) else (Version(NOW, "当前填报", "未报送", history=history_of(evaluation)),)
    )
    return (*before, *rounds, *now)


def _version(code: str, name: str, filed: Submission, round: int = 0) -> Version:
    day = timezone.localtime(filed.submitted_at)
    return Version(
        code,
        name,
        f"{day:%Y-%m-%d} 报送",
        filed.pk,
        filed.sha256,
        round,
        History.model_validate(filed.history),
    )


def usual_pair(versions: Sequence[Version]) -> tuple[Version, Version] | None:
    """What is compared unless somebody chooses: the newest and the one before it, be it last year's."""
    return (versions[-2], versions[-1]) if len(versions) > 1 else None


def returned_round(evaluation: SelfEvaluation) -> int:
    """The round that was returned last: the one before what is under review or approved; 0 for none."""
    return max(0, evaluation.round - 1) if is_frozen(evaluation) else evaluation.round


def facts_of(evaluation: SelfEvaluation, version: Version) -> EvaluationFacts:
    """What this version says."""
    if version.submission:
        return filed_facts(version.submission, version.sha256)
    return judge(evaluation, section_states(evaluation)).facts


def remarks_of(evaluation: SelfEvaluation, round: int) -> list[Remark]:
    """What finance said to a round when it was returned, in order; what was not sent is nobody's business here."""
    return list(Remark.objects.filter(evaluation=evaluation, round=round, issued_at__isnull=False))
