"""消息: what is told, to whom, in which words, and for how long it is news (docs/decisions/0029)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from accounts.roles import Permission
from evaluations.enums import WITH_FINANCE, Action, Status

#: What is older is history: it stays in the list and counts as read.
NEWS_FOR = timedelta(days=90)
#: While the department has it: what asks for filling in is news, and finance may remind of it.
WITH_DEPARTMENT = tuple(status for status in Status if status not in WITH_FINANCE)


class Kind(StrEnum):
    """What a message is read from."""

    STEP = "step"
    OPENED = "opened"
    EXTENDED = "extended"
    GIVEN = "given"
    REMINDED = "reminded"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]


_KINDS = {
    Kind.STEP: "办理",
    Kind.OPENED: "开启自评",
    Kind.EXTENDED: "延期",
    Kind.GIVEN: "分工",
    Kind.REMINDED: "催报",
}


@dataclass(frozen=True)
class Told:
    """Who is told of a step, besides whoever took it: people who hold one of these for the department.

    `words`: what the department reads; `to_finance`: what those read who decide next.
    """

    people: tuple[Permission, ...]
    words: str = ""
    to_finance: str = ""


FILLS, SIGNS, DECIDES = (
    Permission.FILL_EVALUATION,
    Permission.SIGN_EVALUATION,
    Permission.REVIEW_EVALUATION,
)
#: Every step of the workflow. Of 转下一级 those who decide at the next level are told (evaluations/inbox.py).
STEPS: Mapping[Action, Told] = {
    Action.SEND_TO_LEADER: Told((SIGNS,), "送负责人审签"),
    Action.SEND_BACK: Told((FILLS,), "负责人退回修改"),
    Action.WITHDRAW: Told((SIGNS,), "填报人已撤回，暂不用审签"),
    Action.SIGN: Told((FILLS, DECIDES), "已由负责人审签，报送财政", "已报送，请审核"),
    Action.SUBMIT: Told((FILLS, SIGNS, DECIDES), "已报送财政", "已报送，请审核"),
    Action.PASS_ON: Told((DECIDES,), to_finance="上一级审核通过，请审核"),
    Action.ASK_BACK: Told((FILLS, SIGNS, DECIDES), "已向财政申请退回修改", "部门申请退回修改，请决定"),
    Action.RETURN: Told((FILLS, SIGNS), "财政退回修改"),
    Action.APPROVE: Told((FILLS, SIGNS), "审核通过"),
}
#: Whom anything is ever told.
LISTENERS = (FILLS, SIGNS, DECIDES)
