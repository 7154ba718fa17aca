"""Which versions a person may lay side by side, and which remarks stand with them."""

import pytest

from accounts.access import Rights
from accounts.models import User
from evaluations.actions.review import add_remark
from evaluations.demo.seeding import seed_year_before
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from evaluations.versions import facts_of, remarks_of, returned_round, usual_pair, versions_of
from tests.browser.scenes import submit_again
from tests.factories import file_before, union_facts

pytestmark = pytest.mark.django_db


def codes(evaluation: SelfEvaluation, person: User) -> list[str]:
    """The codes of the versions this person may choose."""
    return [version.code for version in versions_of(evaluation, Rights(person))]


def test_a_draft_that_was_never_filed_has_one(draft: SelfEvaluation, people: dict[str, User]) -> None:
    assert codes(draft, people["zhengxie"]) == ["now"]
    assert usual_pair(versions_of(draft, Rights(people["zhengxie"]))) is None


def test_a_returned_one_has_its_round_and_what_stands_now(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    assert codes(returned, people["canlian"]) == ["r1", "now"]
    assert returned_round(returned) == 1
    assert facts_of(returned, versions_of(returned, Rights(people["canlian"]))[1]) == load_facts(returned)


def test_a_resubmitted_one_has_its_rounds_only(people: dict[str, User], demo: None) -> None:
    evaluation = submit_again(people)
    assert codes(evaluation, people["shenhe"]) == ["r1", "r2"]
    assert returned_round(evaluation) == 1
    assert [len(remarks_of(evaluation, round)) for round in (1, 2)] == [3, 0]


def test_last_years_filing_comes_first(approved: SelfEvaluation, people: dict[str, User]) -> None:
    seed_year_before(people, 2021)
    versions = versions_of(approved, Rights(people["gonghui"]))
    assert [version.name for version in versions] == ["2021年", "第1轮"]
    assert facts_of(approved, versions[0]).campaign.year == 2021


def test_remarks_that_were_not_sent_are_nobodys_business(people: dict[str, User], demo: None) -> None:
    evaluation = submit_again(people)
    add_remark(
        evaluation=evaluation, place="profile///nature", place_label="部门性质", text="请写明。", by=people["shenhe"]
    )  # fmt: skip
    assert remarks_of(evaluation, 2) == []


def test_last_years_rounds_are_none_of_this_year(returned: SelfEvaluation, people: dict[str, User]) -> None:
    """Its filing was a first round too; the remarks of this year's first round were not said to it."""
    file_before(returned.campaign, returned.department, union_facts(), people["gonghui"])
    last, first, _ = versions_of(returned, Rights(people["canlian"]))
    assert (last.code, last.round) == ("last-year", 0)
    assert (first.code, first.round) == ("r1", 1)
