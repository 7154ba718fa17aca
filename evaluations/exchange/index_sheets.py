"""The sheets of an index system's workbook: every column said once, to write, to read and to explain."""

from evaluations.domain.index_system import IndexNode
from evaluations.domain.method_words import COUNTING, NARRATIVES
from evaluations.enums import Attainment, Direction, FigureSource, IndicatorKind, Scope, ScoringMethod
from evaluations.exchange.lines import (
    read_bands,
    read_caps,
    read_items,
    read_limits,
    write_bands,
    write_caps,
    write_items,
    write_limits,
)
from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet

REVERSE = {"按超出比例扣（1－超出÷目标值）": "deviation", "按比值（目标值÷完成值）": "quotient"}
YES_NO = {"是": True, "否": False}


def _labels(
    choices: type[IndicatorKind | Direction | ScoringMethod | FigureSource | Scope],
) -> dict[str, str]:
    return {choice.label: choice.value for choice in choices}


BASICS = Sheet(
    "基本信息",
    (
        Column("代码", "code", needed=True, longest=60, note="小写字母、数字和连字符，如 huadu-2022；同一代码的各版本是同一套体系"),
        Column("名称", "name", needed=True, longest=100),
        Column("年度", "year", Kind.COUNT, needed=True),
        Column("适用范围", "scope", Kind.CHOICE, _labels(Scope), needed=True),
        Column("区划", "region", needed=True, longest=100),
        Column("版本", "version", Kind.COUNT, needed=True, note="从 1 起。已发布的版本不能改，上传时自动存为下一版"),
        Column("来源是否核实", "verified", Kind.CHOICE, {"已核实": True, "未核实": False}, needed=True,
               note="与文件原文逐项核对过，才填“已核实”"),
        Column("来源", "source", longest=2000, note="依据什么文件；哪些内容是暂拟的"),
    ),
    upright=True,
)  # fmt: skip

NODES = Sheet(
    "指标",
    (
        Column("一级指标", "first", longest=200, width=14,
               note="每行是一个指标：名称写在它那一级的列里，其余两列留空；下级写在上级下面"),
        Column("二级指标", "second", longest=200, width=16,
               note="没有下级的一级、二级指标，由填报单位自行设置下级"),
        Column("三级指标", "third", longest=200, width=26, note="写明衡量什么，不写“数量指标”这类类型名"),
        Column("分值", "points", Kind.NUMBER, width=8,
               note="下级分值合计等于上级；同一上级下的二级都不写分值，表示由填报单位分配"),
        Column("评分标准", "method_text", width=48, longest=2000, note="印在指标评分表上的文字"),
        Column("类型", "kind", Kind.CHOICE, _labels(IndicatorKind), width=14),
        Column("计分方法", "method", Kind.CHOICE, _labels(ScoringMethod), width=16,
               note="不填为“按完成比例”；各方法要填的栏目见下"),
        Column("符号", "direction", Kind.CHOICE, _labels(Direction), width=7,
               note="完成值与目标值怎样比较；分档和要素给分的，也是填报表里显示的符号"),
        Column("目标值", "target_value", Kind.NUMBER, width=9, note="“按偏离逐点扣分”的为标准值"),
        Column("单位", "unit", width=7, longest=20, note="百分比填 %，目标值 100% 填 100"),
        Column("反向公式", "reverse", Kind.CHOICE, REVERSE, width=18, note="符号为 ≤ 的指标；不填随“计分规则”"),
        Column("分档", "bands", width=18, write=write_bands, read=read_bands,
               note="“分档给分”的，每行一档：≥90：5、80～90：4、≤10：2、＝0：3、其余：0；从上往下取第一个符合的，两端都含"),
        Column("每点（项）分数", "step", Kind.NUMBER, width=10,
               note="“按偏离逐点扣分”的为每点扣分，“按要素给分”的为每项分数"),
        Column("逐点怎样计算", "counting", Kind.CHOICE, {words: code for code, words in COUNTING.items()}, width=18,
               note="不填为“按实际超出的比例计算”"),
        Column("要素", "items", width=30, longest=5000, write=write_items, read=read_items,
               note="“按要素给分”的，每行一个要素"),
        Column("要素怎样计分", "item_counts", Kind.CHOICE, {"具备一项得分": "met", "违反一项扣分": "breach"}, width=14,
               note="不填为“具备一项得分”"),
        Column("完成值来源", "source", Kind.CHOICE, _labels(FigureSource), width=18,
               note="完成值等于收支、人员表里算出的数时填写，系统会核对"),
        Column("编号", "key", width=10, longest=36, shown=False, note="系统用，不要改；新加的行留空"),
    ),
)  # fmt: skip

GRADES = Sheet(
    "等级",
    (
        Column("等级", "name", needed=True, longest=20, note="如 优、良、中、差"),
        Column("最低分", "lowest", Kind.NUMBER, needed=True, note="含本数；最低一个等级填 0"),
    ),
)

RULES = Sheet(
    "计分规则",
    (
        Column("总分", "total_points", Kind.NUMBER, needed=True, note="一级指标分值的合计"),
        Column("反向指标公式", "reverse", Kind.CHOICE, REVERSE, needed=True),
        *(
            column
            for grade in Attainment
            for column in (
                Column(f"{grade.label}：最低比例", f"{grade.value}_lowest", Kind.SHARE, needed=True,
                       note="定性指标按达成等级得分值的多少"),
                Column(f"{grade.label}：最高比例", f"{grade.value}_highest", Kind.SHARE, needed=True),
            )
        ),
        Column("执行率低于多少须写原因", "low_execution", Kind.SHARE, needed=True),
        Column("完成值达到目标值多少须说明", "over_achievement", Kind.SHARE, needed=True, note="130% 即超出三成"),
        Column("目标值为 0 时完成值达到多少须说明", "over_at_zero", Kind.NUMBER, note="不填为不要求"),
        Column("超额完成减分", "over_deduction", Kind.NUMBER, needed=True, note="达到上面比例的指标减几分，不减填 0"),
        Column("执行率封顶", "execution_caps", write=write_caps, read=read_caps,
               note="每行一档，如 <80%：89 表示执行率低于 80% 的总分最高 89 分；不设留空"),
        Column("自评得分", "self_score", Kind.CHOICE,
               {"可以与计算得分不同，须说明理由": "reasoned", "锁定为计算得分": "locked"}, needed=True),
        Column("不适用的指标", "not_applicable", Kind.CHOICE,
               {"不计入，其余折算到总分": "rescale", "不允许": "refuse"}, needed=True),
        Column("扣分须写原因和措施", "reasons", Kind.CHOICE, YES_NO, needed=True),
        Column("字数限制", "word_limits", longest=5000, write=write_limits, read=read_limits,
               note="每行一条，如 自评结论·综合评价：200；不限留空"),
    ),
    upright=True,
)  # fmt: skip

SHEETS = (BASICS, NODES, GRADES, RULES)
#: The column that a node of each level has its name in.
LEVELS = ("first", "second", "third")


def node_row(node: IndexNode) -> dict[str, object]:
    """A node as a row of the sheet of indicators; what every node has by default is left empty."""
    row: dict[str, object] = dict.fromkeys(LEVELS, None) | {LEVELS[node.level - 1]: node.name}
    for name in ("points", "method_text", "kind", "direction", "target_value", "unit", "reverse", "bands",
                 "step", "items", "source", "key"):  # fmt: skip
        row[name] = getattr(node, name)
    leaf = node.level == 3
    row["method"] = node.method if leaf or node.method != ScoringMethod.FORMULA else None
    row["counting"] = node.counting if node.counting != "exact" or node.method == "per_point" else None
    row["item_counts"] = node.item_counts if node.item_counts != "met" or node.method == "checklist" else None
    return row


def instructions() -> list[str]:
    """The sheet 填写说明, from the columns themselves."""
    lines = [
        "怎样修改指标体系",
        "　1. 在“基本信息”“指标”“等级”“计分规则”四张表里改，不要改表头、表名，不要合并单元格，不要写公式。",
        "　2. 存盘后，在“指标体系”页面上传。有错误会一次列出全部，一处错误都不写入。",
        "　3. 上传后是草稿：先在页面上预览，分值合计、分档、要素都齐全后才能发布；发布后不能再改，只能另存为新版本。",
        "各种计分方法要填的栏目",
        "　按完成比例：符号、目标值（由填报单位定的可留空）；≥ 和 ＝ 按完成值÷目标值计分，≤ 按反向公式，“定性”按达成等级。",
        "　分档给分：分档。　按偏离逐点扣分：符号、目标值（标准）、每点分数、怎样计算。　按要素给分：每项分数、要素、怎样计分。",
    ]
    for sheet in SHEETS:
        lines.append(f"“{sheet.title}”表")
        for column in sheet.columns:
            told = [
                "必填" if column.needed else "",
                f"可选：{'、'.join(column.choices)}" if column.choices else "",
                column.note,
            ]
            lines.append(f"　{column.header}：{'；'.join(filter(None, told)) or '按实际填写'}")
    lines.append("字数限制可用的栏目")
    return [*lines, *(f"　{label}" for label in NARRATIVES.values())]
