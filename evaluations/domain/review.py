"""核查分数: the score a finance reviewer gives beside the department's own, with its reason and its basis."""

from typing import Annotated, Literal

from pydantic import Field

from huadu_perf.lib.values import Facts, Key, Points, Text


class ReviewedScore(Facts):
    """One indicator (or project) as the reviewer sees it; `basis` is the rule or document it rests on."""

    rowset: Literal["indicators", "projects", "project_indicators"]
    key: Key
    score: Points
    reason: Annotated[Text, Field(max_length=1000)] = ""
    basis: Annotated[Text, Field(max_length=300)] = ""


class Review(Facts):
    """The reviewer's scores of one round; what is not in it stands as the department scored it."""

    scores: tuple[ReviewedScore, ...] = ()


NO_REVIEW = Review()
