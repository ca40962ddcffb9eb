"""Data to SVG: the one place that knows the charting library. Used alike by pages and PDFs.

    chart = Chart(title="Advice in six weeks", kind="line", periods=["Jan 2026"], unit="%",
                  series=[Series("Within six weeks", [62]), Series("Target", [90], role="target")])
    svg(chart)            bytes, drawn once in this process
    kept(chart)           the same, from Django's cache where it is there
    data_uri(chart)       for a PDF
    table(chart)          (header, rows) of text
    freeze(chart), thaw(frozen)

In templates: `{% load charts %}{% chart_figure chart %}` on pages, `{% chart_pdf frozen %}` in PDFs.
The library is loaded when the first chart is drawn: it is large, and most processes never draw.
"""

import base64

from dco_portal.charts.shape import (
    VERSION,
    Chart,
    Kind,
    Role,
    Series,
    digest,
    freeze,
    month,
    table,
    thaw,
)

__all__ = [
    "VERSION", "Chart", "Kind", "Role", "Series", "data_uri", "digest", "freeze", "kept", "month", "svg", "table", "thaw",
]  # fmt: skip


def svg(chart: Chart, *, narrow: bool = False) -> bytes:
    """The picture, the same bytes for the same chart; `narrow` for screens of 320 px."""
    from dco_portal.charts import drawing

    return drawing.draw(chart, narrow)


def kept(chart: Chart, *, narrow: bool = False) -> bytes:
    """The picture from the cache, drawn and put there where it is not; drawn too where the cache is away."""
    from dco_portal.charts import keeping

    return keeping.kept(chart, narrow)


def data_uri(chart: Chart, *, narrow: bool = False) -> str:
    """The picture as a `data:` URL, the only kind a PDF may refer to."""
    return uri_of(svg(chart, narrow=narrow))


def uri_of(picture: bytes) -> str:
    """SVG bytes as a `data:` URL."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture).decode()
