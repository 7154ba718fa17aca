"""Keys of others under one's own address, and names that a form does not ask for: nothing comes of them."""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

import uuid
from typing import Any

import pytest
from django.urls import reverse

from accounts.acting import acting
from accounts.models import Department, Membership, User
from accounts.roles import Role
from evaluations.models import (
    ChangeLog,
    Evidence,
    Goal,
    Indicator,
    Remark,
    SectionState,
    SelfEvaluation,
    Submission,
)
from evaluations.row_tables import ROW_TABLES
from tests.test_access_matrix import (  # noqa: F401 (fixtures)
    ROWS,
    World,
    address,
    ask,
    body_for,
    form_of,
    key_for,
    quick_pdf,
    shared,
    world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(world: World) -> SelfEvaluation:
    """The sub-unit's draft."""
    return world.evaluation_in("draft")


@pytest.fixture
def theirs(world: World) -> SelfEvaluation:
    """The other department's draft."""
    return world.evaluation_in("draft", world.other)


def snapshot(evaluation: SelfEvaluation) -> list[tuple[Any, ...]]:
    """Every row of the evaluation that has content, as stored."""
    tables = [(table.model, table.owned_by(evaluation)) for table in ROW_TABLES.values()]
    others = [(model, {"evaluation": evaluation}) for model in (Evidence, Remark, SectionState, Submission)]
    return [
        *SelfEvaluation.objects.filter(pk=evaluation.pk).values_list(),
        *(
            row
            for model, owner in (*tables, *others)
            for row in model._default_manager.filter(**owner).values_list()
        ),
    ]


@pytest.mark.parametrize("name", ["evaluations:evidence_edit", "evaluations:evidence_file"])
def test_key_of_anothers_file_under_my_own_address_is_not_found(
    name: str, world: World, mine: SelfEvaluation, theirs: SelfEvaluation
) -> None:
    """The key is looked for in the evaluation of the address only."""
    url = address(name, mine, 0, key_for(name, theirs))
    assert ask(world.client("preparer"), "GET", url)[0] == "404"
    if name == "evaluations:evidence_edit":
        before = snapshot(theirs)
        assert ask(world.client("preparer"), "POST", url, {"do": "remove"})[0] == "404"
        assert snapshot(theirs) == before


def test_key_of_anothers_remark_is_refused(world: World) -> None:
    """A reviewer withdraws, and a department answers, the remarks of the evaluation of the address only."""
    theirs = SelfEvaluation.objects.get(department__code="126001")
    remark = theirs.remarks.first()
    mine = world.evaluation_in("returned")
    body = {"remark": str(remark.key), f"{remark.key}-answer_kind": "kept", f"{remark.key}-answer": "不改。"}
    assert (
        ask(world.client("preparer"), "POST", reverse("evaluations:answers", args=[mine.pk]), body)[0]
        == "kept"
    )


def test_withdrawing_anothers_remark_under_my_own_address_does_nothing(world: World) -> None:
    """Two evaluations under review: the address of one takes nothing from the other."""
    mine = world.evaluation_in("submitted")
    with acting("tests"):
        Membership.objects.create(user=world.person("preparer"), role=Role.PREPARER, department=world.other)
        Membership.objects.create(user=world.person("leader"), role=Role.LEADER, department=world.other)
    theirs = world.evaluation_in("submitted", world.other)
    url = reverse("evaluations:remark_withdraw", args=[mine.pk, theirs.remarks.get().key])
    assert ask(world.client("reviewer"), "POST", url, {})[0] == "kept"


@pytest.mark.parametrize("field", ["indicators", "projects"])
def test_evidence_cannot_prove_items_of_another(
    field: str, world: World, mine: SelfEvaluation, theirs: SelfEvaluation
) -> None:
    """Keys of another evaluation's indicators and projects are no choices of the form."""
    key = foreign_key(field, theirs)
    url = address("evaluations:evidence_edit", mine, 0, key_for("evaluations:evidence_edit", mine))
    assert (
        ask(world.client("preparer"), "POST", url, {"title": "甲", "kind": "other", field: str(key)})[0]
        == "422"
    )


def foreign_key(field: str, theirs: SelfEvaluation) -> uuid.UUID:
    """A key that only the other evaluation has."""
    with acting("tests"):
        if field == "projects":
            return theirs.budget_sheet.projects.create(name="他们的项目").key
        parent = Indicator.objects.filter(evaluation=theirs, level=2).first()
        return Indicator.objects.create(
            evaluation=theirs, level=3, parent=parent, name="他们的指标", points=1
        ).key


def test_section_links_and_rows_of_another_are_refused(
    world: World, mine: SelfEvaluation, theirs: SelfEvaluation
) -> None:
    """A link to another evaluation's task is an error; a row under its key becomes a row of mine, and theirs stays."""
    with acting("tests"):
        task = theirs.budget_sheet and Goal.tasks.field.related_model.objects.create(
            evaluation=theirs, title="他们的任务", position=99
        )
        goal = Goal.objects.create(evaluation=theirs, title="他们的目标", position=99)
    before = snapshot(theirs)
    url = reverse("evaluations:section", args=[mine.pk, "goals"])
    page = form_of(world.client("preparer").get(url), "version")
    own = page["goals"][0]
    linked = page | {f"goals-{own}-tasks": [str(task.key)]}
    assert ask(world.client("preparer"), "POST", url, linked)[0] == "422"
    added = page | {"goals": [*page["goals"], str(goal.key)], f"goals-{goal.key}-title": "我的目标"}
    assert ask(world.client("preparer"), "POST", url, added)[0] == "done"
    assert snapshot(theirs) == before
    assert Goal.objects.get(evaluation=mine, key=goal.key).title == "我的目标"


def test_extra_names_in_a_post_set_nothing(world: World, mine: SelfEvaluation) -> None:
    """Whoever fills in cannot set what others decide: every column of the evaluation, its remarks and its steps."""
    names = {
        field.name
        for model in (SelfEvaluation, Remark, SectionState, Submission)
        for field in model._meta.fields
    }
    extra = dict.fromkeys(names - {"version"}, "1") | {
        "status": "approved",
        "total_score": "100",
        "grade": "优",
    }
    url = reverse("evaluations:section", args=[mine.pk, "conclusion"])
    body = form_of(world.client("preparer").get(url), "version", narrative="换一种写法。")
    before = SelfEvaluation.objects.filter(pk=mine.pk).values().get()
    log = ChangeLog.objects.count()
    assert ask(world.client("preparer"), "POST", url, extra | body)[0] == "done"
    assert SelfEvaluation.objects.filter(pk=mine.pk).values().get() == before
    written = ChangeLog.objects.order_by("pk")[log:]
    changed = {
        (row.table_name, name) for row in written for name in row.after if row.before[name] != row.after[name]
    }
    assert changed == {
        ("evaluations_detail", "narrative"),
        *(("evaluations_sectionstate", name) for name in ("version", "edited_by_id", "edited_at")),
    }
    assert Remark.objects.filter(evaluation=mine).count() == 0


def test_answer_sets_nothing_but_the_answer(world: World) -> None:
    """A department's answer cannot change the remark it answers."""
    evaluation = world.evaluation_in("returned")
    remark = Remark.objects.get(evaluation=evaluation)
    key = str(remark.key)
    names = {field.name for field in Remark._meta.fields}
    extra = {f"{prefix}{name}": "1" for name in names for prefix in ("", f"{key}-")}
    body = extra | {"remark": key, f"{key}-answer_kind": "changed", f"{key}-answer": "已改。"}
    url = reverse("evaluations:answers", args=[evaluation.pk])
    assert ask(world.client("preparer"), "POST", url, body)[0] == "done"
    after = Remark.objects.get(evaluation=evaluation)
    changed = {name for name in names if getattr(after, name) != getattr(remark, name)}
    assert changed == {"answer_kind", "answer", "answered_by", "answered_at"}


def test_role_in_another_region_opens_no_campaign(world: World) -> None:
    """Who manages one region and audits another manages the one only."""
    with acting("tests"):
        Membership.objects.create(
            user=world.person("faraway"), role=Role.AUDITOR, region=world.campaign.region
        )
    client = world.client("faraway")
    assert ask(client, "GET", reverse("evaluations:campaign", args=[world.campaign.pk]))[0] == "404"
    url = reverse("evaluations:campaign_new")
    draft = world.evaluation_in("draft")
    assert ask(client, "POST", url, body_for("evaluations:campaign_new", "draft", draft, world)())[0] == "422"


def test_rights_are_asked_anew_at_every_request(world: World, mine: SelfEvaluation) -> None:
    """A role that is taken away, or a person who is disabled, is refused on the next request."""
    client, url = world.client("preparer"), reverse("evaluations:detail", args=[mine.pk])
    assert ask(client, "GET", url)[0] == "200"
    with acting("tests"):
        world.person("preparer").memberships.all().delete()
    assert ask(client, "GET", url)[0] == "403"
    with acting("tests"):
        User.objects.filter(username="preparer").update(is_active=False)
    assert ask(client, "GET", url)[0] == "login"


def test_words_of_one_department_reach_no_other(
    world: World, mine: SelfEvaluation, theirs: SelfEvaluation
) -> None:
    """A marker in the other department's texts is on no page that people of mine may open."""
    marker = "独一无二的标记词"
    with acting("tests"):
        Goal.objects.filter(evaluation=theirs).update(title=marker, achieved=marker)
        Department.objects.filter(pk=world.other.pk).update(name=f"{marker}部门")
    pages = [
        name
        for name, method, _, _ in ROWS
        if method == "GET" and name.startswith(("evaluations:", "reports:"))
    ]
    seen = 0
    for actor in ("preparer", "leader", "parent"):
        for name in pages:
            response = world.client(actor).get(address(name, mine, world.campaign.pk, key_for(name, mine)))
            if response.status_code == 200 and not response.streaming:
                seen += 1
                assert marker.encode() not in response.content, (actor, name)
    assert seen > 20


def test_unlisted_superuser_flag_gives_nothing(world: World, mine: SelfEvaluation) -> None:
    """Rights come from roles; Django's own flags open no page."""
    with acting("tests"):
        User.objects.filter(username="nobody").update(is_superuser=True, is_staff=True)
    client = world.client("nobody")
    assert ask(client, "GET", reverse("evaluations:detail", args=[mine.pk]))[0] == "403"
    assert ask(client, "GET", reverse("admin:index"))[0] == "login"
    assert ask(client, "GET", reverse("admin:axes_accesslog_changelist"))[0] == "login"
