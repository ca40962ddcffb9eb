"""Charts in templates: `{% chart_figure chart %}` on pages, `{% chart_pdf frozen %}` in PDFs."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dco_portal import charts

register = template.Library()


def _chart(given: charts.Chart | Mapping[str, Any]) -> charts.Chart:
    return given if isinstance(given, charts.Chart) else charts.thaw(given)


@register.inclusion_tag("components/chart.html")
def chart_figure(
    chart: charts.Chart | Mapping[str, Any],
    src: str = "",
    heading: bool = True,
    compact: bool = False,
) -> dict[str, Any]:
    """The chart as a figure with its words and its data table, for a page.

    `chart` is a chart or a frozen one. `src` is the address that serves it (`?narrow=1` asks for the
    drawing for small screens); without one it is written into the page. `heading=False` leaves out the title,
    `compact` draws it for a narrow column on every screen.
    """
    found = _chart(chart)
    header, rows = charts.table(found)
    narrow = f"{src}?narrow=1" if src else charts.uri_of(charts.kept(found, narrow=True))
    wide = src or ("" if compact else charts.uri_of(charts.kept(found)))
    return {
        "chart": found,
        "wide": narrow if compact else wide,
        "narrow": narrow,
        "columns": [{"label": label, "numeric": place > 0} for place, label in enumerate(header)],
        "rows": [
            {"cells": [{"text": text, "name": place == 0} for place, text in enumerate(row)]}
            for row in rows
        ],
        "heading": heading,
    }


@register.simple_tag
def chart_pdf(frozen: charts.Chart | Mapping[str, Any]) -> SafeString:
    """The chart as an <img> with its words as alternative text, for a PDF: tagged there as a figure."""
    chart = _chart(frozen)
    return format_html('<img class="chart" src="{}" alt="{}">', charts.data_uri(chart), chart.alt)


@register.simple_tag
def chart_table(frozen: charts.Chart | Mapping[str, Any]) -> dict[str, Any]:
    """The chart's data for a table: {"header": texts, "rows": lists of texts}."""
    header, rows = charts.table(_chart(frozen))
    return {"header": header, "rows": rows}
