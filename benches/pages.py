"""Server time and queries of the pages people spend the day on, with 60 indicators, against an empty logged-in page."""

import itertools
import json
import statistics
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext

from accounts.acting import acting
from accounts.models import User
from benches import Row, bench, median_seconds, seconds
from evaluations.demo.seeding import seed
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.forms.draft import Draft
from evaluations.models import Campaign, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.factories import large_facts, make_evaluation

GOAL, POST_GOAL = 6.0, 3.0
ROUNDS = 7
Request = Callable[[], Any]


def _client(username: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def _queries(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def _evaluation() -> SelfEvaluation:
    """A department's evaluation with 60 indicators and 10 projects that the demo's preparer may fill."""
    settings_owner = User.objects.get(username="zhengxie")
    campaign = Campaign.objects.create(
        **{field: getattr(Campaign.objects.first(), field) for field in (
            "region", "index_system", "report_template", "opens_on", "due_on")},
        year=2022, name=f"性能测试 {Campaign.objects.count()}",
    )  # fmt: skip
    department = settings_owner.memberships.get().department
    return make_evaluation(campaign, department.code, large_facts(60, 10))


def _section_post(evaluation: SelfEvaluation, key: str) -> dict[str, object]:
    """What a browser posts for a section as it stands."""
    section = SECTION_BY_KEY[key]
    draft = Draft.of_data(section, section_data(section, load_facts(evaluation)))
    post: dict[str, object] = dict(draft.texts)
    for name, rows in draft.rows.items():
        post[name] = [str(row.key) for row in rows]
        for row in rows:
            post |= {f"{name}-{row.key}-{field}": text for field, text in row.texts.items()}
    return post


@bench
def pages() -> Iterator[Row]:
    """Multiples of an empty logged-in page; the goal is at most six."""
    seed()
    with acting("bench"):
        evaluation = _evaluation()
    client = _client("zhengxie")
    base = f"/evaluations/{evaluation.pk}"

    def get(path: str) -> Request:
        return lambda: client.get(path)

    empty = get("/password/")
    yield Row(
        "空白登录页", f"{median_seconds(empty, repeat=41) * 1000:.1f} 毫秒", f"{_queries(empty)} 次查询"
    )
    for name, path in (("填报清单", "/"), ("绩效指标页", "/sections/indicators/")):
        assert get(base + path)().status_code == 200
        yield _compared(f"{name}，60 个指标", lambda path=path: get(base + path), empty)  # type: ignore[misc]
    saves = _saves(client, evaluation, base + "/sections/indicators/")
    next(saves)()
    yield _compared("绩效指标保存，60 个指标（改 1 处）", lambda: next(saves), empty)


@bench
def posts() -> Iterator[Row]:
    """Saving and autosave of one section, as multiples of a logged-in post that writes nothing; the goal is three."""
    seed()
    with acting("bench"):
        evaluation = _evaluation()
    client = _client("zhengxie")
    base = f"/evaluations/{evaluation.pk}/sections"

    def empty() -> Any:
        return client.post("/password/", {"old_password": ""})

    yield Row(
        "空白登录提交", f"{median_seconds(empty, repeat=41) * 1000:.1f} 毫秒", f"{_queries(empty)} 次查询"
    )
    for key, name in (("profile", "部门概况"), ("indicators", "绩效指标，60 个指标")):
        stores = _stores(client, evaluation, key, f"{base}/{key}/draft/")
        yield _compared(f"自动暂存{name}", lambda stores=stores: next(stores), empty, POST_GOAL)  # type: ignore[misc]
    changes = _profile_saves(client, evaluation, f"{base}/profile/")
    next(changes)()
    yield _compared("保存部门概况", lambda: next(changes), empty, POST_GOAL)


def _stores(client: Client, evaluation: SelfEvaluation, key: str, path: str) -> Iterator[Request]:
    """Drafts of a section, each with a later number."""
    fields = {
        name: text if isinstance(text, list) else [text]
        for name, text in _section_post(evaluation, key).items()
    }
    person, sitting = User.objects.get(username="zhengxie").pk, uuid4()
    accept = {"accept": "application/json"}
    version = SectionState.objects.get(evaluation=evaluation, section=key).version
    for seq in itertools.count(1):
        body = {"person": person, "sitting": sitting, "replaces": "", "seq": seq, "version": version,
                "typed": json.dumps(fields, ensure_ascii=False)}  # fmt: skip
        encoded = encode_multipart(BOUNDARY, body)

        def store(encoded: bytes = encoded) -> Any:
            response = client.generic("POST", path, encoded, MULTIPART_CONTENT, headers=accept)
            assert response.status_code == 200, response.content
            return response

        yield store


def _profile_saves(client: Client, evaluation: SelfEvaluation, path: str) -> Iterator[Request]:
    """Saves of 部门概况, each with another number of people."""
    post = _section_post(evaluation, "profile") | {"sitting": str(uuid4()), "replaces": ""}
    for count in itertools.count():
        version = SectionState.objects.get(evaluation=evaluation, section="profile").version
        body = urlencode({**post, "retired_count": str(count % 9), "version": version}, doseq=True)

        def save(body: str = body) -> Any:
            response = client.post(path, body, "application/x-www-form-urlencoded")
            assert response.status_code == 302, response.status_code
            return response

        yield save


def _saves(client: Client, evaluation: SelfEvaluation, path: str) -> Iterator[Request]:
    """Posts of the indicators as they stand, each with another value in one field; making the body is the browser's work."""
    post = _section_post(evaluation, "indicators")
    first = next(name for name in post if name.endswith("-actual_value"))
    for count in itertools.count():
        version = SectionState.objects.get(evaluation=evaluation, section="indicators").version
        body = urlencode({**post, first: str(48 + count % 2), "version": version}, doseq=True)

        def save(body: str = body) -> Any:
            response = client.post(path, body, "application/x-www-form-urlencoded")
            assert response.status_code == 302, response.status_code
            return response

        yield save


def _compared(name: str, prepared: Callable[[], Request], empty: Request, goal: float = GOAL) -> Row:
    """The quietest of several rounds, beside the quietest of the empty page between them: other work on the machine only adds."""
    times, bases = [], []
    for _ in range(ROUNDS):
        bases.append(median_seconds(empty, repeat=11))
        times.append(statistics.median(seconds(prepared()) for _ in range(7)))
    ratio = min(times) / min(bases)
    return Row(
        name,
        f"{min(times) * 1000:.1f} 毫秒",
        f"{ratio:.1f} 倍，{_queries(prepared())} 次查询",
        f"≤ {goal:.0f} 倍",
        ratio <= goal,
    )
