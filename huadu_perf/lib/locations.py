"""Pydantic's errors in our words: where in the document, which value, what is wrong."""

from typing import Any

from pydantic import ValidationError

_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这一项，请删去或核对名称",
    "json_invalid": "不是有效的 JSON",
    "uuid_parsing": "不是有效的编号（UUID）",
    "uuid_type": "不是有效的编号（UUID）",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数值过大",
    "decimal_parsing": '应为数字，写成文本，如 "10.60"',
    "decimal_type": '应为数字，写成文本，如 "10.60"',
    "finite_number": '应为数字，写成文本，如 "10.60"',
    "string_type": "应为文本",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "too_short": "不能为空",
    "too_long": "太多",
    "tuple_type": "应为列表",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "model_type": "应为一组有名称的值（对象）",
    "dict_type": "应为一组有名称的值（对象）",
    "literal_error": "取值不在允许的范围内",
    "enum": "取值不在允许的范围内",
    "string_pattern_mismatch": "格式不对",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "greater_than": "数值过小",
    "less_than": "数值过大",
    "decimal_max_places": "小数位过多",
}
#: Branches of a figure's union, which say nothing to a reader.
_BRANCHES = ("decimal", "enum", "function-", "literal", "constrained")


def path_of(location: tuple[int | str, ...]) -> str:
    """A location as people write it: projects[2].executed_amount."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif not part.lower().startswith(_BRANCHES) and part != "NotApplicable":
            text += f".{part}" if text else part
    return text or "（整个文件）"


def located(error: ValidationError) -> list[str]:
    """Every fault as one sentence, `place: what is wrong`, each place once."""
    sentences: dict[str, str] = {}
    for fault in error.errors(include_url=False):
        if fault["type"] == "value_error" and not fault["loc"]:  # a rule of the whole names its places itself
            sentences.update((part, part) for part in _sentence(fault).split("；"))
            continue
        place = path_of(fault["loc"])
        sentences.setdefault(place, f"{place}: {_sentence(fault)}")
    return list(sentences.values())


def _sentence(fault: Any) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    words = _WORDS.get(fault["type"], fault["msg"])
    value = fault.get("input")
    shown = (
        ""
        if isinstance(value, dict | list) or fault["type"] == "missing"
        else f"（现为 {str(value)[:60]!r}）"
    )
    return f"{words}{shown}"
