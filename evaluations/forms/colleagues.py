"""Forms of working together: who fills in a section, and an internal note."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from evaluations.actions.colleagues import Assignment
from evaluations.colleagues import Assigned, stamp_of_row
from evaluations.domain.sections import SECTIONS, Section
from evaluations.forms.review import words
from huadu_perf.lib.forms import BaseForm, DateField, PlainTextField


class AssignmentForm(BaseForm):
    """The row of one section: to whom, until when, with which words."""

    assignee = forms.ChoiceField(label="交给", required=False)
    due_on = DateField(label="希望完成日期", required=False)
    note = PlainTextField(label="说明", required=False, max_length=200)

    def __init__(
        self, *args: Any, section: Section, people: Sequence[User], stored: Assigned | None, **kwargs: Any
    ):
        self.section, self.stored = section, stored
        initial = {}
        if stored:
            initial = {"assignee": stored.assignee.pk, "due_on": stored.due_on, "note": stored.note}
        super().__init__(*args, prefix=section.key, initial=initial, use_required_attribute=False, **kwargs)
        # Who was given it and fills in no longer stays shown until it is taken back.
        gone = [stored.assignee] if stored and stored.assignee not in people else []
        self.people = {str(person.pk): person for person in (*people, *gone)}
        self.fields["assignee"].choices = [
            ("", "不指定"),
            *((pk, each.name) for pk, each in self.people.items()),
        ]
        for field in self:
            field.field.widget.attrs["aria-label"] = f"{section.title}：{field.label}"
        too_long = f"“{section.title}”的说明写了 %(show_value)d 字，最多 200 字。"
        self.fields["note"].error_messages["max_length"] = too_long
        self.fields["note"].widget.attrs.pop("maxlength", None)
        self.fields["due_on"].error_messages["invalid"] = (
            f"“{section.title}”的希望完成日期应为日期，如 2023-04-06。"
        )

    def clean(self) -> dict[str, Any]:
        """A day or words say nothing without a person; a new day is not over yet."""
        said = super().clean() or {}
        due, before = said.get("due_on"), self.stored.due_on if self.stored else None
        if due and due != before and due < timezone.localdate():
            self.add_error("due_on", f"“{self.section.title}”的希望完成日期 {due} 已过，应为今天或以后。")
        # Taking back leaves day and words where they were; they go with it.
        is_new = self.stored is None or {"due_on", "note"} & set(self.changed_data)
        if (
            is_new
            and (due or said.get("note"))
            and not said.get("assignee")
            and "assignee" not in self.errors
        ):
            self.add_error("assignee", f"“{self.section.title}”写了日期或说明，但没有选交给谁。")
        return said

    @property
    def wanted(self) -> Assignment | None:
        """What was chosen; None for nobody."""
        said = self.cleaned_data
        if not said["assignee"]:
            return None
        return Assignment(self.people[said["assignee"]], said["due_on"], said["note"])


def kept_from_others(
    data: QueryDict,
    stored: Mapping[str, Assigned | None],
    rows_seen: Mapping[str, str],
    forms: Iterable[AssignmentForm],
) -> QueryDict:
    """What was posted, with what stands now in the rows that the page did not change."""
    kept = data.copy()
    for form in forms:
        key, row = form.section.key, stored[form.section.key]
        if stamp_of_row(form.wanted) == rows_seen.get(key):
            kept[f"{key}-assignee"] = str(row.assignee.pk) if row else ""
            kept[f"{key}-due_on"] = str(row.due_on or "") if row else ""
            kept[f"{key}-note"] = row.note if row else ""
    return kept


def assignment_forms(
    stored: Mapping[str, Assigned | None], people: Sequence[User], data: Any = None
) -> list[AssignmentForm]:
    """A form for every section."""
    return [
        AssignmentForm(data, section=section, people=people, stored=stored[section.key])
        for section in SECTIONS
    ]


class NoteForm(BaseForm):
    """What a colleague says to a section or a row of it."""

    place = forms.ChoiceField(label="位置")
    text = words("内部备注", rows=2, limit=1000, hint="只有本部门和主管部门的人看得到")

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="note-%s", use_required_attribute=False, **kwargs)
        self.fields["place"].choices = list(places)
