"""The words by which prose speaks of figures, said once. A word not listed here is unknown, and unknown means silence."""

from collections.abc import Callable
from enum import StrEnum
from operator import add
from typing import Any, NamedTuple

from evaluations.domain.numbers.mentions import Kind


class Role(StrEnum):
    """What a word does in the words that lead to a number."""

    SUBJECT = "subject"  # of whom or what: 部门, 一般公共预算支出, a project's name
    ASPECT = "aspect"  # which figure of it: 年初预算, 执行率, 自评得分
    CURRENT = "current"  # 该项目: the project spoken of last
    NEUTRAL = "neutral"  # says nothing about which figure it is
    DONE = "done"  # 完成, 达标: neutral for money, but makes a count a count of some
    TOTAL = "total"  # 共, 设有: the count is of all
    ALL = "all"  # 全部, 均: behind a count, it is of all
    PLAN = "plan"  # 计划, 目标值: the target is meant
    LAST = "last"  # 上年: last year's figure is meant
    PART = "part"  # 其中
    RESPECTIVELY = "respectively"  # 分别为
    PER = "per"  # 人均, 每人
    OTHER = "other"  # a fund, body or event of its own: the number is about that
    BLOCK = "block"  # 同比, 新增, 前三季度: the number is about a change, a part, a time
    RULE = "rule"  # 每低于, 扣完为止: the sentence states how points are given
    DATE = "date"  # a date within the year


class Term(NamedTuple):
    """One word: its role, and for subjects and aspects their names. `firm`: names its figure beyond doubt."""

    role: Role
    aspect: str = ""
    subject: str = ""
    firm: bool = True


#: The kind of number each aspect is.
ASPECT_KIND = {
    **dict.fromkeys(("initial", "adjusted", "executed", "last_year", "budget", "spent", "surplus", "delta", "unit_price"), Kind.AMOUNT),
    **dict.fromkeys(("rate", "control"), Kind.PERCENT),
    **dict.fromkeys(("score", "points", "deduction"), Kind.SCORE),
    "grade": Kind.GRADE,
}  # fmt: skip

#: Aspects that stand for one of several columns: any of them agrees, the first is held against a number that does not.
CHOICES = {"budget": ("adjusted", "initial"), "": ("executed", "adjusted", "initial"), "spent": ("executed",)}

STAFF = ("established", "serving", "retired")
#: Behind these unknown words are a reason (因台风追加预算), where the figure is one of change.
REASONS = frozenset(["因", "由于"])
CHANGES = ("追加", "调", "核", "压")
#: Right behind the name of a project these are part of it.
PARTS_OF_NAMES = frozenset(
    [
        "经费",
        "专项",
        "专项资金",
        "补助",
        "补贴",
        "工程",
        "活动",
        "费用",
        "费",
        "款",
        "奖金",
        "津贴",
        "慰问金",
        "项目",
        "重点项目",
    ]
)
#: Counts of rows: what is listed under each.
LISTS = ("divisions", "subunits", "duties", "tasks", "goals", "level1", "level2", "level3", "indicators", "projects",
         "problems", "measures", "evidence")  # fmt: skip
#: Measure words by which people and things are counted; a count in another word is of something else.
PEOPLE = frozenset("人名位个")
THINGS = frozenset("个项条家处所份件类")
#: Between a noun and its count these leave it the noun's own count; others (分解为) begin another.
PLAIN_TOTALS = frozenset(
    ["共", "共有", "共设", "共设置", "设", "设有", "设置", "合计", "总计", "共计", "现有", "共设有"]
)

_FIRM: dict[str, str] = {
    "initial": "年初数 部门预算年初数 预算年初数 年初预算 年初预算数 年初预算安排 年初预算资金 年初预算金额 年初预算总额 年初预算批复 年初安排 年初安排预算 年初批复 年初批复预算 "
    "年初部门预算 年初批复预算数 期初预算 初始预算 年初预算合计 年初预算总计 年初预算额",
    "adjusted": "年中追加后 年中追加后为 追加后为 追加后全年预算 核减后全年预算 核减后的全年预算 核减后预算 核减后为 调减后全年预算 调减后为 压减后全年预算 压减后为 压减至 年中调整后 年中调整后为 调增后为 全年预算 全年预算数 调整预算 调整预算数 调整后预算 调整后预算数 调整后全年预算 调整后的全年预算 调整后的预算 调整后的预算数 预算调整数 "
    "预算调整后 预算调整为 调整后全年预算数 全年预算金额 全年预算合计 全年预算总计 年中调整预算 年中调整预算数 调整为 调整到 调整后为 调增至 调减至 "
    "追加至 压减至 核减至 核减为 核增至 调增到 调减到 调减为 调增为",
    "executed": "执行数 全年执行数 全年执行 实际执行 实际执行数 预算执行数 预算执行总计 预算执行合计 预算执行总额 决算数 支出决算 支出决算数 "
    "年终决算 全年实际支出 全年执行合计 累计执行数",
    "rate": "执行率 全年执行率 年度执行率 实际执行率 总执行率 全年支出执行率 预算执行率 支出执行率 支出预算执行率 预算完成率 资金执行率 完成预算的 完成全年预算的 完成调整后预算的 占全年预算的 预算支出执行率 "
    "总体执行率 整体执行率 综合执行率 完成预算 完成全年预算 执行率达 支出完成率",
    "control": "在职人员控制率 人员控制率 财政供养人员控制率 编制控制率",
    "score": "自评得分 自评分 自评总分 自评总得分 自评分数 自评综合得分 自评综合评分 自评评分 自评分值 综合得分 综合评分 总得分 总评分 总评得分 "
    "自我评分 自我评价得分 绩效自评得分 最终得分 自评最终得分 自评结果得分 自评结论得分 自评",
    "grade": "评级 等级 等次 档次 绩效等级 自评等级 评定等级 评定等次 自评等次 评价等级 评价等次 自评结果 评价结果 自评结论 评价结论 自评评级 绩效评级 "
    "绩效评定等级 评定 评为 绩效等次 自评档次 绩效档次",
}  # fmt: skip
_LOOSE: dict[str, str] = {
    "budget": "预算 预算数 预算资金 预算金额 预算总额 预算安排 预算批复 部门预算 安排预算 下达预算 批复预算 预算合计 预算总计 安排资金 财政安排",
    "spent": "实际支付 支付 支出金额 使用资金 实际使用 实际完成支出 完成支出 列支 累计支出 共支出 已支出 实际支出",
    "surplus": "结余 结转结余 年末结余 结余资金 资金结余 未执行 未支出",
    "delta": "核减 调减 压减 追加 调增 核增 追加预算 核减预算 调减预算 压减预算 调增预算 减少预算 增加预算 预算追加 预算核减 预算调增 预算调减",
    "unit_price": "单价 人均标准 慰问标准 补助标准 发放标准 标准",
    "rate": "支出进度 执行进度 预算执行进度 支付进度 支付率 资金支付率 资金使用率 预算支出进度",
    "score": "得分 评分 得 总分 打分",
    "points": "满分 分值 总分值 权重 百分制",
    "deduction": "扣 扣分 扣减 扣除 失分 丢分 合计扣 共扣 总计扣 共扣分 合计扣分",
}  # fmt: skip
#: Aspects that carry their subject.
_WITH_SUBJECT: dict[tuple[str, str], str] = {
    ("spending", "executed"): "支出合计 支出总计 支出总额 总支出 全年总支出 全年支出 全年支出合计 整体支出总额 支出预算执行总计 支出预算执行合计 支出执行总计 "
    "支出总规模 支出规模 年度总支出 年度支出合计 本年支出合计 本年支出 支出共计 全年支出总额 全年支出总计 支出总数 全年共支出 决算支出",
    ("income", "executed"): "收入合计 收入总计 收入总额 总收入 全年总收入 全年收入 全年收入合计 收入预算执行总计 收入预算执行合计 本年收入 本年收入合计 "
    "收入共计 收入决算 收入决算数 全年收入总额 收入总数 全年共收入 决算收入",
    ("spending", "rate"): "支出执行率 支出预算执行率 整体支出执行率 部门整体支出执行率 总支出执行率",
    ("income", "rate"): "收入执行率 收入预算执行率",
    ("spending", "last_year"): "上年决算支出 上年支出决算 上年总支出 上年支出合计 上年支出总额 上年支出总计",
    ("income", "last_year"): "上年收入合计 上年总收入 上年收入决算 上年收入总计",
}  # fmt: skip

_SUBJECTS: dict[str, str] = {
    "spending": "全局支出", "income": "全局收入",
    "dept": "部门整体支出 部门整体 整体支出 本部门 我部门 本单位 我单位 我局 我会 我委 我办 我厅 我镇 我街 我院 我校 我馆 我站 我所 我中心 本局 本会 "
    "本委 本办 本厅 本镇 本街道 我街道 本级部门 部门 全部门 全单位 机关本级 单位整体支出 单位整体",
    "spend_general": "一般公共预算支出 一般公共预算财政拨款支出 一般公共预算拨款支出",
    "spend_fund": "政府性基金预算支出 政府性基金支出 政府性基金预算财政拨款支出",
    "spend_capital": "国有资本经营预算支出 国有资本经营支出",
    "spend_special": "财政专户管理资金支出",
    "spend_other": "其他资金支出",
    "income_general": "一般公共预算拨款收入 一般公共预算收入 一般公共预算财政拨款收入 一般公共预算财政拨款",
    "income_fund": "政府性基金预算拨款收入 政府性基金预算收入 政府性基金收入 政府性基金预算财政拨款收入",
    "income_capital": "国有资本经营预算拨款收入 国有资本经营预算收入",
    "income_special": "财政专户管理资金收入",
    "income_other": "其他收入",
}  # fmt: skip
#: Names of lines that also occur within longer names; a number right behind them may be of a part.
_LOOSE_SUBJECTS: dict[str, str] = {
    "spending": "支出 各项支出 收支支出 财政支出",
    "income": "收入 各项收入",
    "basic": "基本支出",
    "basic_staff": "人员经费 人员经费支出 人员支出",
    "basic_operating": "公用经费 公用经费支出 日常公用经费 日常公用经费支出 公用支出",
    "project": "项目支出",
    "three_public": "三公经费 “三公”经费 三公经费支出 “三公”经费支出 \"三公\"经费 「三公」经费",
    "abroad": "因公出国（境）费 因公出国(境)费 因公出国境费 因公出国（境）费用 因公出国(境)费用 出国经费 因公出国（境）经费",
    "vehicle_purchase": "公务用车购置费 公务用车购置 公车购置费",
    "vehicle_running": "公务用车运行维护费 公务用车运行费 公车运行维护费 公车运行费 公务用车运行维护费用",
    "reception": "公务接待费 公务接待费用 公务接待",
}  # fmt: skip

_LISTS: dict[str, str] = {
    "established": "编制 编制数 编制人数 编制人员 编制总数 核定编制 核定编制数 人员编制 人员编制数 实有编制 实有编制数 编制核定人数 机构编制部门核定人数 总编制",
    "serving": "在职 在职人数 在职人员 在职职工人数 在职在编 在职在编人员 在编在职 在编在职人员 在职干部职工 实有人数 实有在职 实有在职人员 年末在职 "
    "年末在职人数 年末在职人员 现有在职人员 在职实有 在职人员数 在职实有人数 在岗在职人员",
    "retired": "离退休 离退休人数 离退休人员 离退休干部 离退休干部职工 离退休职工 离退休人员数 离退休老同志",
    "divisions": "内设机构 内设科室 内设股室 内设部门 内设部室 内设处室 内设部（室）",
    "subunits": "下属单位 下属预算单位 二级预算单位 下属二级预算单位 所属单位 所属预算单位 下属事业单位 下属机构 直属单位 直属事业单位 所属事业单位",
    "duties": "主要职责 部门职责 主要职能 部门主要职责 工作职责",
    "tasks": "重点工作任务 重点任务 年度重点工作任务 年度重点任务 重点工作 年度重点工作",
    "goals": "整体绩效目标 部门整体绩效目标 绩效目标 年度绩效目标 年度整体绩效目标 整体目标 年度目标 总体绩效目标 部门绩效目标",
    "level1": "一级指标 一级绩效指标", "level2": "二级指标 二级绩效指标", "level3": "三级指标 三级绩效指标",
    "projects": "重点任务项目 重点项目 重点支出项目 重点任务项目支出",
    "evidence": "佐证材料 佐证资料 佐证文件",
}  # fmt: skip
_LOOSE_LISTS: dict[str, str] = {
    "retired": "退休 退休人员 退休干部",
    "divisions": "科室 部室 股室 处室", "duties": "职责 职能", "tasks": "工作任务 任务", "goals": "目标任务",
    "indicators": "绩效指标 评价指标 绩效评价指标", "projects": "项目",
    "problems": "存在的主要问题 主要问题 存在问题 存在的问题 突出问题 问题", "measures": "改进措施 下一步改进措施 整改措施 措施",
}  # fmt: skip

_WORDS: dict[Role, str] = {
    Role.CURRENT: "该项目 本项目 此项目 上述项目 该项 该项目经费 项目总体 项目整体",
    Role.NEUTRAL: "对照评价标准 对照评分标准 按照评分标准 按照评价标准 根据评分标准 根据评价标准 依据评分标准 依据评价标准 对照评分细则 年度 本年度 本年 年初 年中 年中追加后 全年 当年 年内 财政 单位 收支 绩效 绩效自评 绩效评价 自我评价 整体 总体 综合 综合评价 评价 总计 合计 累计 共计 总额 金额 资金 项目资金 "
    "预算执行 执行 情况 完成情况 执行情况 收支情况 涉及 规模 数 数额 数量 人数 人员 总数 为 是 的 了 达 达到 到 至 约为 共有 计 均为 即 已 均 实际 由 从 经 按 按照 根据 在 "
    "以 及 和 与 并 且 也 还 又 则 故 因此 故此 所以 据此 从而 综上 综上所述 其 其值 其数 最终 最后 最终为 结果 结果为 得出 得到 确定 确定为 核定 核定为 定为 认定 认定为 判定为 评定为 批复 "
    "批复的 下达 安排 安排了 落实 支付 拨付 到位 使用 发放 现有 现 目前 截至年末 年末 年底 截至年底 截至 末 止 时 有 等 等于 主要 具体 相应 对应 指标体系 指标 自评结果 "
    "财政拨款 财政资金 资金总额 总金额 数为 数是 我 本 分 人民币 实现 完成 收支预算 部门预算 部门收支 整体收支 财务 财务决算 决算 年终 经自评 自评 自评结论 通过 对照 汇总 经汇总 经核算 "
    "经测算 经统计 据统计 统计 测算 核算 计算 显示 看 来看 从评价情况来看 从执行情况看 从结果看 分数 分值合计 得分为 表现 部分 方面 也就是 记为 计为 约 近 将近 接近 超过 逾 "
    "不足 不到 大约 突破 左右 较好 良好 总体情况 提升至 提高到 仅 仅为 只 只有 高达 已达 已达到 实有 名义 左右为 个 项 干部职工 工作人员 干部 职工人数 并且 同时 其余额 下设 体系 "
    "情况看 本次 本轮 此次 这次 对 把 将 被 予以 给予 属 属于 档 级 因 由于 预算编制",
    Role.DONE: "完成 完成了 实现 实现了 达标 推进 落实了 解决 开展 开展了 实施 实施了 组织 组织了 统筹推进 围绕 聚焦 办结 抓好 做好",
    Role.TOTAL: "设定 设定了 确立 对应 共 共设 共设置 共设有 设 设有 设置 设置了 设立 设立了 下设 内设 包括 包含 分为 分解为 细化为 细化 明确 明确了 制定 制定了 编制了 提出 提出了 共有 现有 共计 合计 总计 确定 确定了 "
    "拥有 下辖 列出 列明 上传 上传了 梳理 梳理出 查找出 形成 共形成 填报 分设 共分 承担 承担着 履行 归纳为 归集 上述 前述",
    Role.ALL: "全部 均 均已 都 都已 总体 整体 基本 皆",
    Role.PLAN: "计划 计划数 计划为 目标值 年度目标值 年初目标值 指标值 年度指标值 预期值 预期 年度计划 计划值 应 拟 目标 目标为 年初设定 年初按 计划目标 原计划 年初计划 既定目标",
    Role.LAST: "上年 上年度 去年 上一年 上一年度",
    Role.PART: "其中 当中",
    Role.RESPECTIVELY: "分别为 分别是 分别达 分别 依次为 分别达到",
    Role.PER: "人均 人均成本 人均支出 人均补助 每人 每名 每户 每位 每人每年 户均 平均 平均每人",
    Role.OTHER: "财政评价 财政绩效评价 财政局 财政部门 财政复核 财政审核 重点评价 重点绩效评价 第三方 复核 审计 评审 工作组 分中心 经费 专项 专项资金 中心 公司 企业 学校 医院 街道 社区 村 镇 基金 课题 工程 活动 补助 补贴 津贴 慰问金 奖金 奖励 费用 费 款 培训 会议 车辆编制 车辆 公务用车编制 公务用车 行政编制 "
    "事业编制 工勤编制 机关编制 参公 在职职工 在职培训 在职教育 在职党员 职工满意 考核 年度考核 案卷 质量 空气质量 信用 满意度 全市 全省 全国 全区 全县 全镇 各单位 各部门 兄弟单位 "
    "其他单位 其他部门 上级 下级 市级 省级 中央 彩票公益金 转移支付 上级资金 政府采购 采购 资产 合同 工资 课程 机构 个人 银行 服务对象 产出指标 效益指标 数量指标 质量指标 时效指标 "
    "成本指标 满意度指标 社会效益 经济效益 收益 贷款 捐赠 党建 党费 罚款 项目库 工程款 债券 税 非税 水电 维修 物业 租金 外聘 临聘 聘用 编外 合同制 劳务派遣 退役 遗属 评议 测评 测评等次 "
    "党员 团员 女职工 会员 委员",
    Role.RULE: "每低于 每超过 每少 每多 每增加 每减少 每出现 每降低 扣完为止 不得分 计满分 得满分 评分区间 评分标准 计分标准 计分 得分区间 等级划分 分值区间 评价标准 赋分 计分规则 预计 力争 争取 假如 若 如果 如未 倘若 明年 下年 下一年 下年度 次年 来年 下一步 拟投入 拟安排 将达到",
    Role.BLOCK: "同比 环比 增长 下降 增加 增加了 减少 减少了 提高 提高了 降低 降低了 上升 上升了 较 比 相比 比上年 较上年 比去年 较去年 比年初 占 占比 比重 比例 差额 相差 差 超出 节约 节省 "
    "要求 标准值 不低于 不少于 不超过 不高于 至少 最多 其余 剩余 另 另有 新增 个别 部分 每 每个 首批 第一批 一季度 二季度 三季度 四季度 前三季度 第一季度 第二季度 "
    "第三季度 第四季度 季度 上半年 下半年 前半年 截至目前 月份 半年 如 例如 去世 未 未能 没有 不 尚 上年结转 上年结余 年初结转 年初结余 结转资金 往年 历年 近年 近三年 "
    "到2025年 缺 缺少 空缺 缺编 超编 退出 取消 抽取 抽查 选取 随机 用于 中的 之 目标的 计划的 年初预算的 完成年初预算的 占年初预算的 以上 以下 扣分的 "
    "未完成的 家属 子女 完成年初预算 每期 每场 每次 每季 每月 拆分 当月 当日 当天 期间",
}  # fmt: skip


def _table() -> dict[str, Term]:
    """Every word once; where a word stands in two tables, the later and surer one holds."""
    terms: dict[str, Term] = {}

    def add(table: dict[Any, str], make: Callable[[Any], Term]) -> None:
        for key, words in table.items():
            terms.update(dict.fromkeys(words.split(), make(key)))

    add(_WORDS, Term)
    add(_LOOSE_LISTS, lambda name: Term(Role.ASPECT, name, "dept", False))
    add(_LISTS, lambda name: Term(Role.ASPECT, name, "dept"))
    add(_LOOSE, lambda name: Term(Role.ASPECT, name, "", False))
    add(_FIRM, lambda name: Term(Role.ASPECT, name))
    add(_LOOSE_SUBJECTS, lambda name: Term(Role.SUBJECT, "", name, False))
    add(_SUBJECTS, lambda name: Term(Role.SUBJECT, "", name))
    terms.update({f"绩效{word}": terms[word] for word in _FIRM["score"].split() if word.startswith("自")})
    add(_WITH_SUBJECT, lambda names: Term(Role.ASPECT, names[1], names[0]))
    return terms


TERMS = _table()
#: Lines and totals of the budget.
LINES = frozenset((*_SUBJECTS, *_LOOSE_SUBJECTS)) - {"dept"}


#: A word as it is written, and what it is.
Word = tuple[str, Term]


class Lexicon:
    """Words to look up in a text, the longest first, by the two characters they begin with."""

    def __init__(self, terms: dict[str, Term]) -> None:
        self.index: dict[str, list[Word]] = {}
        for word in sorted(terms, key=len, reverse=True):
            self.index.setdefault(word[:2], []).append((word, terms[word]))

    def within(self, text: str) -> dict[int, Word]:
        """The longest word that begins at each place of the text."""
        index = self.index
        pairs = [*map(add, text, text[1:]), text[-1:]]
        if index.keys().isdisjoint(pairs) and index.keys().isdisjoint(text):
            return {}
        places = [at for at, pair in enumerate(pairs) if pair in index or text[at] in index]
        found = ((at, self._at(text, at, pairs[at])) for at in places)
        return {at: word for at, word in found if word is not None}

    def _at(self, text: str, start: int, pair: str) -> Word | None:
        for found in self.index.get(pair, ()):
            if text.startswith(found[0], start):
                return found
        single = self.index.get(pair[:1])
        return single[0] if single else None


STATIC = Lexicon(TERMS)
