"""导入往年报告: keeping a text until it is confirmed, and taking over what was accepted, at once or not at all."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.carried import mark_carried
from evaluations.actions.holding import hold_open
from evaluations.actions.sections import save_section
from evaluations.domain.sections import SECTION_BY_KEY, SectionData
from evaluations.models import OldReportDraft, SelfEvaluation
from evaluations.models.old_report import KEPT
from huadu_perf.lib.findings import Place


def keep_old_report(*, evaluation: SelfEvaluation, name: str, text: str, by: User) -> OldReportDraft:
    """Keeps the text for this person and evaluation; an earlier one goes, and all that are too old.

    Raises EvaluationLocked after submission.
    """
    now = timezone.now()
    with acting(by):
        hold_open(evaluation)
        OldReportDraft.objects.filter(made_at__lt=now - KEPT).delete()
        OldReportDraft.objects.filter(evaluation=evaluation, person=by).delete()
        return OldReportDraft.objects.create(
            evaluation=evaluation, person=by, name=name[:255], text=text, made_at=now
        )


def drop_old_report(*, draft: OldReportDraft, by: User) -> None:
    """Throws the text away; nothing of it was written."""
    with acting(by):
        draft.delete()


def take_old_report(
    *,
    draft: OldReportDraft,
    sections: Mapping[str, SectionData],
    versions: Mapping[str, int],
    by: User,
    carried: Collection[Place] = (),
    from_year: int = 0,
) -> None:
    """Writes the sections as they become, each against the version the person saw, and throws the text away.

    Raises EvaluationLocked after submission, StaleSection when somebody saved one of them since; then nothing was
    written. `carried`: the rows and fields that are another year's, `from_year`; they are marked until confirmed.
    """
    with acting(by):
        for key, data in sections.items():
            save_section(
                evaluation=draft.evaluation,
                section=SECTION_BY_KEY[key],
                data=data,
                version=versions[key],
                by=by,
            )
        mark_carried(draft.evaluation, carried, from_year)
        draft.delete()
