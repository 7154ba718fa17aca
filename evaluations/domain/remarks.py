"""审核意见 beside the facts: what finance remarked in each round, and what the department answered."""

from typing import Annotated

from pydantic import Field

from huadu_perf.lib.values import Facts, Text


class AnsweredRemark(Facts):
    """A remark that was sent with a return. `answer_kind`: 已修改, or 不修改，说明理由; empty until it is answered."""

    round: Annotated[int, Field(ge=1)]
    where: Text
    text: Text
    answer_kind: Text = ""
    answer: Text = ""


Remarks = tuple[AnsweredRemark, ...]
