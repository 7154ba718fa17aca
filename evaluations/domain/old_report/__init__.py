"""Reading a finished report of an earlier year: what it says, where it says so, and what was not understood."""

from evaluations.domain.old_report.facts import facts_of
from evaluations.domain.old_report.found import Confidence, Item, Missed, Source, Target
from evaluations.domain.old_report.reading import OldReport, read_old_report

__all__ = ["Confidence", "Item", "Missed", "OldReport", "Source", "Target", "facts_of", "read_old_report"]
