"""Charts in templates."""

from django import template

from reports.domain.charts import Drawing, draw
from reports.domain.document import Chart

register = template.Library()


@register.filter
def drawn(chart: Chart) -> Drawing:
    """The chart as positions and words for SVG."""
    return draw(chart)
