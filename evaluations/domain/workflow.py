"""The workflow as a table: who may do what in which state, and where it leads."""

from dataclasses import dataclass

from accounts.roles import Permission
from evaluations.enums import Action, Status


class TransitionRefused(Exception):
    """The step is not possible now; the message says why, in Chinese."""


@dataclass(frozen=True)
class Route:
    """What the campaign asks for: whether the leader signs, and how many finance levels review."""

    leader_signs: bool
    review_levels: int


@dataclass(frozen=True)
class Step:
    """One row of the table. `final`: only at the last (True) or an earlier (False) review level; None: at any."""

    action: Action
    source: frozenset[Status]
    target: Status
    permission: Permission
    leader_signs: bool | None = None
    final: bool | None = None
    needs_comment: bool = False
    gate: bool = False


_OPEN = frozenset({Status.DRAFT, Status.RETURNED})
_INTERNAL = frozenset({Status.INTERNAL_REVIEW})
_FINANCE = frozenset({Status.SUBMITTED})

#: 撤回 on every route: what waits for a signature that the campaign no longer asks for finds its way out by it.
TRANSITIONS: tuple[Step, ...] = (
    Step(Action.SEND_TO_LEADER, _OPEN, Status.INTERNAL_REVIEW, Permission.FILL_EVALUATION, True, gate=True),
    Step(Action.SUBMIT, _OPEN, Status.SUBMITTED, Permission.FILL_EVALUATION, False, gate=True),
    Step(Action.SIGN, _INTERNAL, Status.SUBMITTED, Permission.SIGN_EVALUATION, True, gate=True),
    Step(Action.SEND_BACK, _INTERNAL, Status.DRAFT, Permission.SIGN_EVALUATION, True, needs_comment=True),
    Step(Action.WITHDRAW, _INTERNAL, Status.DRAFT, Permission.FILL_EVALUATION),
    Step(Action.PASS_ON, _FINANCE, Status.SUBMITTED, Permission.REVIEW_EVALUATION, final=False),
    Step(Action.APPROVE, _FINANCE, Status.APPROVED, Permission.REVIEW_EVALUATION, final=True),
    Step(Action.RETURN, _FINANCE, Status.RETURNED, Permission.REVIEW_EVALUATION, needs_comment=True),
    Step(Action.ASK_BACK, _FINANCE, Status.SUBMITTED, Permission.WORK_INSIDE, needs_comment=True),
)


def available(status: Status, route: Route, review_level: int) -> tuple[Step, ...]:
    """The steps that lead out of this state under this route; who may take them is the caller's question."""
    is_final = review_level >= route.review_levels
    return tuple(
        step
        for step in TRANSITIONS
        if status in step.source
        and step.leader_signs in (None, route.leader_signs)
        and step.final in (None, is_final)
    )


def permission_for(step: Step, route: Route) -> Permission:
    """The permission a step takes: with several finance levels, the last approval is the manager's (终审)."""
    if step.action == Action.APPROVE and route.review_levels > 1:
        return Permission.FINAL_REVIEW
    return step.permission


def next_step(action: Action, status: Status, route: Route, review_level: int) -> Step:
    """The row of the table for this action now; raises TransitionRefused with the reason."""
    for step in available(status, route, review_level):
        if step.action == action:
            return step
    raise TransitionRefused(f"现在不能“{action.label}”：当前状态是“{status.label}”。请刷新页面查看最新状态。")
