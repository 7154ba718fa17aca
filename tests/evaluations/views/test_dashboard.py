"""工作台 of a department: how many days are left; and the key figures where it files and signs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from evaluations.models import Campaign
from tests.factories import make_evaluation, union_facts

pytestmark = pytest.mark.django_db


def opened(campaign, *, opens: int, due: int) -> None:
    """The campaign from so many days on until so many days from today."""
    today = timezone.localdate()
    with acting("tests"):
        Campaign.objects.filter(pk=campaign.pk).update(
            opens_on=today + timedelta(days=opens), due_on=today + timedelta(days=due)
        )


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [(8, "距截止还有 8 天", ""), (7, "距截止还有 7 天", "warn"), (0, "今天截止", "bad")],
)
def test_the_desk_says_how_many_days_are_left(campaign, draft, client_of, due, words, tone):
    opened(campaign, opens=-30, due=due)
    page = client_of("zhengxie").get(reverse("evaluations:dashboard")).content.decode()
    mine, _, listed = page.partition("自评列表")
    mark = f' class="text-{tone}"' if tone else ""
    assert f"<span{mark}>{words}</span>" in mine
    assert words in listed


def test_before_the_opening_day_the_desk_and_the_page_of_the_step_say_so_and_filing_is_refused(
    campaign, draft, client_of
):
    opened(campaign, opens=3, due=30)
    client, day = client_of("zhengxie"), timezone.localdate() + timedelta(days=3)
    words = f"{day.year}年{day.month}月{day.day}日开始报送"
    assert words in client.get(reverse("evaluations:dashboard")).content.decode()
    page = client.get(reverse("evaluations:check", args=[draft.pk])).content.decode()
    assert words in page.partition('id="submit"')[2] and "还不能报送财政" in page
    assert client.get(reverse("evaluations:section", args=[draft.pk, "tasks"])).context["editable"]


def test_whoever_files_and_signs_has_the_key_figures_in_view(campaign, client_of):
    evaluation = make_evaluation(campaign, "999001", union_facts())
    client = client_of("caizheng")
    tiles = client.get(reverse("evaluations:detail", args=[evaluation.pk])).context["tiles"]
    page = client.get(reverse("evaluations:check", args=[evaluation.pk]))
    assert page.context["tiles"] == tiles
    shown = page.content.decode().partition('class="stat-tiles"')[2].partition('id="findings"')[0]
    for words in ("支出执行", "1,057.63", "执行率", "自评得分", "96"):
        assert words in shown
