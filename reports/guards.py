"""What the database refuses for issued reports and stamped scans: they are added, for what is approved, and nothing else."""

from collections.abc import Iterator

from evaluations.models import SelfEvaluation, Submission
from evaluations.triggers.specification import APPEND_ONLY
from evaluations.triggers.table import INSERT, Refusal, Table
from reports.models import IssuedReport, StampedReport

EVALUATIONS = SelfEvaluation._meta.db_table
SUBMISSIONS = Submission._meta.db_table
ISSUED = IssuedReport._meta.db_table


def tables() -> Iterator[Table]:
    """The guarded tables of this app."""
    its_round = (
        f"EXISTS (SELECT 1 FROM {EVALUATIONS} WHERE id = NEW.evaluation_id"
        " AND status = 'approved' AND round = NEW.round)"
    )
    its_facts = (
        f"EXISTS (SELECT 1 FROM {SUBMISSIONS} WHERE evaluation_id = NEW.evaluation_id"
        " AND round = NEW.round AND sha256 = NEW.facts_sha256)"
    )
    forged = (
        Refusal(f"NOT {its_round}", "只能为审核通过的那一轮签发报告。"),
        Refusal(f"NOT {its_facts}", "签发的报告与报送时冻结的数据不符。"),
    )
    yield Table(IssuedReport, "{row}.evaluation_id", APPEND_ONLY | {INSERT: forged})
    evaluation = f"(SELECT evaluation_id FROM {ISSUED} WHERE id = {{row}}.issued_id)"
    yield Table(StampedReport, evaluation, APPEND_ONLY)
