"""What every answer carries: a strict content policy, no sniffing, no other host, closed cookies, a token on every post.

The pages are those of the access matrix, asked for as people of every role, with the pages of errors and the files.
"""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import re_path, reverse

from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY
from huadu_perf.failures import IncidentFilter
from huadu_perf.headers import POLICY as PERMISSIONS
from huadu_perf.urls import handler500 as product_handler500
from huadu_perf.urls import urlpatterns as product
from tests.test_access_admin import admin_row
from tests.test_access_matrix import (  # noqa: F401 (fixtures)
    ADMIN_MODELS,
    BACKEND,
    ROWS,
    World,
    address,
    ask,
    body_for,
    form_of,
    key_for,
    quick_pdf,
    shared,
    undone,
    world,
)

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'", "img-src 'self' data:", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip
FILE_POLICY = {"sandbox", "default-src 'none'"}
FRAMED_POLICY = {*FILE_POLICY, "style-src 'unsafe-inline'", "frame-ancestors 'self'"}
PEOPLE = ("anonymous", "nobody", "preparer", "leader", "reviewer", "manager", "auditor", "sysadmin")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise RuntimeError("a secret of the server")


#: The product with one more page, see `test_error_pages`.
urlpatterns = [*product, re_path("^broken/", broken)]
handler500 = product_handler500


class Page(HTMLParser):
    """What a page must not have, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.faults.append(f"<{tag}>")
        self.faults += [f"{tag} {name}" for name in values if name == "style" or name.startswith("on")]
        self.addresses += [
            values[name] for name in ("href", "src", "action", "formaction", "srcset") if name in values
        ]


def pages(world: World) -> Iterator[tuple[str, str, HttpResponse]]:
    """(who, address, answer) for every page and every person."""
    seen, admin = set(), set()
    for name, method, state, _ in ROWS:
        target = world.at[state]
        if method == "GET":
            seen.add(address(name, target, world.campaign.pk, key_for(name, target)))
    seen |= {
        reverse("evaluations:section", args=[world.at["draft"].pk, section.key]) for section in FORM_SECTIONS
    }
    seen |= {
        reverse("evaluations:review", args=[world.at["submitted"].pk]) + "?at=profile///nature",
        "/missing/",
    }
    for model in ADMIN_MODELS:
        admin |= {reverse(f"admin:{model}_{verb}") for verb in ("changelist", "add")}
        admin |= {
            reverse(f"admin:{model}_{verb}", args=[admin_row(model, world)]) for verb in ("change", "history")
        }
    for url in sorted(seen | admin):
        for actor in ("preparer", "manager", "sysadmin") if url in admin else PEOPLE:
            yield actor, url, world.client(actor).get(url)


def policy_of(response: HttpResponse) -> set[str]:
    """The parts of its content policy."""
    return {
        part.strip()
        for part in response.headers.get("Content-Security-Policy", "").split(";")
        if part.strip()
    }


def faults_of(url: str, response: HttpResponse) -> list[str]:
    """Everything that is wrong with the head and the page of an answer."""
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    is_framed = "/page/" in url and response.status_code == 200  # a picture in our own frame
    faults = []
    if policy_of(response) != (FRAMED_POLICY if is_framed else FILE_POLICY if is_file else POLICY):
        faults.append(f"policy {policy_of(response)}")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "SAMEORIGIN" if is_framed else "DENY",
    }
    wanted["Cross-Origin-Opener-Policy"] = "same-origin"
    wanted["Permissions-Policy"] = PERMISSIONS
    faults += [
        f"{name}: {response.headers.get(name)}"
        for name, value in wanted.items()
        if response.headers.get(name) != value
    ]
    faults += [name for name in ("Server", "X-Powered-By") if name in response.headers]
    if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
        page = Page(response.content.decode())
        faults += page.faults
        faults += [found for found in page.addresses if leads_elsewhere(found)]
    for cookie in response.cookies.values():
        faults += cookie_faults(cookie)
    return faults


def leads_elsewhere(found: str) -> bool:
    """Whether an address names another host, or a scheme that runs something."""
    return bool(re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", found, re.IGNORECASE)) and not found.startswith(
        ("data:,", "data:image/")
    )


def cookie_faults(cookie: Any) -> list[str]:
    """Cookies stay on this site, and the session's out of reach of scripts."""
    if cookie["max-age"] == 0:
        return []
    faults = (
        []
        if cookie["samesite"] in ("Lax", "Strict")
        else [f"cookie {cookie.key} SameSite {cookie['samesite']}"]
    )
    if cookie.key in (settings.SESSION_COOKIE_NAME, "messages") and not cookie["httponly"]:
        faults.append(f"cookie {cookie.key} is not HttpOnly")
    return faults


def test_every_page_for_everybody(world: World) -> None:
    """Head and body of every answer to a GET: pages, redirects, refusals, files."""
    tried, faults = 0, {}
    for actor, url, response in pages(world):
        tried += 1
        if found := faults_of(url, response):
            faults[actor, url] = found
    assert faults == {}
    assert tried > 300


def test_answers_to_posts(world: World) -> None:
    """The same for what a post answers: redirects with cookies, forms with errors."""
    for name, method, state, _ in ROWS:
        target = world.at[state]
        if method != "POST":
            continue
        url, body = (
            address(name, target, world.campaign.pk, key_for(name, target)),
            body_for(name, state, target, world),
        )
        for actor in ("preparer", "manager"):
            with undone():
                _, response = ask(world.client(actor), "POST", url, body())
            assert faults_of(url, response) == [], (name, actor)


@pytest.mark.urls("tests.test_headers")
def test_error_pages(world: World) -> None:
    """400, 403, 404, 405 and 500 carry the same head, name the fault in Chinese and give nothing away."""
    client = world.client("preparer")
    client.raise_request_exception = False
    section = reverse("evaluations:section", args=[world.at["draft"].pk, "profile"])
    try:
        answers = {
            400: client.post(section, {"version": "none"}),
            403: client.get("/audit/"),
            404: client.get("/missing/"),
            405: client.get(reverse("evaluations:explain", args=[world.at["draft"].pk])),
            500: client.get("/broken/"),
        }
    finally:
        client.raise_request_exception = True
    for code, response in answers.items():
        assert response.status_code == code
        assert faults_of("", response) == [], code
        text = response.content.decode()
        assert "<h1>" in text, code
        assert not re.search(r"secret|Traceback|RuntimeError|Django|SELECT |/work/|\.py\b", text), code


@pytest.mark.urls("tests.test_headers")
def test_a_failure_has_a_number_on_its_page_and_in_its_log_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the handler of the settings writes it: the number finds the traceback, and another failure has another."""
    form = settings.LOGGING["formatters"]["line"]
    line = logging.Formatter(form["format"], style=form["style"])
    monkeypatch.setattr(caplog.handler, "formatter", line)  # the handler is that of all tests
    caplog.handler.addFilter(number := IncidentFilter())
    client, numbers = Client(raise_request_exception=False), set()
    url = "/broken/%0d%0a2026-01-01%20ERROR%20forged"
    try:
        for _ in range(2):
            caplog.clear()
            page = client.get(url).content.decode()
            (found,) = re.findall(r"故障编号：<b[^>]*>(\d{8}-[0-9A-F]{8})</b>", page)
            first, *rest = caplog.text.splitlines()
            assert f"ERROR django.request [故障编号 {found}] Internal Server Error: /broken/" in first
            assert any("a secret of the server" in row for row in rest)
            assert not any(row.startswith("2026-01-01 ERROR forged") for row in rest)
            numbers.add(found)
    finally:
        caplog.handler.removeFilter(number)
    assert len(numbers) == 2


def test_what_is_only_posted_to_shows_the_way_back(world: World) -> None:
    """Reloaded, or opened after a login that led there: never an empty page."""
    client, draft = world.client("preparer"), world.at["draft"].pk
    for name, way in (("explain", f"/evaluations/{draft}/"), ("finance_upload", f"/evaluations/{draft}/")):
        response = client.get(reverse(f"evaluations:{name}", args=[draft]))
        assert (response.status_code, response["Allow"]) == (405, "POST")
        assert f'<a href="{way}">回到填报清单</a>' in response.content.decode()
    page = client.post("/")
    assert '<a href="/">回到首页</a>' in page.content.decode()


def test_login_sets_closed_cookies_and_a_new_session(world: World) -> None:
    """The key of the session is new after logging in, and dead after logging out."""
    client = Client()
    client.get(reverse("accounts:login"))
    body = {"username": "preparer", "password": "a-test-password"}
    response = client.post(reverse("accounts:login"), body)
    session = response.cookies[settings.SESSION_COOKIE_NAME]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    assert faults_of("", response) == []
    assert client.post(reverse("accounts:logout"))["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[settings.SESSION_COOKIE_NAME] = session.value
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "next_url", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"]
)
def test_login_leads_to_no_other_host(next_url: str, world: World) -> None:
    """`next` is followed on this site only."""
    body = {"username": "preparer", "password": "a-test-password", "next": next_url}
    assert Client().post(reverse("accounts:login"), body)["Location"] == "/"


def test_another_host_is_refused(world: World) -> None:
    """The name of the host is not taken from the request."""
    response = Client(raise_request_exception=False).get("/login/", headers={"host": "example.com"})
    assert response.status_code == 400


POSTS = sorted(
    {(name, state) for name, method, state, cells in ROWS if method == "POST" and "done" in cells.values()}
)


@pytest.mark.parametrize(("name", "state"), POSTS, ids=[f"{name}-{state}" for name, state in POSTS])
def test_post_without_token_is_refused(name: str, state: str, world: World) -> None:
    """Whoever may post this is refused without the form's token, with our page, and nothing is written."""
    target = world.at[state]
    expected = next(cells for row, method, at, cells in ROWS if (row, method, at) == (name, "POST", state))
    actor = next(actor for actor, cell in expected.items() if cell == "done")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.person(actor), backend=BACKEND)
    url = address(name, target, world.campaign.pk, key_for(name, target))
    outcome, response = ask(strict, "POST", url, body_for(name, state, target, world)())
    assert outcome == "403"
    assert "<h1>" in response.content.decode()
    assert faults_of(url, response) == []


def test_post_without_token_is_refused_in_the_admin_and_at_the_door(world: World) -> None:
    """Logging in and out, and every form of the admin."""
    strict = Client(enforce_csrf_checks=True)
    assert (
        ask(strict, "POST", reverse("accounts:login"), {"username": "preparer", "password": "x"})[0] == "403"
    )
    for actor in ("sysadmin", "manager"):
        strict.force_login(world.person(actor), backend=BACKEND)
        for url in ("accounts:logout", "admin:logout", *(f"admin:{model}_add" for model in ADMIN_MODELS)):
            assert ask(strict, "POST", reverse(url), {"name": "x"})[0] == "403", url


def test_our_own_files_name_no_other_host() -> None:
    """Styles, scripts and pages as they lie in the tree: nothing is fetched from elsewhere, nothing runs from a text."""
    found = []
    for folder, endings in (("static", (".css", ".js")), ("templates", (".html",))):
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if file.suffix in endings:
                text = file.read_text("utf-8").replace("http://www.w3.org/", "")
                found += [
                    (file.name, word)
                    for word in re.findall(r"https?://|url\(\s*['\"]?//|\beval\(|innerHTML|javascript:", text)
                ]
    assert found == []


# ── what somebody typed ──────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = """\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 70707070|add:70707070 }}"""


@pytest.mark.parametrize("key", [section.key for section in FORM_SECTIONS])
def test_typed_markup_is_shown_as_text(key: str, world: World) -> None:
    """Every control of a section, also those that offer a choice, redrawn, refused and in conflict: only text comes back."""
    url = reverse("evaluations:section", args=[world.at["draft"].pk, key])
    client = world.client("preparer")
    form = form_of(client.get(url), "version")
    rowsets = [rowset for rowset in SECTION_BY_KEY[key].rowsets if not rowset.is_fixed]
    keys = {"version", *(rowset.name for rowset in SECTION_BY_KEY[key].rowsets)}
    bodies = [{name: values if name in keys else [HOSTILE] for name, values in form.items()}]
    bodies += [
        bodies[0] | {f"{verb}-{rowset.name}": HOSTILE} for rowset in rowsets for verb in ("add", "up", "drop")
    ]
    bodies += [
        bodies[0] | {f"add-{rowset.name}": form[rowset.name][0]} for rowset in rowsets if rowset.name in form
    ]
    bodies += [bodies[0] | {"version": "0"}, form | {"version": "0", "resolve": HOSTILE}]
    for body in bodies:
        with undone():
            response = client.post(url, body)
        assert response.status_code in (200, 302, 400, 409, 422)
        text = response.content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text and "141414140" not in text
        assert faults_of(url, response) == []


def test_stored_markup_is_shown_as_text(world: World) -> None:
    """Saved as it was typed, it is text on every page that shows it, in the report, too."""
    evaluation = world.evaluation_in("draft")
    client = world.client("preparer")
    texts = (
        "-text",
        "-name",
        "nature",
        "narrative",
        "work_done",
        "reason",
        "corrective_measures",
        "unit",
        "management",
    )
    hostile = HOSTILE[:40]
    for key in ("profile", "goals", "indicators", "projects", "conclusion", "problems"):
        url = reverse("evaluations:section", args=[evaluation.pk, key])
        body = {
            name: [hostile[:20] if name.endswith("unit") else hostile] if name.endswith(texts) else values
            for name, values in form_of(client.get(url), "version").items()
        }
        assert client.post(url, body).status_code == 302
    names = {
        name
        for name, method, _, _ in ROWS
        if method == "GET" and name.startswith(("evaluations:", "reports:"))
    }
    for name in sorted(names - {"evaluations:evidence_file"}):
        for actor in ("preparer", "manager") if name != "evaluations:audit" else ("auditor",):
            place = address(name, evaluation, world.campaign.pk, key_for(name, evaluation))
            response = world.client(actor).get(place)
            if response.headers["Content-Type"].startswith("text/html"):
                assert "<script>alert" not in response.content.decode(), (name, actor)
                assert faults_of(place, response) == [], (name, actor)
