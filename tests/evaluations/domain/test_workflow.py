"""The table of the workflow, whole: every state, route and level, and who may do what."""

from itertools import product

import pytest

from accounts.roles import Permission
from evaluations.domain.workflow import (
    TRANSITIONS,
    Route,
    TransitionRefused,
    available,
    next_step,
    permission_for,
)
from evaluations.enums import Action, Status

FILL, SIGN = Permission.FILL_EVALUATION, Permission.SIGN_EVALUATION
REVIEW, FINAL = Permission.REVIEW_EVALUATION, Permission.FINAL_REVIEW
INSIDE = Permission.WORK_INSIDE

#: (status, leader signs, levels, level) -> {action: (target, permission)}
TABLE: dict[tuple[Status, bool, int, int], dict[Action, tuple[Status, Permission]]] = {}
for levels in (1, 2, 3):
    for opened in (Status.DRAFT, Status.RETURNED):
        TABLE[opened, True, levels, 0] = {Action.SEND_TO_LEADER: (Status.INTERNAL_REVIEW, FILL)}
        TABLE[opened, False, levels, 0] = {Action.SUBMIT: (Status.SUBMITTED, FILL)}
    TABLE[Status.INTERNAL_REVIEW, True, levels, 0] = {
        Action.SIGN: (Status.SUBMITTED, SIGN), Action.SEND_BACK: (Status.DRAFT, SIGN),
        Action.WITHDRAW: (Status.DRAFT, FILL),
    }  # fmt: skip
    # The campaign was changed while it waited for a signature.
    TABLE[Status.INTERNAL_REVIEW, False, levels, 0] = {Action.WITHDRAW: (Status.DRAFT, FILL)}
    for signs in (True, False):
        TABLE[Status.APPROVED, signs, levels, 0] = {}
        for level in range(1, levels):
            TABLE[Status.SUBMITTED, signs, levels, level] = {
                Action.PASS_ON: (Status.SUBMITTED, REVIEW), Action.RETURN: (Status.RETURNED, REVIEW),
                Action.ASK_BACK: (Status.SUBMITTED, INSIDE),
            }  # fmt: skip
        TABLE[Status.SUBMITTED, signs, levels, levels] = {
            Action.APPROVE: (Status.APPROVED, FINAL if levels > 1 else REVIEW), Action.RETURN: (Status.RETURNED, REVIEW),
            Action.ASK_BACK: (Status.SUBMITTED, INSIDE),
        }  # fmt: skip
CASES = [pytest.param(*case, id="-".join(map(str, case))) for case in TABLE]


@pytest.mark.parametrize(("status", "signs", "levels", "level"), CASES)
def test_what_leads_out_of_each_state(status, signs, levels, level):
    route = Route(signs, levels)
    steps = available(status, route, level)
    found = {step.action: (step.target, permission_for(step, route)) for step in steps}
    assert found == TABLE[status, signs, levels, level]
    assert len(steps) == len(found)


@pytest.mark.parametrize(("status", "signs", "levels", "level"), CASES)
@pytest.mark.parametrize("action", Action)
def test_every_other_step_is_refused_in_words(status, signs, levels, level, action):
    route = Route(signs, levels)
    if action in TABLE[status, signs, levels, level]:
        assert next_step(action, status, route, level).action == action
        return
    with pytest.raises(TransitionRefused, match=f"现在不能“{action.label}”：当前状态是“{status.label}”"):
        next_step(action, status, route, level)


def test_the_table_covers_every_state():
    assert {case[0] for case in TABLE} == set(Status)
    assert len(TABLE) == 3 * 6 + 2 * 3 + 2 * (1 + 2 + 3)


def test_steps_into_the_bureau_pass_the_gate_and_steps_back_need_words():
    assert {step.action for step in TRANSITIONS if step.gate} == {
        Action.SEND_TO_LEADER,
        Action.SUBMIT,
        Action.SIGN,
    }
    assert {step.action for step in TRANSITIONS if step.needs_comment} == {
        Action.SEND_BACK,
        Action.RETURN,
        Action.ASK_BACK,
    }
    assert {step.action for step in TRANSITIONS} == set(Action)


def test_nobody_makes_and_checks():
    for first, second in product(TRANSITIONS, TRANSITIONS):
        if first.permission in (FILL, SIGN, INSIDE) and second.permission in (REVIEW, FINAL):
            assert first.action != second.action


@pytest.mark.parametrize("status", Status)
def test_states_have_words_for_both_sides(status):
    assert all((status.label, status.finance_label, status.waiting_for, status.tone))
    assert status.is_open is (status in (Status.DRAFT, Status.RETURNED))
