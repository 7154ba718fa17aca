"""The demo's people: one table for seeding, for `make run` to print, and for the tests."""

from dataclasses import dataclass

from accounts.roles import Role

PASSWORD = "huadu-demo-2022"  # known to all; seed_demo refuses production


@dataclass(frozen=True)
class DemoAccount:
    """A login with its person, role, place and purpose."""

    username: str
    name: str
    role: Role
    department: str
    purpose: str


UNION, CPPCC, FEDERATION = "113001", "103001", "126001"
DEPARTMENTS = (
    (UNION, "广州市花都区总工会", "花都区总工会"),
    (CPPCC, "政协广州市花都区委员会", "花都区政协"),
    (FEDERATION, "广州市花都区残疾人联合会", "花都区残联"),
)
ACCOUNTS = (
    DemoAccount("gonghui", "李文静", Role.PREPARER, UNION, "花都区总工会填报人：看一份已审核通过的自评"),
    DemoAccount("gonghui-fzr", "陈志强", Role.LEADER, UNION, "花都区总工会负责人：审签报送"),
    DemoAccount("zhengxie", "黄晓敏", Role.PREPARER, CPPCC, "花都区政协填报人：继续填报一份草稿"),
    DemoAccount("zhengxie-fzr", "刘国华", Role.LEADER, CPPCC, "花都区政协负责人：审签报送"),
    DemoAccount(
        "canlian", "周敏", Role.PREPARER, FEDERATION, "花都区残联填报人：处理被退回的自评，答复审核意见"
    ),
    DemoAccount("canlian-fzr", "何建平", Role.LEADER, FEDERATION, "花都区残联负责人：审签报送"),
    DemoAccount("shenhe", "林晓东", Role.REVIEWER, "", "财政审核人（全区）：审核、退回、通过"),
    DemoAccount("shenhe2", "吴倩", Role.REVIEWER, FEDERATION, "财政审核人（只负责区残联）"),
    DemoAccount("caizheng", "赵明", Role.MANAGER, "", "财政绩效管理员：自评任务、延期、基础数据"),
    DemoAccount("shenji", "孙丽", Role.AUDITOR, "", "审计员：只读全部自评和操作日志"),
    DemoAccount("xitong", "郑伟", Role.SYSTEM_ADMIN, "", "系统管理员：只管账号，看不到自评"),
)
