"""示例: a good text for every narrative field, of an invented library; shown beside the fields and printed in 填报手册.

By the name that rules give a field: "field", or "row set.field". Numbers of the tables stand as tokens («执行率»), as a
form shows those that are bound to their source. No sentence is taken from a report.
"""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "nature": "区图书馆是区文化广电旅游体育局所属的公益一类事业单位，负责全区公共图书服务，指导镇（街）分馆和农家书屋。",
    "duties.text": "收藏、整理和保护图书、报刊、地方文献，向社会公众免费开放借阅。",
    "overview": "全年以“家门口的图书馆”为主线，把新增经费用在镇街分馆和流动服务上，同时完成旧馆藏数字化，做好老人和儿童的阅读服务。",
    "tasks.text": "在还没有分馆的镇街建成分馆，配齐图书和自助借还设备，与总馆通借通还；开馆后每周开放不少于四十八小时，由总馆派人指导三个月。",
    "adjustment_reason": "全年预算由«支出合计.年初预算数»调整为«支出合计.全年预算数»。年中按区政府常务会议决定追加两个分馆的设备购置费；另因一名职工调离，调减人员经费。两项都已办理调整手续。",
    "execution_reason": "执行率为«执行率»。分馆书架采购第一次招标只有两家投标而流标，重新招标后十二月才签合同，尾款按合同约定在次年验收后支付，已办理结转。其余项目都按计划支付完毕。",
    "thrift_measures": "修订差旅和接待办法，会议优先使用本单位场地；公务用车定点加油、单车核算；办公设备先调剂后购置。全年没有新建、改扩建办公用房。",
    "goals.expected": "建成分馆四个并对外开放，新增藏书两万册；镇街读者不必进城就能借到总馆的书，年度借阅量比上年增长百分之五。",
    "goals.achieved": "四个分馆在九月底前全部开放，比计划早一个月；新增藏书两万一千册，与总馆通借通还。全年借阅量比上年增长百分之七，其中分馆占三成。",
    "indicators.target_text": "分馆管理制度健全，开放时间、借阅规则和安全责任都有书面规定",
    "indicators.actual_text": "四个分馆都制定了开放、借阅和安全三项制度并上墙公示；其中一个分馆的消防演练记录不全，已补做。",
    "indicators.deduction_reason": "计划举办讲座三十场，实际二十七场。八月连续暴雨，三场户外讲座取消，当年没有补办，按完成比例扣分。",
    "indicators.corrective_measures": "下年讲座计划避开汛期，每场都定好室内备用场地；由活动部每季度核对一次场次，落后的当季补上。",
    "projects.adjustment_reason": "年初按三个分馆测算。六月区里同意再建一个，追加设备和图书经费，追加文件见佐证材料。",
    "projects.work_done": "项目用于分馆装修、设备和图书。三月完成选址和设计，六月完成招标，九月四个分馆全部验收开放。设备和图书按合同价结算，比预算节约，节约部分已由财政收回。开放后由总馆每月检查一次，读者意见当月答复。",
    "projects.deduction_reason": "一个分馆因产权手续延后两周开放，时效指标按评分办法扣分；其余指标都已完成。",
    "project_indicators.target_text": "设备安装后运行稳定，故障当日修复",
    "project_indicators.actual_text": "全年报修十一次，其中十次当日修复；一次因等待配件用了三天，期间启用人工借还。",
    "project_indicators.deduction_reason": "自助借还机故障有一次三天才修复，没有达到“当日修复”的要求，按部分达成给分。",
    "project_indicators.corrective_measures": "与供应商约定常用配件存放在总馆，下年维保合同写明超时扣款。",
    "management": "年初把整体绩效目标分解到各部室，共«三级指标数»项三级指标，每项有负责人。年中按财政要求开展一次运行监控，对进度落后的采购项目每周跟踪。年末成立由馆长任组长的自评小组，各部室先填写并提供佐证，财务室核对数据，馆务会集体审定。",
    "narrative": "预算编制与年度工作计划一致，调整都有依据。资金按用途使用，执行率«执行率»，采购和支付手续齐全。«重点工作任务数»项重点工作都已完成或基本完成，分馆开放后镇街借阅量明显上升，读者满意度达到目标。不足主要在讲座场次和一项采购进度，已列入改进措施。",
    "last_measures.note": "采购计划提前到一月申报已经做到，但其中一个项目因需求变更重新论证，五月才招标。下年在编预算时同步完成论证。",
    "problems.text": "采购项目启动晚，年末支付集中，四季度支出占全年的四成。",
    "problems.cause": "需求论证放在预算批复之后才开始，招标文件反复修改；部室之间没有统一的采购时间表。",
    "measures.text": "编制预算时同步完成采购需求论证，一月底前报出全年采购计划；由财务室按月通报支付进度，六月底未启动的项目由馆务会研究调剂。责任部门：财务室；完成时间：次年六月。",
}  # fmt: skip
