"""Who is told of what: every step has its words for everybody who is told."""

from evaluations.domain.inbox import DECIDES, LISTENERS, STEPS, WITH_DEPARTMENT, Kind
from evaluations.domain.workflow import TRANSITIONS
from evaluations.enums import Action, Status


def test_every_step_is_told_to_somebody_in_words() -> None:
    assert set(STEPS) == set(Action)
    for action, told in STEPS.items():
        assert told.people and set(told.people) <= set(LISTENERS), action
        assert bool(told.to_finance) == (DECIDES in told.people), action
        assert bool(told.words) == bool(set(told.people) - {DECIDES}), action


def test_what_leads_to_a_decision_is_told_to_those_who_decide() -> None:
    for step in TRANSITIONS:
        assert (step.target == Status.SUBMITTED) == (DECIDES in STEPS[step.action].people), step


def test_the_department_has_it_until_it_is_filed() -> None:
    assert set(WITH_DEPARTMENT) == {Status.DRAFT, Status.INTERNAL_REVIEW, Status.RETURNED}
    assert [kind.label for kind in Kind] == ["办理", "开启自评", "延期", "分工", "催报"]
