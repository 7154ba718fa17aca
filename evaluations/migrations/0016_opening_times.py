"""When the evaluations that are there were opened: the log has it; without a log, the day the campaign began."""

from datetime import datetime, time
from typing import Any

from django.db import migrations
from django.utils.timezone import make_aware


def fill(apps: Any, schema_editor: Any) -> None:
    """Takes the time of the log's first row of each evaluation."""
    evaluations, log = (apps.get_model("evaluations", name) for name in ("SelfEvaluation", "ChangeLog"))
    made = log.objects.filter(table_name="evaluations_selfevaluation", operation="INSERT")
    opened = dict(made.order_by("-pk").values_list("evaluation_id", "at"))
    for row in evaluations.objects.select_related("campaign"):
        at = opened.get(row.pk) or make_aware(datetime.combine(row.campaign.opens_on, time.min))
        evaluations.objects.filter(pk=row.pk).update(opened_at=at)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0015_inbox")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
