"""校验设置 of a campaign: a level for every rule, and the thresholds in percent."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from annotated_types import Ge, Gt, Le
from django import forms

from evaluations.domain.check_settings import CheckSettings, Level, Thresholds
from evaluations.domain.checks import CHECKS
from evaluations.domain.checks.registry import Rule
from evaluations.domain.method_words import share
from huadu_perf.lib.money import NotANumber, read_number

#: What the modules of rules are about, in the words of the page.
FAMILIES = {
    "completeness": "填报完整",
    "scores": "分值与得分",
    "money": "收支",
    "links": "相互对应",
    "basis": "依据",
    "continuity": "与上年衔接",
    "prose": "文字",
    "numbers": "文字中的数字",
    "contradictions": "文字与数字矛盾",
    "years": "年度",
    "strangers": "单位名称",
}
LEVEL, THRESHOLD = "level-", "threshold-"


class PercentField(forms.CharField):
    """A share typed in percent, between the bounds that the threshold has."""

    def __init__(self, name: str) -> None:
        spec = Thresholds.model_fields[name]
        super().__init__(label=spec.title)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        self.error_messages["required"] = f"请填写“{spec.title}”的百分比。"
        self.bounds = spec.metadata

    def clean(self, value: Any) -> Decimal:
        """The share, 0.5 for 50. Raises ValidationError naming the bounds."""
        try:
            typed = read_number(str(super().clean(value)).rstrip("%％"))
        except NotANumber as error:
            raise forms.ValidationError(f"“{self.label}”应为百分比，如 50。") from error
        if not isinstance(typed, Decimal) or not self._holds(typed / 100):
            raise forms.ValidationError(f"“{self.label}”{self._words()}。")
        return typed / 100

    def _holds(self, value: Decimal) -> bool:
        return all(
            (value > bound.gt if isinstance(bound, Gt) else True)
            and (value >= bound.ge if isinstance(bound, Ge) else True)  # type: ignore[operator]
            and (value <= bound.le if isinstance(bound, Le) else True)  # type: ignore[operator]
            for bound in self.bounds
        )

    def _words(self) -> str:
        above = any(isinstance(bound, Gt) for bound in self.bounds)
        most = next(bound.le for bound in self.bounds if isinstance(bound, Le))
        return f"应{'大于 0' if above else '不小于 0'}，不超过 {share(Decimal(str(most)))}"


@dataclass(frozen=True)
class RuleRow:
    """A rule with its field and whether its level is another than its own."""

    rule: Rule
    field: forms.BoundField
    is_changed: bool


class CheckSettingsForm(forms.Form):
    """One field for each rule and threshold; what it gives is the setting as plain values."""

    def __init__(self, data: Any = None, *, settings: CheckSettings) -> None:
        super().__init__(data)
        self.settings = settings
        for rule in CHECKS:
            own = Level[rule.severity.name]
            words = [(level.value, f"{level.label}{'（默认）' if level == own else ''}") for level in Level]
            field = forms.ChoiceField(
                label=rule.title, choices=words, initial=settings.levels.get(rule.code, own)
            )
            field.error_messages |= {
                "required": f"请选择“{rule.title}”的级别。", "invalid_choice": f"“{rule.title}”没有这个级别。",
            }  # fmt: skip
            self.fields[LEVEL + rule.code] = field
        for name in Thresholds.model_fields:
            self.fields[THRESHOLD + name] = PercentField(name)
            self.initial[THRESHOLD + name] = share(getattr(settings.thresholds, name)).rstrip("%")

    def clean(self) -> dict[str, Any]:
        """Levels of rules that are not there are refused, not passed over."""
        for name in self.data:
            if name.startswith((LEVEL, THRESHOLD)) and name not in self.fields:
                self.add_error(None, f"没有“{name[:40]}”这一项设置，请重新打开本页。")
        return self.cleaned_data

    @property
    def stated(self) -> dict[str, Any]:
        """The settings as the action takes them."""
        return {
            key: {
                name.removeprefix(prefix): value
                for name, value in self.cleaned_data.items()
                if name.startswith(prefix)
            }
            for key, prefix in (("levels", LEVEL), ("thresholds", THRESHOLD))
        }

    def differing(self, stored: CheckSettings) -> list[tuple[str, str]]:
        """Where `stored` is otherwise than what was typed: the title, and what is stored."""
        other = CheckSettingsForm(settings=stored)
        return [
            (str(field.label), _shown(other[name]))
            for name, field in self.fields.items()
            if other.fields[name].clean(other[name].value()) != self.cleaned_data[name]
        ]

    def families(self) -> Iterator[tuple[str, list[RuleRow]]]:
        """The rules under the heading of what they are about."""
        found: dict[str, list[RuleRow]] = {}
        for rule in CHECKS:
            heading = FAMILIES.get(rule.find.__module__.rsplit(".", 1)[-1], "其他")
            changed = rule.level(self.settings) != rule.severity
            found.setdefault(heading, []).append(RuleRow(rule, self[LEVEL + rule.code], changed))
        yield from found.items()

    def thresholds(self) -> list[forms.BoundField]:
        """The fields of the thresholds."""
        return [self[THRESHOLD + name] for name in Thresholds.model_fields]


def _shown(bound: forms.BoundField) -> str:
    """A stored setting in words: the level, or the percentage."""
    value = str(bound.value())
    return Level(value).label if isinstance(bound.field, forms.ChoiceField) else f"{value}%"
