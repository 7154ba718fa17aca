"""Two people saved one section: where their versions differ, and the merged draft of what the second one chooses."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from evaluations.domain.sections import Field, Kind, RowSet, Section
from evaluations.forms.draft import Draft, DraftRow


@dataclass(frozen=True)
class Difference:
    """One value (or whole row) that differs; `name` is the anchor of its place."""

    name: str
    label: str
    mine: str
    theirs: str


def differences(mine: Draft, theirs: Draft, names: dict[UUID, str]) -> list[Difference]:
    """All values that differ. `names`: how linked items are called."""
    found = [
        Difference(spec.name, spec.label, mine.texts[spec.name], theirs.texts[spec.name])
        for spec in mine.section.fields
        if _differ(mine.texts[spec.name], theirs.texts[spec.name])
    ]
    for rowset in mine.section.rowsets:
        found += _row_differences(rowset, mine, theirs, names)
    return found


def _row_differences(rowset: RowSet, mine: Draft, theirs: Draft, names: dict[UUID, str]) -> list[Difference]:
    my_rows = {row.key: row for row in mine.rows[rowset.name]}
    their_rows = {row.key: row for row in theirs.rows[rowset.name]}
    found = []
    for number, key in enumerate(dict.fromkeys([*my_rows, *their_rows]), start=1):
        here, there = my_rows.get(key), their_rows.get(key)
        label = f"{rowset.label}第 {number} {rowset.word}"
        if here is None or there is None:
            found.append(
                Difference(
                    f"{rowset.name}-{key}", label, _whole(rowset, here, names), _whole(rowset, there, names)
                )
            )
            continue
        found += [
            Difference(
                f"{rowset.name}-{key}-{spec.name}",
                f"{label} · {spec.label}",
                _shown(spec, here.texts[spec.name], names),
                _shown(spec, there.texts[spec.name], names),
            )
            for spec in rowset.fields
            if _differ(here.texts[spec.name], there.texts[spec.name])
        ]
    return found


def merged(section: Section, mine: Draft, theirs: Draft, post: QueryDict) -> Draft:
    """My draft with everything replaced for which `keep-<anchor>` says theirs."""

    def takes_theirs(anchor: str) -> bool:
        return post.get(f"keep-{anchor}") == "theirs"

    texts = {name: theirs.texts[name] if takes_theirs(name) else text for name, text in mine.texts.items()}
    rows: dict[str, list[DraftRow]] = {}
    for rowset in section.rowsets:
        my_rows = {row.key: row for row in mine.rows[rowset.name]}
        their_rows = {row.key: row for row in theirs.rows[rowset.name]}
        rows[rowset.name] = []
        for key in dict.fromkeys([*my_rows, *their_rows]):
            here, there = my_rows.get(key), their_rows.get(key)
            anchor = f"{rowset.name}-{key}"
            if here is None or there is None:
                chosen = there if takes_theirs(anchor) else here
                if chosen is not None:
                    rows[rowset.name].append(chosen)
                continue
            rows[rowset.name].append(
                DraftRow(
                    key,
                    {
                        name: there.texts[name] if takes_theirs(f"{anchor}-{name}") else text
                        for name, text in here.texts.items()
                    },
                )
            )
    return Draft(section, texts, rows)


def _differ(mine: str | list[str], theirs: str | list[str]) -> bool:
    if isinstance(mine, list):
        return sorted(mine) != sorted(theirs)
    return mine.replace("\r\n", "\n").strip() != str(theirs).strip()


def _whole(rowset: RowSet, row: DraftRow | None, names: dict[UUID, str]) -> str:
    if row is None:
        return "（没有这一行）"
    shown = [_shown(spec, row.texts[spec.name], names) for spec in rowset.fields if spec.name != "level"]
    return "　".join(text for text in shown if text) or "（空行）"


def _shown(spec: Field, text: str | list[str], names: dict[UUID, str]) -> str:
    if spec.kind == Kind.CHOICE and spec.choices is not None and text in spec.choices.values:
        return str(spec.choices(text).label)
    if spec.kind in (Kind.LINK, Kind.LINKS):
        keys = text if isinstance(text, list) else [text]
        return "、".join(names.get(UUID(key), "（已删除）") for key in keys if key)
    return str(text)
