"""导入往年报告: the form that takes a file or pasted text, and the preview as its page shows it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from evaluations.domain.old_report.found import Item, Source
from evaluations.domain.old_report.listing import label_of, shown
from evaluations.domain.old_report.proposals import Offer, Proposal, State
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.forms.draft import Draft
from huadu_perf.lib.documents.reading import MAX_BYTES, MAX_LETTERS, DocumentRefused, document_text
from huadu_perf.lib.forms import BaseForm, SizedFileField

#: Around a value so many characters of its sentence are shown, and of a long value so many from its ends.
AROUND, ENDS, SHORT = 24, 26, 60
STATES = {
    State.SAME: "已有，相同",
    State.DIFFERS: "已有，不同",
    State.STATED: "只用于核对",
    State.OTHER_YEAR: "不属于本年度，不带入",
    State.TOO_LONG: "超过字数，不能带入",
}
#: The fields that name a row.
ROW_NAMES = ("name", "title")
TONES = {"high": "success", "medium": "info", "low": "warning"}


class OldReportForm(BaseForm):
    """A report as a file, or its text pasted."""

    file = SizedFileField(
        most=MAX_BYTES, label="报告文件", required=False,
        help_text=f"Word（.docx）、有文字的 PDF、文本（.txt）；{MAX_BYTES // 1024 // 1024} MB 以内",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt"}),
        error_messages={"empty": "选择的文件是空的，请重新选择。"},
    )  # fmt: skip
    text = forms.CharField(
        label="或粘贴报告全文", required=False, strip=False, max_length=MAX_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": f"粘贴的文字超过 {MAX_LETTERS // 10000} 万字，请分次导入。"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """`name` and `report`: what the report is called and its text. Either a file or text, not both."""
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text") or ""
        if self.errors:
            return data
        if bool(file) == bool(text.strip()):
            self.add_error("file", "请选择一个文件，或粘贴报告全文，两者选一。")
            return data
        if file is None:
            return data | {"name": "", "report": text.replace("\r\n", "\n")}
        try:
            return data | {"name": file.name or "", "report": document_text(file.read())}
        except DocumentRefused as refusal:
            self.add_error("file", f"{refusal}。")
        return data


def accepted_in(post: QueryDict) -> set[int]:
    """The numbers of the accepted items; what is no number is none."""
    return {int(number) for number in post.getlist("take") if number.isdecimal() and len(number) < 7}


# ── the preview ──────────────────────────────────────────────────────────────────────────────────────────────────


def panels(offer: Offer, accepted: set[int] | None) -> Iterator[dict[str, Any]]:
    """The items by section. `accepted`: what the person chose; None before the first choice."""
    chosen = _offered(offer) if accepted is None else accepted
    for section in FORM_SECTIONS:
        own = [each for each in offer.proposals if each.item.target.section == section.key]
        if own:
            rows = [_row(offer, each, chosen) for each in own]
            yield {"title": section.title, "rows": rows, "takeable": sum(row["may_be_taken"] for row in rows)}


def _offered(offer: Offer) -> set[int]:
    """What is chosen at first: what is sure, and with a row that is, its name; a row without one is of no use."""
    sure = {each.number for each in offer.proposals if each.is_offered}
    rows = {_row_of(each) for each in offer.proposals if each.number in sure}
    return sure | {
        each.number
        for each in offer.proposals
        if each.item.target.field in ROW_NAMES and each.state == State.NEW and _row_of(each) in rows
    }


def _row_of(proposal: Proposal) -> tuple[str, int]:
    return proposal.item.target.rowset, proposal.item.target.row


def _row(offer: Offer, proposal: Proposal, accepted: set[int]) -> dict[str, Any]:
    item = proposal.item
    return {
        "number": proposal.number,
        "label": label_of(item.target),
        "value": shown(item.target, item.value),
        "current": _current(proposal),
        "source": quoted(item.source),
        "where": _where(item.source),
        "confidence": item.confidence.label,
        "tone": TONES[item.confidence.value],
        "reason": item.reason,
        "others": _others(item),
        "state": STATES.get(proposal.state, ""),
        "may_be_taken": proposal.may_be_taken,
        "checked": proposal.may_be_taken and proposal.number in accepted,
    }


def _current(proposal: Proposal) -> str:
    if proposal.current in (None, "", ()):
        return ""
    if isinstance(proposal.current, tuple):
        return f"{len(proposal.current)} 项"
    if isinstance(proposal.current, str) and not proposal.item.target.stated:
        return shown(proposal.item.target, str(proposal.current))
    return shown(proposal.item.target, proposal.current)


def _others(item: Item) -> list[dict[str, str]]:
    """Other readings of the same place, and other places that say the same."""
    found = [
        {"value": shown(item.target, other.value), "where": _where(other.source)}
        for other in item.alternatives
    ]
    return found + [{"value": "同样的内容", "where": _where(source)} for source in item.also]


def _where(source: Source) -> str:
    return (
        f"第 {source.line} 行"
        if source.line == source.last_line
        else f"第 {source.line}–{source.last_line} 行"
    )


def quoted(source: Source) -> dict[str, str]:
    """The sentence with the value in it; of long ones the parts around and the ends."""
    before, value, after = source.sentence[: source.start], source.written, source.sentence[source.end :]
    if len(before) > AROUND:
        before = "…" + before[-AROUND:]
    if len(after) > AROUND:
        after = after[:AROUND] + "…"
    if len(value) > SHORT:
        value = f"{value[:ENDS]}……{value[-ENDS:]}"
    return {"before": before, "value": value, "after": after}


def faults(sections: dict[str, Any], facts: Any) -> list[str]:
    """What the forms would refuse in the sections as they become: too many rows, figures out of range."""
    found = []
    known = {name: [row.key for row in getattr(facts, name)] for name in ("tasks", "goals")}
    for key, data in sections.items():
        section = next(each for each in FORM_SECTIONS if each.key == key)
        draft = Draft.of_data(section, data)
        if draft.read(known) is None:
            found += [f"{section.title}：{error}" for error in draft.errors.values()]
    return found
