"""The gallery shows every part; parts leave nothing unresolved and obey the content security policy."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.signals import template_rendered

from huadu_perf.gallery import gallery
from huadu_perf.lib.values import NOT_APPLICABLE
from huadu_perf.templatetags import ui

COMPONENTS = Path(settings.BASE_DIR) / "templates" / "components"
PLAIN_PAGES = (
    "400.html",
    "403.html",
    "404.html",
    "405.html",
    "500.html",
    "accounts/csrf_failed.html",
    "accounts/locked.html",
)


def request_for(path: str = "/ui/", **cookies: str) -> HttpRequest:
    """A request of nobody."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.COOKIES.update(cookies)
    return request


def render(source: str, **context: Any) -> str:
    """A piece of template, as a page would use it."""
    return engines["django"].from_string(source).render(context, request_for())


@pytest.fixture
def unresolved_shows(settings: Any) -> None:
    """Makes every unknown variable visible in the page."""
    options = settings.TEMPLATES[0]["OPTIONS"] | {"string_if_invalid": "UNRESOLVED(%s)"}
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": options}]


@pytest.fixture
def page(unresolved_shows: None) -> str:
    """The gallery as text."""
    return gallery(request_for()).content.decode()


def test_gallery_resolves_every_variable(page: str) -> None:
    assert re.findall(r"UNRESOLVED\(.*?\)", page) == []


def test_gallery_shows_every_component() -> None:
    shown: set[str] = set()

    def note(template: Any, **kwargs: Any) -> None:
        shown.add(str(template.name))

    ui.icon.cache_clear()
    ui.status_badge.cache_clear()
    template_rendered.connect(note)
    try:
        gallery(request_for())
    finally:
        template_rendered.disconnect(note)
    assert {f"components/{file.name}" for file in COMPONENTS.iterdir()} - shown == set()


def test_components_open_with_a_short_comment() -> None:
    for file in COMPONENTS.iterdir():
        head, mark, _ = file.read_text().partition("{% endcomment %}")
        assert head.startswith("{% comment %}\n"), file.name
        assert mark, file.name
        assert head.count("\n") <= 6, file.name


def test_gallery_has_no_inline_style_or_script(page: str) -> None:
    assert re.findall(r"""<style|\sstyle=|<script(?![^>]*\bsrc=)|\son\w+=|javascript:""", page) == []


def test_gallery_ids_are_unique_and_links_arrive(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)
    targets = set(re.findall(r'href="#([^"]+)"', page))
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()}
    assert (targets | described | set(re.findall(r'<label for="([^"]+)"', page))) - set(ids) == set()


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_plain_page_renders_without_request(name: str) -> None:
    text = render_to_string(
        name, {"username": "liwj", "failure_limit": 5, "cooloff_timedelta": timedelta(minutes=15)}
    )
    assert '<html lang="zh-CN">' in text
    assert text.index('<meta name="renderer" content="webkit">') < text.index("<meta charset")
    assert "<h1>" in text


def test_locked_page_names_account_and_time() -> None:
    text = render_to_string(
        "accounts/locked.html",
        {"username": "liwj", "failure_limit": 5, "cooloff_timedelta": timedelta(minutes=15)},
    )
    assert "账号“liwj”连续 5 次输错密码，在本机暂停登录 15 分钟。" in text


class Amount(forms.Form):
    amount = forms.CharField(
        label="年初预算数", error_messages={"required": "请填写年初预算数"}, help_text="批复数"
    )
    text = forms.CharField(label="说明", required=False, widget=forms.Textarea)


@pytest.mark.parametrize("name", ["accounts/login.html", "accounts/password_change.html"])
def test_form_page_with_errors_says_so_in_title(name: str) -> None:
    class Login(forms.Form):
        username = forms.CharField()
        password = forms.CharField()

    text = render_to_string(name, {"form": Login({})}, request_for())
    assert "<title>有错误：" in text
    assert "本页有 2 处需要修改" in text
    assert 'href="#id_username"' in text


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("wan", Decimal("10576300.00"), "1,057.63"),
        ("wan", Decimal(0), "0"),
        ("percent", Decimal(1), "100.0%"),
        ("points", Decimal("96.00"), "96"),
        ("points", Decimal("9.50"), "9.5"),
        ("figure", None, "未填写"),
        ("figure", NOT_APPLICABLE, "不适用"),
        ("figure", Decimal("6000.00"), "6,000"),
        ("figure", 42, "42"),
        ("cn_date", date(2022, 4, 6), "2022年4月6日"),
        ("cn_date", None, ""),
        ("clock", None, ""),
        ("cn_datetime", None, ""),
        ("minutes", timedelta(hours=0.25), 15),
    ],
)
def test_filter(filter_name: str, value: Any, text: Any) -> None:
    assert getattr(ui, filter_name)(value) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% value v 'wan' '万元' %}", "1,057.63"),
        ("{% value none %}", "未填写"),
        ("{% value none 'points' absent='未评' %}", "未评"),
        ("{% value na 'wan' absent='未评' %}", "不适用"),
    ],
)
def test_value_in_words(source: str, text: str) -> None:
    assert text in render(source, v=Decimal(10576300), none=None, na=NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("source", "width"),
    [
        ("{% score_bar 96 %}", "96.00"),
        ("{% score_bar none %}", "0.00"),
        ("{% score_bar v %}", "96.00"),
        ("{% rate_bar over %}", "100.00"),
        ("{% rate_bar none %}", "0"),
        ("{% progress 6 10 %}", "60.00"),
        ("{% progress 0 0 %}", "0.00"),
    ],
)
def test_bar_width(source: str, width: str) -> None:
    text = render(source, v=Decimal(96), over=Decimal("1.2"), none=None)
    assert f'class="bar-fill" width="{width}"' in text


def test_field_ties_hint_error_and_notes_to_the_input() -> None:
    text = render("{% field f.amount last='10.90' unit='万元' mark='carried' %}", f=Amount({}))
    described = "id_amount_helptext id_amount_error id_amount_last id_amount_mark"
    assert f'aria-describedby="{described}"' in text
    assert 'aria-invalid="true"' in text
    assert "沿用上年，待核对" in text


def test_field_counts_letters_without_blanks() -> None:
    assert "已写 4 字" in render("{% field f.text limit='建议 50 字' %}", f=Amount({"text": "绩 效\n自评"}))


def test_field_escapes_what_was_typed() -> None:
    text = render("{% field f.text last=evil %}", f=Amount({"text": "<b>"}), evil="<i>")
    assert "<i>" not in text
    assert "<b>" not in text


def test_error_links_of_form_and_formset() -> None:
    assert ui.error_links(Amount({})) == [("id_amount", "请填写年初预算数")]
    rows = forms.formset_factory(Amount, min_num=1, validate_min=True, extra=0)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "x"}
    assert ("id_form-0-amount", "请填写年初预算数") in ui.error_links(rows(data))


def test_wrapper_keeps_escaping() -> None:
    text = render("{% panel title=evil %}{{ evil }}<p>ok</p>{% endpanel %}", evil="<script>")
    assert text.count("&lt;script&gt;") == 2
    assert "<p>ok</p>" in text


def test_row_card_posts_by_key() -> None:
    text = render("{% row_card rowset='duties' key='k1' number=1 name='职责' first=True %}{% endrow_card %}")
    assert '<input type="hidden" name="duties" value="k1">' in text
    shown = re.findall(r'name="(\w+)-duties" value="k1" formnovalidate( hidden)?', text)
    assert shown == [("up", " hidden"), ("down", ""), ("copy", ""), ("drop", "")]


def test_empty_region_leaves_nothing() -> None:
    assert render("{% region name='aside' label='参考' %} \n {% endregion %}") == ""
    assert "<aside" in render("{% region name='aside' label='参考' %}x{% endregion %}")


def test_main_nav_takes_what_the_request_offers() -> None:
    request = request_for()
    assert "<nav" not in engines["django"].from_string("{% main_nav %}").render({}, request)
    request.navigation = [SimpleNamespace(label="工作台", url="/", active=True)]
    text = engines["django"].from_string("{% main_nav %}").render({}, request)
    assert '<a href="/" aria-current="page">工作台</a>' in text


@pytest.mark.parametrize(
    ("cookie", "attributes"),
    [
        ("", ""),
        ("large", ' data-size="large"'),
        ("xlarge.high", ' data-size="xlarge" data-contrast="high"'),
        ('"><script>', ""),
    ],
)
def test_display_cookie_is_never_echoed(cookie: str, attributes: str) -> None:
    text = engines["django"].from_string("<html{% display_attrs %}>").render({}, request_for(display=cookie))
    assert text == f"<html{attributes}>"


def test_pagination_keeps_the_filter() -> None:
    source = engines["django"].from_string("{% pagination page %}")
    text = source.render({"page": Paginator(range(90), 20).page(2)}, request_for("/list/?status=s&page=2"))
    assert 'href="?status=s&amp;page=3"' in text
    assert '共 <span class="figure">90</span> 条' in text
    assert "<ul>" not in source.render({"page": Paginator([], 20).page(1)}, request_for())
    plain = render_to_string("components/main_nav.html", {"links": []})
    assert "<nav" not in plain


def test_pagination_without_request() -> None:
    text = (
        engines["django"]
        .from_string("{% pagination page %}")
        .render({"page": Paginator(range(90), 20).page(2)})
    )
    assert 'href="?page=3"' in text
