"""Steps of the workflow that are refused: said why, with the words that were typed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from evaluations.enums import Action
from evaluations.models import SelfEvaluation
from tests.browser.scenes import submit_again
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
LONG = "三处要改。" * 500


@pytest.fixture
def submitted(people: dict[str, User], returned: SelfEvaluation) -> SelfEvaluation:
    return submit_again(people)


def test_words_that_are_too_long_are_named_and_kept(
    client_of: Callable[[str], Client], submitted: SelfEvaluation
) -> None:
    reviewer = client_of("shenhe")
    opened = reviewer.get(reverse("evaluations:review", args=[submitted.pk]))
    body = form_of(opened, "seen") | {"action": "return", "comment": LONG}
    answer = reviewer.post(reverse("evaluations:step", args=[submitted.pk]), body)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"意见写了 {len(LONG)} 字，最多 2000 字。" in page
    assert LONG in page
    assert "没有这一步" not in page
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_a_leader_who_sends_back_is_told_on_the_page_what_is_wrong(
    client_of: Callable[[str], Client], people: dict[str, User], returned: SelfEvaluation
) -> None:
    waiting = submit_again(people, Action.SEND_TO_LEADER)
    leader, url = client_of("canlian-fzr"), reverse("evaluations:step", args=[waiting.pk])
    for words, status, said in ((" ", 409, "要写明意见"), (LONG, 422, "最多 2000 字")):
        answer = leader.post(url, {"action": Action.SEND_BACK.value, "comment": words})
        page = answer.content.decode()
        assert answer.status_code == status
        assert said in page
        assert words.strip() in page
        assert 'id="back-comment"' in page
    waiting.refresh_from_db()
    assert waiting.status == "internal_review"
