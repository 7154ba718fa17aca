"""Where a workbook comes from: the signed text of its hidden sheet, and why one from elsewhere is not taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from evaluations.domain.sections import Section, SectionData
from evaluations.domain.sheets import LOW_LINE, SALT, SYSTEM, data_from_plain, schema
from evaluations.models import SelfEvaluation
from huadu_perf.lib.workbooks.reading import WorkbookRefused

AGAIN = "请在“用 Excel 填写”页面重新下载工作簿，把改动抄过去再上传"


@dataclass(frozen=True)
class Origin:
    """What the workbook was made from: the values then (`base`), versions of the sections, and names of tokens."""

    signature: str
    base: Mapping[str, SectionData]
    versions: Mapping[str, int]
    tokens: Mapping[str, str]


def origin_of(sheets: Mapping[str, Any], evaluation: SelfEvaluation, sections: Sequence[Section]) -> Origin:
    """The origin of a workbook of this evaluation. Raises WorkbookRefused for any other, with the reason."""
    text = _text(sheets)
    try:
        said = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise WorkbookRefused("工作簿的识别码不对：可能被改动过，或是从另一套系统下载的。" + AGAIN) from error
    if said["evaluation"] != evaluation.pk or said["department"] != evaluation.department.code:
        raise WorkbookRefused(_whose(sheets, said, evaluation))
    if said["schema"] != schema(sections):
        raise WorkbookRefused("这个工作簿是栏目调整之前下载的，栏目与现在不同。" + AGAIN)
    base = {section.key: data_from_plain(section, said["data"][section.key]) for section in sections}
    return Origin(text, base, said["versions"], said["tokens"])


def _text(sheets: Mapping[str, Any]) -> str:
    """The signed text, put together from its cells."""
    if SYSTEM not in sheets:
        raise WorkbookRefused("这不是从本系统下载的填报工作簿（没有系统信息表）。" + AGAIN)
    return "".join(_lines(sheets).get("识别码", [])).replace(LOW_LINE, "_")


def _lines(sheets: Mapping[str, Any]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for row in sheets[SYSTEM]["rows"]:
        texts = [text for _, _, text in row]
        if len(texts) > 1:
            lines.setdefault(texts[0], []).append(texts[1])
    return lines


def _whose(sheets: Mapping[str, Any], said: Mapping[str, Any], evaluation: SelfEvaluation) -> str:
    """Which evaluation the workbook belongs to, in words."""
    name = "".join(_lines(sheets).get("部门", [])) or said["department"]
    here = f"{evaluation.department.name} {evaluation.campaign.year} 年度"
    return f"这是“{name} {said['year']} 年度”另一份自评的工作簿，不是“{here}”这一份的。请上传本自评的工作簿"
