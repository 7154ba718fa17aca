"""Report templates: loaded from a file, stored and edited as drafts, published."""

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.definitions import DefinitionRefused, Outcome, load, store, store_new
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.models import ReportTemplate
from huadu_perf.lib.stamps import content_stamp


class StaleTemplate(Exception):
    """Somebody saved or published the draft after this person opened it; nothing was written."""


def load_report_template(
    *, facts: ReportTemplateFacts, publish: bool, by: User | str
) -> tuple[ReportTemplate, Outcome]:
    """The template under the version it states: a draft, or published when asked.

    The same published version again is left alone. Raises DefinitionRefused, and writes nothing, where that version
    is published with other content.
    """
    return load(ReportTemplate, facts, publish=publish, by=by)


def store_template(*, facts: ReportTemplateFacts, by: User | str) -> ReportTemplate:
    """That version's draft, or where it is published a draft of the next one. Raises DefinitionRefused."""
    return store_new(ReportTemplate, facts, by=by)


def edit_template(*, row: ReportTemplate, facts: ReportTemplateFacts, by: User | str, seen: str) -> None:
    """Writes the draft anew; a new code or version makes it the draft of that.

    `seen`: the stamp of the content the page was made from. Raises StaleTemplate when it changed meanwhile, and
    DefinitionRefused for what cannot be stored (a code and version there already is).
    """
    with acting(by):
        row.refresh_from_db(from_queryset=ReportTemplate.objects.select_for_update())
        if row.is_published or seen != content_stamp(row.definition):
            raise StaleTemplate
        taken = ReportTemplate.objects.filter(code=facts.code, version=facts.version).exclude(pk=row.pk)
        if taken.exists():
            raise DefinitionRefused(
                f"代码 {facts.code} 的第 {facts.version} 版已经有了，请改用别的代码或版本"
            )
        store(ReportTemplate, row, facts, by)
