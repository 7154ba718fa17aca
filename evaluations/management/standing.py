"""Whose facts a report read from a file becomes: department and campaign from the database, or defaults without one."""

from pathlib import Path

from django.core.management.base import CommandError

from evaluations.domain.facts import CampaignFacts, DepartmentFacts
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.domain.report_template import ReportTemplateFacts

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
SYSTEM = REFERENCE / "index_systems" / "huadu-2022.json"
TEMPLATE = REFERENCE / "report_templates" / "huadu-2022.json"


def standing_for(code: str, name: str, year: int) -> tuple[DepartmentFacts, CampaignFacts]:
    """The department with that budget code and its campaign of the year; without a code, what the report says.

    Raises CommandError for a code that no department, or more than one, has.
    """
    if not code:
        return DepartmentFacts(code="", name=name, region=""), default_campaign(year)
    from accounts.models import Department  # noqa: PLC0415 - without a code no database is needed
    from evaluations.models import Campaign  # noqa: PLC0415
    from evaluations.queries import campaign_facts, department_facts  # noqa: PLC0415

    found = list(Department.objects.filter(code=code).select_related("region"))
    if len(found) != 1:
        raise CommandError(f"预算代码 {code} 对应 {len(found)} 个部门，应为 1 个。")
    own = found[0]
    department = department_facts(own, own.region)
    campaigns = list(Campaign.objects.filter(region=own.region, year=year))
    return department, campaign_facts(campaigns[0]) if len(campaigns) == 1 else default_campaign(year)


def default_campaign(year: int) -> CampaignFacts:
    """A campaign of that year with the index system and template that come with the product."""
    system = IndexSystemFacts.model_validate_json(SYSTEM.read_bytes())
    return CampaignFacts(
        year=year,
        name=f"{year}年度部门整体支出绩效自评",
        template=ReportTemplateFacts.model_validate_json(TEMPLATE.read_bytes()),
        **system.stated(),
    )
