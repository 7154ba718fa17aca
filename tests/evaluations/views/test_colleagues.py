"""Pages of working together: one save gives out all sections, notes with their places, 修改记录 with its choices."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from evaluations.actions.colleagues import add_note, mark_present
from evaluations.colleagues import assigned
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.models import InternalNote, SectionPresence, SelfEvaluation
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.findings import Place
from tests.factories import make_person
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


@pytest.fixture
def second(draft: SelfEvaluation, people: dict[str, User]) -> User:
    people["second"] = make_person("second", Role.PREPARER, department=draft.department)
    return people["second"]


def at(name: str, evaluation: SelfEvaluation, *more: object) -> str:
    return reverse(f"evaluations:{name}", args=[evaluation.pk, *more])


def give(client: Client, evaluation: SelfEvaluation, **changes: object):
    """Posts the page as a browser would, with changes."""
    url = at("assignments", evaluation)
    body = form_of(client.get(url), "seen") | {
        name.replace("__", "-"): text for name, text in changes.items()
    }
    return client.post(url, body)


def test_given_sections_stand_where_people_look(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    leader, colleague = client_of("zhengxie-fzr"), client_of("second")
    day = timezone.localdate() + timedelta(days=3)
    answer = give(
        leader, draft, budget__assignee=second.pk, budget__due_on=str(day), budget__note="以决算表为准"
    )
    assert answer.status_code == 302
    assert "交给 <b>second</b> 填写" in leader.get(at("detail", draft)).content.decode()
    page = client_of("zhengxie").get(at("section", draft, "budget")).content.decode()
    assert "交给 <b>second</b> 填写" in page
    assert "说明：以决算表为准" in page
    assert (
        "填写“预算执行情况”" in colleague.get("/").content.decode()
        or "交给我填写" in colleague.get("/").content.decode()
    )
    assert "我交给同事的" in leader.get("/").content.decode()
    assert "交给我填写" not in client_of("zhengxie").get("/").content.decode()
    assert give(leader, draft, budget__assignee="").status_code == 302
    assert assigned(section_states(draft)["budget"]) is None
    assert "交给我填写" not in colleague.get("/").content.decode()


def test_evidence_and_submission_are_given_too_and_lead_to_their_own_pages(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    leader, colleague = client_of("zhengxie-fzr"), client_of("second")
    assert (
        give(
            leader,
            draft,
            evidence__assignee=second.pk,
            evidence__note="先传决算批复",
            check__assignee=second.pk,
        ).status_code
        == 302
    )
    tasks = leader.get(at("detail", draft)).content.decode()
    assert "交给 <b>second</b> 填写" in tasks
    assert "交给 <b>second</b> 办理" in tasks
    waiting = colleague.get("/").content.decode()
    for name, words in (("evidence", "填写“佐证材料”"), ("check", "办理“核对与提交”")):
        assert f'<a href="{at(name, draft)}">{words}' in waiting
        assert "交给 <b>second</b>" in colleague.get(at(name, draft)).content.decode()
        assert "交给 <b>second</b>" not in client_of("shenhe").get(at(name, draft)).content.decode()


def test_evidence_is_finished_when_its_filler_says_so(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    leader, colleague, url = client_of("zhengxie-fzr"), client_of("second"), at("evidence_finished", draft)
    assert "材料已齐" not in colleague.get(at("evidence", draft)).content.decode(), "asked of nobody"
    give(leader, draft, evidence__assignee=second.pk)
    assert "材料已齐，本节已填完" in colleague.get(at("evidence", draft)).content.decode()
    colleague.post(url, {"complete": "yes"})
    assert "“佐证材料”" not in colleague.get("/").content.decode()
    assert assigned(section_states(draft)["evidence"]).is_finished
    give(leader, draft, evidence__assignee=User.objects.get(username="zhengxie").pk)
    client_of("zhengxie").post(url, {"complete": "later"})
    assert not assigned(section_states(draft)["evidence"]).is_finished
    give(leader, draft, evidence__assignee=second.pk)
    assert not section_states(draft)["evidence"].is_declared_complete, "given to be gone over again"


def test_finished_is_seen_by_who_gave_it(client_of: ClientOf, draft: SelfEvaluation, second: User) -> None:
    give(client_of("zhengxie-fzr"), draft, tasks__assignee=second.pk)
    colleague, url = client_of("second"), at("section", draft, "tasks")
    colleague.post(url, form_of(colleague.get(url), "version", complete="yes"))
    assert "交给我填写" not in colleague.get("/").content.decode()
    for page in ("/", at("detail", draft), at("assignments", draft)):
        assert "已填完" in client_of("zhengxie-fzr").get(page).content.decode()


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    answer = give(
        client_of("zhengxie"), draft, goals__assignee=second.pk, budget__due_on="2020-01-01", budget__assignee=second.pk,
        tasks__note="没有选人", profile__due_on="三月", profile__assignee=second.pk,
        problems__assignee=str(User.objects.get(username="gonghui").pk),
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2020-01-01 已过" in page
    assert "但没有选交给谁" in page
    assert "“部门概况”的希望完成日期应为日期" in page
    assert 'value="没有选人"' in page
    assert all(assigned(state) is None for state in section_states(draft).values())


def test_who_saves_over_another_is_told_and_keeps_what_was_typed(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    client, url = client_of("zhengxie"), at("assignments", draft)
    opened = client.get(url)
    give(client_of("zhengxie-fzr"), draft, budget__assignee=second.pk, tasks__assignee=second.pk)
    own = str(User.objects.get(username="zhengxie").pk)
    body = form_of(opened, "seen") | {"budget-assignee": own, "goals-assignee": own, "goals-note": "我来核"}
    answer = client.post(url, body)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "分工刚被别人改过" in page
    assert 'value="我来核"' in page
    assert page.count("现在：") == 1, "only at the section that both gave out"
    assert "现在：交给 second" in page
    assert assigned(section_states(draft)["goals"]) is None
    again = form_of(answer, "seen")
    assert again["tasks-assignee"] == [str(second.pk)], "what this page did not change is what the other said"
    assert client.post(url, again).status_code == 302
    states = section_states(draft)
    assert [assigned(states[key]).assignee.username for key in ("budget", "tasks", "goals")] == [
        "zhengxie", "second", "zhengxie",
    ]  # fmt: skip


def test_two_who_give_out_other_sections_do_not_hinder_each_other(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    client, url = client_of("zhengxie"), at("assignments", draft)
    opened = client.get(url)
    give(client_of("zhengxie-fzr"), draft, budget__assignee=second.pk)
    refused = client.post(url, form_of(opened, "seen") | {"goals-note": "没有选人"})
    assert refused.status_code == 422
    body = form_of(refused, "seen") | {"goals-assignee": str(second.pk)}
    assert client.post(url, body).status_code == 302
    states = section_states(draft)
    assert assigned(states["budget"]).assignee == assigned(states["goals"]).assignee == second


def test_presence_is_told_at_opening_and_by_the_beat(
    client_of: ClientOf, draft: SelfEvaluation, second: User
) -> None:
    first, url = client_of("zhengxie"), at("section", draft, "tasks")
    mark_present(evaluation=draft, section="tasks", by=second)
    assert "second正在编辑本节（" in first.get(url).content.decode()
    told = first.post(at("presence", draft, "tasks")).json()
    assert told["words"].startswith("second正在编辑本节（")
    assert told["stamp"] == first.get(at("stamp", draft)).json()["stamp"]
    assert SectionPresence.objects.count() == 2
    assert "正在编辑本节" not in client_of("shenhe").get(url).content.decode()


def test_notes_are_written_at_a_place_ticked_and_deleted(client_of: ClientOf, draft: SelfEvaluation) -> None:
    preparer, leader = client_of("zhengxie"), client_of("zhengxie-fzr")
    url = at("notes", draft, "profile")
    assert preparer.post(url, {"place": "profile///nature", "text": "性质待核。"}).status_code == 302
    row = InternalNote.objects.get(evaluation=draft)
    assert row.place_label == "部门性质"
    page = leader.get(at("section", draft, "profile")).content.decode()
    assert "性质待核。" in page
    assert 'href="' + at("section", draft, "profile") + '#nature"' in page
    assert '内部备注 <span class="figure">1</span> 条' in leader.get(at("detail", draft)).content.decode()
    change = at("note_change", draft, row.key)
    refused = leader.post(change, {"do": "delete"}, follow=True)
    assert "别人的内部备注不能删除" in refused.content.decode()
    leader.post(change, {"do": "done"})
    assert "性质待核。" not in preparer.get(at("section", draft, "profile")).content.decode()
    assert "标记已处理" in preparer.get(url).content.decode()
    preparer.post(change, {"do": "delete"})
    assert not InternalNote.objects.filter(evaluation=draft).exists()


def test_a_note_without_words_or_at_no_place_is_refused(client_of: ClientOf, draft: SelfEvaluation) -> None:
    client, url = client_of("zhengxie"), at("notes", draft, "profile")
    empty = client.post(url, {"place": "profile", "text": " "})
    assert empty.status_code == 422
    assert "请填写内部备注。" in empty.content.decode()
    nowhere = client.post(url, {"place": "profile/duties/9", "text": "放错了地方"})
    assert nowhere.status_code == 422
    assert "放错了地方" in nowhere.content.decode()
    assert not InternalNote.objects.exists()


def test_the_record_is_narrowed_by_section_and_person(client_of: ClientOf, draft: SelfEvaluation) -> None:
    client, url = client_of("zhengxie"), at("section", draft, "profile")
    client.post(url, form_of(client.get(url), "version", serving_count="41"))
    person = User.objects.get(username="zhengxie")
    record = at("record", draft)
    page = client.get(f"{record}?section=profile&who=user:{person.pk}").content.decode()
    assert "<b>在职人数</b>" in page
    assert "<ins>41</ins>" in page
    assert (
        "<b>在职人数</b>" not in client.get(f"{record}?section=goals&who=user:{person.pk}").content.decode()
    )
    assert client.get(f"{record}?section=nowhere&who=user:x&page=z").status_code == 200


def noted(client: Client, url: str) -> dict[str, str]:
    """The markers of a page: where each leads, and what it says."""
    page = client.get(url).content.decode()
    found = re.findall(r'<a class="noted" href="notes/\?at=([^"]+)">(.*?)</a>', page)
    return {place: re.sub("<[^>]+>", "", words) for place, words in found}


def test_rows_and_fields_say_how_many_notes_stand_at_them(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    facts, owner = load_facts(returned), client_of("canlian")
    at_rows = [
        Place(section.key, rowset.name, getattr(facts, rowset.name)[0].key)
        for section in FORM_SECTIONS
        for rowset in section.rowsets
        if getattr(facts, rowset.name) and rowset.name != "project_indicators"
    ]
    for place in (*at_rows, at_rows[0], Place("profile", field="nature")):
        add_note(
            evaluation=returned, section=place.section, place=str(place), place_label="此处", text="待核", by=people["canlian"],
        )  # fmt: skip
    for section in {place.section for place in at_rows}:
        url, here = at("section", returned, section), [each for each in at_rows if each.section == section]
        markers = noted(owner, url)
        assert {str(each) for each in here} <= set(markers)
        assert noted(client_of("shenhe"), url) == noted(client_of("shenji"), url) == {}
        for place in markers:
            assert (
                f'<option value="{place}" selected>' in owner.get(f"{url}notes/?at={place}").content.decode()
            )
    profile = noted(owner, at("section", returned, "profile"))
    assert profile[str(at_rows[0])].startswith("备注 2 条未处理：")
    assert profile["profile///nature"] == "备注 1 条未处理：部门性质"


def test_markers_go_with_what_was_dealt_with_and_ask_for_nothing(
    client_of: ClientOf, returned: SelfEvaluation, people: dict[str, User]
) -> None:
    client, url = client_of("canlian"), at("section", returned, "indicators")
    leaves = [row for row in load_facts(returned).indicators if row.level == 3]
    client.get(url)
    counts = []
    for row in leaves[:3]:
        place = Place("indicators", "indicators", row.key)
        note = add_note(
            evaluation=returned, section="indicators", place=str(place), place_label=row.name, text="待核", by=people["canlian"],
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert str(place) in noted(client, url)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    client.post(at("note_change", returned, note.key), {"do": "done"})
    assert str(place) not in noted(client, url)
