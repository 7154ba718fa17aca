"""What a campaign sets about the checker: stored whole or not at all, every fault at once."""

from decimal import Decimal

import pytest

from evaluations.actions.campaigns import SettingsRefused, StaleSettings, set_check_settings
from evaluations.domain.check_settings import CheckSettings, Level
from evaluations.domain.checks import check
from evaluations.domain.scoring import score
from evaluations.models import Campaign, ChangeLog
from evaluations.queries import load_facts
from huadu_perf.lib.findings import Severity
from huadu_perf.lib.stamps import content_stamp

pytestmark = pytest.mark.django_db


def stored(campaign: Campaign) -> CheckSettings:
    return Campaign.objects.get(pk=campaign.pk).checks


def test_levels_and_thresholds_are_kept_with_who_set_them(campaign, people):
    settings = {"levels": {"B7": "error", "D3": "off"}, "thresholds": {"one_indicator": Decimal("0.3")}}
    set_check_settings(campaign=campaign, settings=settings, by=people["caizheng"])
    kept = stored(campaign)
    assert (kept.levels, kept.thresholds.one_indicator) == (
        {"B7": Level.ERROR, "D3": Level.OFF},
        Decimal("0.3"),
    )
    assert kept.thresholds.year_on_year == Decimal("0.3")
    log = ChangeLog.objects.filter(table_name="evaluations_campaign").order_by("-pk").first()
    assert (log.actor, log.row_id) == (f"user:{people['caizheng'].pk}", str(campaign.pk))


def test_a_level_that_is_the_rules_own_is_not_kept(campaign, people):
    set_check_settings(campaign=campaign, settings={"levels": {"B7": "off"}}, by="tests")
    set_check_settings(campaign=campaign, settings={"levels": {"B7": "warning", "M1": "error"}}, by="tests")
    assert stored(campaign) == CheckSettings()


def test_everything_wrong_is_told_at_once_and_nothing_stored(campaign):
    settings = {
        "levels": {"ZZ9": "error", "B7": "loud", "XX": "off"},
        "thresholds": {"one_indicator": Decimal(5), "nothing": Decimal(1)}, "more": 1,
    }  # fmt: skip
    with pytest.raises(SettingsRefused) as refusal:
        set_check_settings(campaign=campaign, settings=settings, by="tests")
    assert [fault.split("（")[0] for fault in refusal.value.faults] == [
        "levels.ZZ9: 没有这条校验规则", "levels.XX: 没有这条校验规则", "levels.B7: 取值不在允许的范围内",
        "thresholds.one_indicator: 数值过大", "thresholds.nothing: 不认识这一项，请删去或核对名称",
        "more: 不认识这一项，请删去或核对名称",
    ]  # fmt: skip
    with pytest.raises(SettingsRefused, match="ZZ9"):
        set_check_settings(campaign=campaign, settings={"levels": {"ZZ9": "off"}}, by="tests")
    assert stored(campaign) == CheckSettings()


def test_settings_that_others_changed_are_not_overwritten(campaign):
    """The campaign read before the other saved is as stale as the page: the row itself is asked."""
    seen, opened = content_stamp(campaign.check_settings), Campaign.objects.get(pk=campaign.pk)
    set_check_settings(campaign=campaign, settings={"levels": {"B7": "off"}}, by="tests", seen=seen)
    with pytest.raises(StaleSettings):
        set_check_settings(campaign=opened, settings={"levels": {"D3": "off"}}, by="tests", seen=seen)
    assert stored(campaign).levels == opened.checks.levels == {"B7": Level.OFF}


def test_the_checker_follows(campaign, draft):
    before = {finding.code: finding.severity for finding in judged(draft)}
    errors = {code for code, severity in before.items() if severity == Severity.ERROR}
    assert "M1" in errors
    set_check_settings(campaign=campaign, settings={"levels": {"M1": "hint"}}, by="tests")
    draft.campaign.refresh_from_db()
    after = {finding.code: finding.severity for finding in judged(draft)}
    assert (after["M1"], errors - {code for code, severity in after.items() if severity == Severity.ERROR}) == (
        Severity.HINT, {"M1"},
    )  # fmt: skip


def judged(evaluation):
    facts = load_facts(evaluation)
    return check(facts, score(facts))
