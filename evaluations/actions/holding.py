"""Holding an evaluation still while something about it is decided."""

from evaluations.models import SelfEvaluation


class EvaluationLocked(Exception):
    """The evaluation is submitted or approved; nothing was written."""


def hold(evaluation: SelfEvaluation) -> None:
    """Reads the state anew and keeps others from changing it until the transaction ends.

    PostgreSQL locks the row; SQLite's transactions already take turns.
    """
    evaluation.refresh_from_db(
        fields=("status", "step", "round", "review_level", "submitted_by"),
        from_queryset=SelfEvaluation.objects.select_for_update(),
    )


def hold_open(evaluation: SelfEvaluation) -> None:
    """The same for those who want to edit; raises EvaluationLocked after submission."""
    hold(evaluation)
    if not evaluation.state.is_open:
        raise EvaluationLocked
