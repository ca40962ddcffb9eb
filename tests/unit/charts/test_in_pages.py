"""Charts on pages and in PDFs: alternative text, table, tags, and a cache that may be away."""

import copy
import io
from pathlib import Path

import pikepdf
import pytest
from django.core.cache import cache
from django.template import Context, Template

from dco_portal import charts
from dco_portal.charts import keeping
from dco_portal.documents import pdf, tagging
from tests import pdf_text

CHART = charts.Chart(
    "Advice on time", "line", ["Jan 2026", "Feb 2026"], unit="%",
    series=[charts.Series("Within six weeks", [40, 52]), charts.Series("Target", [90, 90], "target")],
)  # fmt: skip


@pytest.fixture
def memory(settings):
    """A cache in this process: unit tests have no database."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def page(source: str, **context) -> str:
    return Template("{% load charts %}" + source).render(Context(context))


def test_figure_has_words_table_and_two_drawings(memory):
    text = page('{% chart_figure chart src="/chart.svg" %}', chart=CHART)
    assert 'src="/chart.svg"' in text and 'srcset="/chart.svg?narrow=1"' in text
    assert f'alt="{CHART.alt}"' in text
    assert "<figcaption" in text and "52%" in text and "The figures of this chart" in text
    inline = page("{% chart_figure chart heading=False %}", chart=charts.freeze(CHART))
    assert inline.count("data:image/svg+xml;base64,") == 2 and "<figcaption" not in inline


def test_pdf_tags_the_chart_as_a_figure_with_its_words(settings, tmp_path: Path):
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "chart.html").write_text(
        '{% extends "pdf/base.html" %}{% load charts %}{% block content %}{% chart_pdf frozen %}'
        '{% chart_table frozen as data %}{% include "pdf/components/table.html" with caption="Figures" headings=data.header rows=data.rows row_headings=True %}{% endblock content %}'
    )
    changed = copy.deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [*changed[0]["DIRS"], tmp_path]
    settings.TEMPLATES = changed
    made = pdf.render("pdf/chart.html", {"title": "Report", "frozen": charts.freeze(CHART)})
    with pikepdf.open(io.BytesIO(made)) as document:
        assert tagging.faults(document) == []
        figures = [
            o
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
        assert [str(figure.Alt) for figure in figures] == [CHART.alt]
        fonts = {
            str(o.BaseFont)
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
    assert any("Noto-Sans" in font or "NotoSans" in font or "DejaVu" in font for font in fonts)
    text = pdf_text.text(made)
    assert "Target 90%" in text and "52%" in text and "Jan 2026" in text


def test_kept_draws_once(memory, monkeypatch):
    first = charts.kept(CHART)
    monkeypatch.setattr(charts, "svg", lambda *_, **__: pytest.fail("it was drawn again"))
    assert charts.kept(CHART) == first
    assert keeping.key(CHART, True) != keeping.key(CHART, False)
    assert "Advice" not in keeping.key(CHART, False)


class _Away:
    def get(self, key):
        raise ConnectionError("the cache is away")

    set = get


def test_kept_draws_when_the_cache_is_away(monkeypatch, caplog):
    monkeypatch.setattr(keeping, "cache", _Away())
    assert charts.kept(CHART) == charts.svg(CHART)
    assert "cache not read (ConnectionError" in caplog.text


class _Full(_Away):
    def get(self, key):
        return None

    def set(self, key, value, timeout):
        raise ConnectionError("the cache is full")


def test_kept_draws_when_the_cache_takes_nothing(monkeypatch, caplog):
    monkeypatch.setattr(keeping, "cache", _Full())
    assert charts.kept(CHART) == charts.svg(CHART)
    assert "cache not written (ConnectionError" in caplog.text
