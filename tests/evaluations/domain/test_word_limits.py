"""D8 counts what people read: a bound number is as long as its value, not as its key."""

from evaluations.domain.checks import check
from evaluations.domain.rules import ScoringRules, WordLimit
from evaluations.domain.scoring import score
from tests.factories import union_facts

UNION = union_facts()
TOKEN = f"«项目:{UNION.projects[0].key}.执行数»"


def said(text: str, limit: int) -> list[str]:
    rules = ScoringRules(word_limits=(WordLimit(field="narrative", limit=limit),))
    facts = union_facts(
        campaign=UNION.campaign.model_copy(update={"rules": rules}),
        conclusion=UNION.conclusion.model_copy(update={"narrative": text}),
    )
    return [finding.message for finding in check(facts, score(facts)) if finding.code == "D8"]


def test_a_token_counts_as_its_value():
    text = f"慰问{TOKEN}。"  # 慰问10.60万元。
    assert said(text, 10) == []
    assert said(text, 9) == ["10 字，超过规定的 9 字"]


def test_blanks_do_not_count():
    assert said("一 二\n三", 3) == []
