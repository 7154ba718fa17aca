"""校验设置: a level for every rule and the thresholds, saved whole; what is wrong is named at the field."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluations.domain.check_settings import CheckSettings, Level, Thresholds
from evaluations.domain.checks import CHECKS
from evaluations.forms.check_settings import CheckSettingsForm
from evaluations.models import Campaign
from huadu_perf.lib.stamps import content_stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client_of):
    return client_of("caizheng")


def url(campaign: Campaign) -> str:
    return reverse("evaluations:campaign_checks", args=[campaign.pk])


def body(**changes: str) -> dict[str, str]:
    """What the page posts when nothing was set before; names are written with __ for a hyphen."""
    form = CheckSettingsForm(settings=CheckSettings())
    stated = {"seen": content_stamp({})} | {name: form[name].value() for name in form.fields}
    return stated | {name.replace("__", "-"): value for name, value in changes.items()}


def settings_of(campaign: Campaign) -> CheckSettings:
    return Campaign.objects.get(pk=campaign.pk).checks


def test_every_rule_is_there_once_with_title_help_source_and_level(manager, campaign):
    page = manager.get(url(campaign)).content.decode()
    for rule in CHECKS:
        (select,) = re.findall(rf'<select name="level-{rule.code}".*?</select>', page, re.DOTALL)
        assert f'value="{Level[rule.severity.name]}" selected>{rule.severity.label}（默认）' in select
        assert select.count("<option") == 4
    for field in Thresholds.model_fields.values():
        assert field.title in page
    assert 'name="threshold-year_on_year" value="30"' in page


def test_saved_as_it_stands_changes_nothing(manager, campaign):
    response = manager.post(url(campaign), body())
    assert response["Location"] == reverse("evaluations:campaign", args=[campaign.pk])
    assert settings_of(campaign) == CheckSettings()


def test_levels_and_thresholds_are_saved_and_shown_again(manager, campaign):
    changes = {
        "level__B7": "off",
        "level__D3": "error",
        "threshold__one_indicator": "３３.5%",
        "threshold__year_on_year": "250",
    }
    manager.post(url(campaign), body(**changes))
    kept = settings_of(campaign)
    assert kept.levels == {"B7": Level.OFF, "D3": Level.ERROR}
    assert (kept.thresholds.one_indicator, kept.thresholds.year_on_year) == (Decimal("0.335"), Decimal("2.5"))
    page = manager.get(url(campaign)).content.decode()
    assert page.count("已调整") == 2
    assert 'name="threshold-one_indicator" value="33.5"' in page
    assert re.search(r'<select name="level-B7".*?<option value="off" selected>停用', page, re.DOTALL)


def test_everything_wrong_is_told_at_once_and_nothing_saved(manager, campaign):
    changes = {
        "level__B7": "loud", "level__ZZ9": "off", "threshold__one_indicator": "0", "threshold__year_on_year": "1001",
        "threshold__project_coverage": "一半", "threshold__similar_to_others": "", "threshold__similar_to_last_year": "不适用",
    }  # fmt: skip
    response = manager.post(url(campaign), body(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    for said in (
        "本页有 7 处需要修改", "没有“level-ZZ9”这一项设置", "没有这个级别", "“一个指标占总分的比例超过”应大于 0，不超过 100%",
        "经费比上年变动超过”应大于 0，不超过 1000%", "“重点任务项目占项目支出的比例低于”应为百分比，如 50",
        "请填写“与其他部门文字相同的比例达到”的百分比", "“与上年文字相同的比例达到”应大于 0，不超过 100%",
    ):  # fmt: skip
        assert said in page, said
    assert settings_of(campaign) == CheckSettings()
    assert manager.post(url(campaign)).status_code == 422


def test_a_coverage_of_zero_is_allowed_and_below_zero_is_not(manager, campaign):
    manager.post(url(campaign), body(threshold__project_coverage="0"))
    assert settings_of(campaign).thresholds.project_coverage == 0
    response = manager.post(url(campaign), body(threshold__project_coverage="-1"))
    assert "应不小于 0，不超过 100%" in response.content.decode()


def test_the_page_of_the_campaign_leads_there(manager, campaign):
    page = manager.get(reverse("evaluations:campaign", args=[campaign.pk])).content.decode()
    assert f'href="{url(campaign)}"' in page


# ── two managers ─────────────────────────────────────────────────────────────────────────────────────────────────


def seen_on(response) -> str:
    """The stamp that the page carries."""
    return re.search(r'name="seen" value="([^"]*)"', response.content.decode())[1]


def test_what_another_manager_saved_meanwhile_is_told_and_kept(manager, campaign):
    opened = seen_on(manager.get(url(campaign)))
    manager.post(url(campaign), body(level__B7="off", threshold__one_indicator="40"))
    mine = {"level__D3": "error", "threshold__one_indicator": "45"}
    response = manager.post(url(campaign), body(**mine) | {"seen": opened})
    page = response.content.decode()
    assert response.status_code == 409
    assert (settings_of(campaign).levels, settings_of(campaign).thresholds.one_indicator) == (
        {"B7": Level.OFF}, Decimal("0.4"),
    )  # fmt: skip
    assert "另一位管理员保存过校验设置" in page
    assert "对方保存的是“停用”" in page and "对方保存的是“40%”" in page
    assert page.count("对方保存的是") == 3
    assert 'name="threshold-one_indicator" value="45"' in page
    assert re.search(r'<select name="level-D3".*?<option value="error" selected>', page, re.DOTALL)
    manager.post(url(campaign), body(**mine) | {"seen": seen_on(response)})
    assert settings_of(campaign).levels == {"D3": Level.ERROR}


def test_an_error_does_not_forget_what_the_page_was_made_from(manager, campaign):
    opened = seen_on(manager.get(url(campaign)))
    manager.post(url(campaign), body(level__B7="off"))
    wrong = manager.post(url(campaign), body(threshold__one_indicator="0") | {"seen": opened})
    assert (wrong.status_code, seen_on(wrong)) == (422, opened)
    assert manager.post(url(campaign), body() | {"seen": opened}).status_code == 409


def test_a_post_that_does_not_say_what_it_saw_is_refused(manager, campaign):
    posted = body(level__B7="off")
    del posted["seen"]
    assert manager.post(url(campaign), posted).status_code == 409
    assert settings_of(campaign) == CheckSettings()
