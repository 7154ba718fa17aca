"""审核意见与答复: everything that was typed on the page is filed, whichever button was pressed; the words of the return stand above."""

import pytest
from django.test import Client

from evaluations.actions.review import answer_remark
from evaluations.actions.workflow import take_step
from evaluations.enums import Action
from evaluations.models import Remark, SelfEvaluation
from tests.factories import rights

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparer(client_of) -> Client:
    return client_of("canlian")


@pytest.fixture
def keys(returned: SelfEvaluation) -> list[str]:
    """The keys of its remarks, in the order of the page; nothing is answered."""
    keys = [str(key) for key in Remark.objects.filter(evaluation=returned).values_list("key", flat=True)]
    assert len(keys) == 3
    return keys


def typed(keys: list[str], pressed: str, *said: tuple[str, str]) -> dict[str, object]:
    """The one form of the page: kind and words of each remark."""
    post: dict[str, object] = {"remark": keys, "pressed": pressed}
    for key, (kind, words) in zip(keys, said, strict=True):
        post |= {f"{key}-answer": words} | ({f"{key}-answer_kind": kind} if kind else {})
    return post


def test_all_answers_of_the_page_are_saved_with_one_press(preparer, returned, keys):
    url = f"/evaluations/{returned.pk}/answers/"
    said = (("changed", "已改。"), ("kept", "与台账一致。"), ("", ""))
    page = preparer.post(url, typed(keys, keys[0], *said), follow=True).content.decode()
    assert "已保存 2 条答复。" in page
    answers = dict(Remark.objects.filter(evaluation=returned).values_list("key", "answer"))
    assert sorted(answers.values()) == ["", "与台账一致。", "已改。"]


def test_what_is_incomplete_stays_as_it_was_typed_and_the_others_are_saved(preparer, returned, keys):
    said = (("changed", "已改。"), ("", "还在核对。"), ("", ""))
    answer = preparer.post(f"/evaluations/{returned.pk}/answers/", typed(keys, keys[0], *said))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "答复已保存。" in page
    assert "还在核对。" in page
    assert page.count("请选择处理。") == 2, "in the summary and at the remark"
    assert Remark.objects.get(key=keys[1]).answer == ""


def test_a_press_on_an_empty_one_says_what_is_missing(preparer, returned, keys):
    answer = preparer.post(
        f"/evaluations/{returned.pk}/answers/", typed(keys, keys[2], ("", ""), ("", ""), ("", ""))
    )
    assert answer.status_code == 422
    assert answer.content.decode().count("请填写答复。") == 2


def test_the_words_of_the_return_stand_on_both_pages(preparer, returned):
    words = returned.transitions.last().comment
    for path in ("", "answers/"):
        assert words in preparer.get(f"/evaluations/{returned.pk}/{path}").content.decode()


def test_the_leader_finds_the_way_to_sign_and_the_preparer_reads_why_it_came_back(
    preparer, client_of, returned, people
):
    for remark in Remark.objects.filter(evaluation=returned):
        answer_remark(evaluation=returned, key=remark.key, kind="kept", answer="不改", by=people["canlian"])
    url, leader = f"/evaluations/{returned.pk}/", client_of("canlian-fzr")
    assert not take_step(evaluation=returned, action=Action.SEND_TO_LEADER, rights=rights(people["canlian"]))
    assert f'href="{url}check/">审签</a>' in leader.get(url).content.decode()
    page = preparer.get(url).content.decode()
    assert "审签</a>" not in page
    assert ">撤回</button>" in page
    assert ">撤回</button>" not in leader.get(url).content.decode()
    take_step(
        evaluation=returned,
        action=Action.SEND_BACK,
        rights=rights(people["canlian-fzr"]),
        comment="编制人数要核对。",
    )
    page = preparer.get(url).content.decode()
    assert "负责人已退回" in page
    assert page.count("编制人数要核对。") == 2, "above, and in the history"
