"""Reference data loads once and whole."""

import pytest
from django.core.exceptions import ValidationError
from pydantic import ValidationError as FactsError

from evaluations.actions.reference import copy_definition, load_all_reference_data, load_definition
from evaluations.models import ChangeLog, IndexSystem, ReportTemplate

pytestmark = pytest.mark.django_db


def test_repeating_it_changes_nothing(demo):
    counts = IndexSystem.objects.count(), ReportTemplate.objects.count()
    since = ChangeLog.objects.order_by("-pk").first().pk
    load_all_reference_data(by="tests")
    assert (IndexSystem.objects.count(), ReportTemplate.objects.count()) == counts
    assert not ChangeLog.objects.filter(pk__gt=since).exists()
    assert set(IndexSystem.objects.values_list("is_published", flat=True)) == {True}


def test_a_definition_of_the_wrong_shape_is_refused(demo):
    count = IndexSystem.objects.count()
    with pytest.raises(FactsError):
        load_definition(model=IndexSystem, definition={"code": "x", "name": "y"}, by="tests")
    assert IndexSystem.objects.count() == count


def test_a_copy_is_an_unpublished_next_version(demo):
    first = IndexSystem.objects.get(code="huadu-2022")
    second, third = copy_definition(row=first, by="tests"), copy_definition(row=first, by="tests")
    assert [(row.code, row.version, row.is_published) for row in (first, second, third)] == [
        ("huadu-2022", 1, True), ("huadu-2022", 2, False), ("huadu-2022", 3, False),
    ]  # fmt: skip
    assert second.facts == first.facts.model_copy(update={"version": 2})
    old = ReportTemplate.objects.get(code="huadu-2022", version=1)
    template = copy_definition(row=old, by="tests")
    assert (template.version, template.facts.version, template.facts.code) == (4, 4, "huadu-2022")


def test_what_is_published_is_not_edited_and_faults_are_located(demo):
    system = IndexSystem.objects.first()
    system.definition["name"] = "改名"
    with pytest.raises(ValidationError, match="已发布的内容不能修改"):
        system.clean()
    with pytest.raises(ValidationError, match="year: 缺少这一项"):
        IndexSystem(definition={"code": "x", "name": "y", "region": "z", "bands": []}).clean()
    assert str(ReportTemplate(name="模板", version=2)) == "模板（第 2 版）"
