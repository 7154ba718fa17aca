"""The shape of the tree, checked by reading it: who imports whom, who writes, what is used, what is said in Chinese."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from evaluations.domain.sections import FORM_SECTIONS

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "budgets", "evaluations", "reports", "huadu_perf")
TEMPLATES = ROOT / "templates"
HAN = re.compile(r"[\u4e00-\u9fff]")


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The product's modules with what is written in them, migrations left out."""
    for folder in folders or APPS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


# ── who imports whom ─────────────────────────────────────────────────────────────────────────────────────────────


def test_imports_keep_the_contracts() -> None:
    """The staircase of apps, the rooms inside them, pure rules: pyproject.toml says them, import-linter looks."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_models_and_migrations_agree(db: None) -> None:
    """Nobody changed a model without its migration."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_signals_are_used_in_one_place() -> None:
    """Our own apps do not call each other by signals; the guards in the database are put in place by Django's."""
    users = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and re.search(r"\bsignals\b|\bdispatch\b", node.module)
    }
    assert users == {"evaluations/apps.py"}


# ── who writes ───────────────────────────────────────────────────────────────────────────────────────────────────

WRITING = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "set", "clear", "remove", "_raw_delete", "execute", "executemany",
}  # fmt: skip
#: What looks like a write of rows outside the actions, and why it may stand there.
MAY_STAND = {
    ("accounts/acting.py", "_actor.set"): "a variable of the request, not a row",
    ("accounts/acting.py", "cursor.execute"): "tells PostgreSQL who acts",
    ("accounts/admin.py", "super().save"): "the form of Django's admin that sets a password",
    ("accounts/models.py", "self.save"): "Django renews an old hash of a password at login",
    ("accounts/middleware.py", "session.save"): "that somebody is there, once a minute",
    ("evaluations/demo/evidence.py", "workbook.save"): "a file in memory",
    ("evaluations/demo/evidence.py", "image.save"): "a file in memory",
    ("evaluations/demo/seeding.py", "User.objects.create"): "the demo's people",
    ("evaluations/demo/seeding.py", "Membership.objects.create"): "the demo's people",
    ("evaluations/demo/seeding.py", "Region.objects.create"): "the demo's region",
    ("evaluations/demo/seeding.py", "Department.objects.create"): "the demo's departments",
    ("evaluations/inbox.py", "_STATEMENTS.clear"): "a dict",
    ("evaluations/inbox.py", "cursor.execute"): "counts",
    ("evaluations/triggers/__init__.py", "cursor.execute"): "puts the guards in place",
    ("evaluations/triggers/__init__.py", "_engine(connection).create"): "gives SQL, runs none",
    ("huadu_perf/backups.py", "cursor.execute"): "copies the database, counts rows",
    ("huadu_perf/backups.py", "database.execute"): "asks a copy whether it is whole",
    ("huadu_perf/health.py", "cursor.execute"): "asks whether the database takes writes",
    ("huadu_perf/lib/locations.py", "sentences.update"): "a dict",
    ("huadu_perf/lib/workbooks/blocks.py", "book.save"): "a file in memory",
    ("huadu_perf/lib/workbooks/marking.py", "book.save"): "a file in memory",
    ("huadu_perf/lib/workbooks/printing.py", "book.save"): "a file in memory",
    ("huadu_perf/lib/pdfs/picture_box.py", "page.render(scale=scale).to_pil().save"): "a picture in memory",
    ("huadu_perf/lib/workbooks/writing.py", "book.save"): "a file in memory",
    ("reports/prepared_fonts.py", "builder.font.save"): "a font in the folder of prepared fonts",
    ("reports/prepared_fonts.py", "font.save"): "a font in memory",
    ("reports/type_roles.py", "by_role[role].update"): "a set",
    ("reports/typesetting.py", "root.find('head').remove"): "an element of the page in memory",
    ("reports/files.py", "default_storage.delete"): "a file whose row was not written",
    ("reports/files.py", "default_storage.save"): "a file, for the action that writes its row",
    ("reports/views/verify.py", "self.digest.update"): "a hash",
    ("reports/word/package.py", "self._document.save"): "a file in memory",
}


def test_only_actions_write() -> None:
    """Rows are written in `actions` and nowhere else; every exception is named, and none is named in vain."""
    found = {
        (name, ast.unparse(call.func))
        for name, tree in modules()
        if not {"actions", "domain"} & set(Path(name).parts)  # rules know no database, see the contracts
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING
    }
    assert found == set(MAY_STAND)


def test_every_action_acts_in_somebodys_name() -> None:
    """Each module of actions that writes opens `acting`; the database refuses a write without it."""
    for name, tree in modules("evaluations/actions", "reports/actions"):
        writes = any(
            isinstance(call.func, ast.Attribute) and call.func.attr in WRITING for call in calls(tree)
        )
        acts = any(isinstance(call.func, ast.Name) and call.func.id == "acting" for call in calls(tree))
        assert acts or not writes, name


def test_views_find_rows_through_the_queries() -> None:
    """No view takes an evaluation or a campaign by its number alone; what a person may see is filtered in one place."""
    scoped = re.compile(
        r"\b(SelfEvaluation|Campaign)\.objects\b|get_object_or_404\((SelfEvaluation|Campaign)\b"
    )
    views = [ROOT / "evaluations/views", ROOT / "reports/views"]
    files = [file for path in views for file in ([path] if path.is_file() else path.glob("*.py"))]
    assert [file.name for file in files if scoped.search(file.read_text("utf-8"))] == []
    assert len(files) > 5


def test_every_view_of_evaluations_asks_for_a_permission() -> None:
    """The decorator stands on every view; the dashboard alone shows everybody what is theirs, and help helps everybody."""
    from evaluations import urls as evaluation_urls  # noqa: PLC0415 (views need the app registry)
    from reports import urls as report_urls  # noqa: PLC0415

    open_to_all = {
        route.name
        for route in (*evaluation_urls.urlpatterns, *report_urls.urlpatterns)
        if not hasattr(route.callback, "required_permission")
    }
    assert open_to_all == {"dashboard", "help", "terms"}


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_view_is_longer_than_30_lines() -> None:
    """Functions of views, with their decorators' lines left out."""
    long = {
        (name, node.name)
        for name, tree in modules()
        if name.endswith("views.py") or "/views/" in name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 30
    }
    assert long == set()


# ── templates ────────────────────────────────────────────────────────────────────────────────────────────────────

#: Django looks for these names itself.
DJANGOS_OWN = {"400.html", "403.html", "404.html", "500.html", "admin/base_site.html"}
#: Names that are put together, with all they can become.
BUILT = {
    "evaluations/sections/": {f"evaluations/sections/{section.key}.html" for section in FORM_SECTIONS},
    "components/": set(),
}


def references() -> set[str]:
    """Every template that a module or another template names."""
    found: set[str] = set(DJANGOS_OWN)
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"[\w/]+\.html", node.value))
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found |= BUILT.get(str(node.values[0].value), set())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_part":
                found.add(f"components/{ast.literal_eval(node.args[0])}.html")
    for file in TEMPLATES.rglob("*.html"):
        found |= set(re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", file.read_text("utf-8")))
    return found


def test_every_template_is_used_and_every_used_template_is_there() -> None:
    """No page lies about that nobody shows, and no name leads nowhere."""
    there = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    named = references() - {"admin/base.html", "admin/change_list.html", "admin/auth/user/add_form.html"}
    assert there - named == set()
    assert named - there == set()


def test_templates_switch_no_escaping_off() -> None:
    """What somebody typed is escaped, always."""
    faults = [
        file.name
        for file in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*safe\b|safeseq|autoescape\s+off", file.read_text("utf-8"))
    ]
    assert faults == []


#: Where text is declared safe, how often, and what it is made of.
SIGNED = {
    (
        "huadu_perf/templatetags/ui.py",
        4,
    ): "rendered templates, attributes from a closed list, what stood between two tags",
    ("huadu_perf/gallery.py", 4): "fixed words, not part of the product",
    (
        "evaluations/forms/cells.py",
        15,
    ): "every text passes `escape`; tried in test_headers.py with hostile texts",
    ("evaluations/forms/pages.py", 5): "cells, and fixed words",
}


def test_safe_text_is_declared_only_where_somebody_signed_for_it() -> None:
    """A new `mark_safe` is looked at by a second person, and signed here."""
    counts: dict[str, int] = {}
    for name, tree in modules():
        for call in calls(tree):
            if re.search(r"\b(mark_safe|SafeString|SafeText)$", ast.unparse(call.func)):
                counts[name] = counts.get(name, 0) + 1
    assert set(counts.items()) == set(SIGNED)


def test_tables_of_the_report_have_a_fixed_layout() -> None:
    """A long text in a table of automatic layout keeps WeasyPrint busy for minutes."""
    classes = [
        match
        for text in (file.read_text("utf-8") for file in (TEMPLATES / "reports").glob("*.html"))
        if "{% extends" not in text  # a page on the screen is laid out by the browser
        for match in re.findall(r"<table([^>]*)", text)
    ]
    assert classes
    assert all('class="report-table' in attributes for attributes in classes)
    rule = re.search(
        r"^\.report-table\s*{([^}]*)}", (ROOT / "static/css/report.css").read_text("utf-8"), re.MULTILINE
    )
    assert rule
    assert "table-layout: fixed" in rule[1]
    assert re.search(r"\bwidth: 100%", rule[1])


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

#: Columns without a name in Chinese: numbers, keys, order and what a row belongs to are on no page.
NEVER_SHOWN = {
    "id",
    "key",
    "position",
    "evaluation",
    "sheet",
    "budget_sheet",
    "project",
    "parent",
    "campaign",
}
#: Words that are the same in Chinese.
SIGNS = {"≥", "≤", "=", "SHA-256"}


def own_models() -> Iterator[type[models.Model]]:
    """The models of our apps."""
    return (
        model for app in APPS if apps.is_installed(app) for model in apps.get_app_config(app).get_models()
    )


def test_every_column_has_a_chinese_name() -> None:
    """Forms, the admin and the audit log call a column by its label."""
    nameless = {
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if not HAN.search(str(field.verbose_name)) and str(field.verbose_name) not in SIGNS
        if field.name not in NEVER_SHOWN
    }
    assert nameless == set()


def test_every_table_has_a_chinese_name() -> None:
    """The audit log calls a table by it."""
    assert [model.__name__ for model in own_models() if not HAN.search(str(model._meta.verbose_name))] == []


def test_every_choice_has_a_chinese_word() -> None:
    """No English state, role or kind reaches a page."""
    kinds = [kind for kind in models.TextChoices.__subclasses__() if kind.__module__.split(".")[0] in APPS]
    bare = [f"{kind.__name__}.{name}" for kind in kinds for name, word in zip(kind.names, kind.labels, strict=True)
            if not HAN.search(str(word)) and str(word) not in SIGNS]  # fmt: skip
    assert bare == []
    assert len(kinds) >= 7


# ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_counts_in_floats() -> None:
    """No float field, and no float made, anywhere in the product; the gallery's form fields only draw."""
    floats = {
        (name, ast.unparse(node))
        for name, tree in modules()
        if name != "huadu_perf/gallery.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("FloatField", "DecimalField"))
        or (isinstance(node, ast.Call) and ast.unparse(node.func) == "float")
    }
    assert floats == set()


def test_nothing_is_deleted_along_with_something_else() -> None:
    """Every link between our tables protects what it points at, or is emptied; rows of a many-to-many link go along."""
    cascading = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []


@pytest.mark.parametrize("app", [app for app in APPS if app != "huadu_perf"])
def test_app_has_a_chinese_name(app: str) -> None:
    """The admin's headings."""
    assert HAN.search(str(apps.get_app_config(app).verbose_name))
