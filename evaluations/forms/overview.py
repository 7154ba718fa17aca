"""What a finance list is asked for: campaign, name, state and order; unknown words are as if they were not there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import now

from evaluations.enums import Status
from evaluations.models import Campaign
from evaluations.overview import Standing

ALL, LATE = "all", "late"
_LAST = Decimal("Infinity")


def _filed(row: Standing) -> datetime:
    return row.evaluation.submitted_at or now()


def _score(row: Standing) -> Decimal:
    score = row.evaluation.official_score
    return _LAST if score is None else score


#: The orders that may be asked for: label and key. What has no figure stands last.
SORTS: dict[str, tuple[str, Callable[[Standing], Any] | None]] = {
    "": ("部门代码", None),
    "filed": ("报送时间，早的在前", _filed),
    "score": ("得分，低的在前", _score),
    "rate": ("执行率，低的在前", lambda row: _LAST if row.rate is None else row.rate),
    "explained": ("需说明，多的在前", lambda row: -row.explained),
    "filled": ("填报进度，慢的在前", lambda row: (row.evaluation.round > 0, row.filled)),
    "due": ("截止日期，近的在前", lambda row: row.due_on),
}


@dataclass(frozen=True)
class Chosen:
    """The filter. `campaign`: None for all of them."""

    campaign: Campaign | None
    query: str
    status: str
    sort: str

    @classmethod
    def of(cls, asked: Mapping[str, str], campaigns: Sequence[Campaign]) -> "Chosen":
        """From an address; without a word about it, the latest campaign under review is meant, else the latest."""
        wanted = asked.get("campaign", "")
        found = next((each for each in campaigns if str(each.pk) == wanted), None)
        if found is None and wanted != ALL:
            found = next((each for each in campaigns if each.is_under_review), next(iter(campaigns), None))  # type: ignore[attr-defined]
        status, sort = asked.get("status", ""), asked.get("sort", "")
        return cls(
            found,
            asked.get("q", "").strip(),
            status if status in (*Status.values, LATE) else "",
            sort if sort in SORTS else "",
        )

    def covers(self, row: Standing) -> bool:
        """Whether it is of the chosen campaign and name, whatever its state."""
        evaluation, department = row.evaluation, row.evaluation.department
        if self.campaign and evaluation.campaign_id != self.campaign.pk:
            return False
        words = self.query.casefold()
        return (
            words in department.name.casefold()
            or words in department.short_name.casefold()
            or department.code.startswith(words)
        )

    def arranged(self, rows: Iterable[Standing]) -> list[Standing]:
        """The rows of the chosen state in the chosen order."""
        wanted = [
            row
            for row in rows
            if not self.status or (row.is_late if self.status == LATE else row.state == self.status)
        ]
        key = SORTS[self.sort][1]
        return sorted(wanted, key=key) if key else wanted
