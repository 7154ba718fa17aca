"""校验规则, the help beside fields, and the stamp that an open page compares."""

import json
import re

import pytest
from django.test import Client

from accounts.acting import acting
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.checks import CHECKS
from evaluations.domain.guidance import help_of
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.forms.cells import WORDS
from evaluations.models import Campaign, SelfEvaluation

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparer(people) -> Client:
    client = Client()
    client.force_login(people["canlian"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def set_levels(evaluation: SelfEvaluation, **levels: str) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=evaluation.campaign_id).update(check_settings={"levels": levels})


def page(client: Client, evaluation: SelfEvaluation, path: str) -> str:
    response = client.get(f"/evaluations/{evaluation.pk}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def test_every_rule_stands_on_the_page_at_its_level(preparer, returned):
    set_levels(returned, D6="off", D1="warning")
    text = page(preparer, returned, "rules/")
    assert set(re.findall(r'id="rule-(\w+)"', text)) == {rule.code for rule in CHECKS} - {"D6"}
    must, explain, _ = (text.index(f"<h2>{label}") for label in ("必须修改", "需要说明", "提示"))
    assert must < explain < text.index('id="rule-D1"')
    assert "本任务停用：D6" in text


def test_a_section_shows_its_rules_beside_the_fields(preparer, returned):
    text = page(preparer, returned, "sections/profile/")
    assert text.count("在职人数超过编制的，说明原因。") == 2, "at its field, and in the panel"
    assert f'/evaluations/{returned.pk}/rules/#rule-B7"' in text
    set_levels(returned, B7="off")
    assert "在职人数超过编制的，说明原因。" not in page(preparer, returned, "sections/profile/")


@pytest.mark.parametrize(
    ("section", "rowset"),
    [("budget", "budget_lines"), ("indicators", "indicators"), ("projects", "project_indicators")],
)
def test_the_heads_of_a_grid_tell_what_its_columns_ask(preparer, returned, section, rowset):
    helps = {name: said for name, said in help_of(CheckSettings()).items() if name.startswith(f"{rowset}.")}
    assert helps
    head = page(preparer, returned, f"sections/{section}/").rsplit("<thead>", 1)[1].split("</thead>")[0]
    told = re.findall(r"<p>(?:[^<：]{2,20}：)?([^<]+)</p>", head)
    assert {sentence for said in helps.values() for sentence in said} - set(told) == set()
    asked = {name.partition(".")[2] for name in helps}
    columns = {
        "name" if name in WORDS else name for name in asked
    }  # the second line of an indicator has none
    assert head.count("<summary>") == len(columns)


def test_help_at_the_heads_costs_nothing_a_row(preparer, returned):
    text = page(preparer, returned, "sections/indicators/")
    body = text[text.index("<thead>") :].split("<tbody", 1)[1].split("</tbody>")[0]
    assert "<summary" not in body
    set_levels(returned, **{rule.code: "off" for rule in CHECKS})
    assert "head-rules" not in page(preparer, returned, "sections/indicators/")


def test_a_finding_of_a_whole_row_set_has_its_place_on_the_page(preparer, returned):
    for section in FORM_SECTIONS:
        text = page(preparer, returned, f"sections/{section.key}/")
        for rowset in section.rowsets:
            # They stand in their projects, or are there only when last year's filing promised some.
            if rowset.name not in ("project_indicators", "last_measures"):
                assert text.count(f' id="{rowset.name}"') == 1, rowset.name
    assert ' id="evidence"' in page(preparer, returned, "evidence/")


def test_the_script_is_told_the_rules_in_force(preparer, returned):
    def told() -> set[str]:
        text = page(preparer, returned, "sections/indicators/").replace("&quot;", '"')
        return set(json.loads(re.search(r'data-rules="(\{.*?\})"', text)[1]))

    assert told() == {"A1", "B1"}
    set_levels(returned, A1="off")
    assert told() == {"B1"}


def test_the_stamp_on_a_page_is_the_one_that_is_answered(preparer, returned):
    def asked() -> str:
        return preparer.get(f"/evaluations/{returned.pk}/stamp/").json()["stamp"]

    for path in ("sections/profile/", "check/", "review/"):
        assert f'data-stamp="{asked()}"' in page(preparer, returned, path), path
    before = asked()
    set_levels(returned, B7="off")
    assert asked() != before


def test_narratives_say_how_long_they_may_be(preparer, returned):
    text = page(preparer, returned, "sections/conclusion/")
    assert "最多 3000 字" in text
    assert len(re.findall(r'data-count-of="(\w+)"', text)) == 2
