"""What a campaign sets about the checker: levels of single rules, and thresholds. Kept with the frozen facts."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from huadu_perf.lib.findings import Severity
from huadu_perf.lib.values import Facts


class Level(StrEnum):
    """How grave a rule is in this campaign. A new rule can run a year as a warning."""

    OFF = "off"
    HINT = "hint"
    WARNING = "warning"
    ERROR = "error"

    @property
    def severity(self) -> Severity | None:
        """The severity; None for a rule that is switched off."""
        return {"hint": Severity.HINT, "warning": Severity.WARNING, "error": Severity.ERROR}.get(self.value)

    @property
    def label(self) -> str:
        """The word people read."""
        return self.severity.label if self.severity else "停用"


class Thresholds(Facts):
    """Limits from which rules speak; all are shares (0–1)."""

    one_indicator: Decimal = Field(default=Decimal("0.5"), gt=0, le=1, title="一个指标占总分的比例超过")
    year_on_year: Decimal = Field(default=Decimal("0.3"), gt=0, le=10, title="支出、“三公”经费比上年变动超过")
    project_coverage: Decimal = Field(
        default=Decimal("0.5"), ge=0, le=1, title="重点任务项目占项目支出的比例低于"
    )
    similar_to_others: Decimal = Field(
        default=Decimal("0.6"), gt=0, le=1, title="与其他部门文字相同的比例达到"
    )
    similar_to_last_year: Decimal = Field(
        default=Decimal("0.8"), gt=0, le=1, title="与上年文字相同的比例达到"
    )


class CheckSettings(Facts):
    """Levels by the code of the rule; rules not named keep their own."""

    levels: dict[str, Level] = {}
    thresholds: Thresholds = Thresholds()
