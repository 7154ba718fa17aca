"""From round to round: what the department says of its changes is so (catalogue R)."""

from collections.abc import Iterator

from evaluations.domain.checks.registry import ERROR, Hit, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.surroundings import Surroundings

CODE = "R1"


@rule(
    CODE, ERROR, "答复“已修改”的确有改动",
    help="退回后答复“已修改”的，重新报送的内容应与上次报送有所不同；不修改的，答复“不修改，说明理由”。",
    source="审核意见逐条答复的要求",
)  # fmt: skip
def answers_are_followed_by_changes(facts: EvaluationFacts, around: Surroundings) -> Iterator[Hit]:
    """Nothing at all differs from what was returned, and still a remark is answered with 已修改 (expectations §2.3)."""
    if around.returned is None or not _is_same(facts, around.returned):
        return
    for place in dict.fromkeys(around.said_changed):
        yield Hit(
            place,
            "这里的审核意见答复为“已修改”，但全部内容与上次报送相同",
            "按意见修改；不修改的，在“审核意见与答复”中改为“不修改，说明理由”",
        )


def _is_same(facts: EvaluationFacts, before: EvaluationFacts) -> bool:
    """Whether the department stated the same. What the bureau set is not its doing; what it explained anew is."""
    texts = {row.text for row in before.explanations}
    if any(row.text not in texts for row in facts.explanations if not row.finding.startswith(f"{CODE}@")):
        return False
    stated = {"campaign": before.campaign, "department": before.department, "explanations": ()}
    return facts.model_copy(update=stated) == before.model_copy(update=stated)


CHECKS = (answers_are_followed_by_changes,)
