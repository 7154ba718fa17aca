"""One place for message, help and instruction: what stands beside fields is the help of the rules."""

from evaluations.domain.check_settings import CheckSettings, Level
from evaluations.domain.checks import CHECKS, RULE_BY_CODE
from evaluations.domain.guidance import FEW, advice, advice_for, fields_of, help_of
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY
from huadu_perf.lib.findings import Severity

PLAIN = CheckSettings()
OFF = CheckSettings(levels={"A1": Level.OFF, "B1": Level.HINT})
EVIDENCE = {"evidence.sample_size", "evidence.dated"}


def test_every_field_a_rule_names_exists():
    known = {name for section in FORM_SECTIONS for name in fields_of(section)} | EVIDENCE
    named = {(rule.code, name) for rule in CHECKS for name in rule.beside}
    assert {(code, name) for code, name in named if name not in known} == set()


def test_codes_are_unique_and_every_rule_explains_itself():
    assert len(RULE_BY_CODE) == len(CHECKS)
    for rule in CHECKS:
        assert rule.title and rule.source, rule.code
        assert rule.help.endswith("。"), rule.code


def test_levels_are_the_campaigns():
    levels = {each.rule.code: each.severity for each in advice(OFF)}
    assert (levels["A1"], levels["B1"], levels["A2"]) == (None, Severity.HINT, Severity.ERROR)


def test_a_section_is_told_the_rules_in_force_with_the_labels_of_its_fields():
    told = {each.rule.code: labels for labels, each in advice_for(SECTION_BY_KEY["indicators"], PLAIN)}
    assert told["A1"] == "自评得分"
    assert told["A4"] == "扣分原因、改进措施"
    assert "B1" not in told
    assert "A1" not in {each.rule.code for _, each in advice_for(SECTION_BY_KEY["indicators"], OFF)}
    assert {each.rule.code for _, each in advice_for(SECTION_BY_KEY["evidence"], PLAIN)} == {"E2", "E4"}


def test_help_beside_a_field_is_that_of_its_own_rules_only():
    helps = help_of(PLAIN)
    assert RULE_BY_CODE["B7"].help in helps["serving_count"]
    assert len(RULE_BY_CODE["D1"].beside) > FEW
    assert all(RULE_BY_CODE["D1"].help not in sentences for sentences in helps.values())
    assert RULE_BY_CODE["A1"].help not in help_of(OFF).get("indicators.self_score", ())
