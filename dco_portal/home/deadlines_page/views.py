"""The calculator and the index of rules: public, read only, nothing stored."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dco_portal.deadlines import UnknownRule, compute, rules
from dco_portal.deadlines.index import as_csv
from dco_portal.deadlines.rules import Kind

from . import presenter
from .forms import DatesForm, RuleForm

ANY_DAY = rules.model.SEND_LAW_FROM


@require_safe
@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """Choose a rule, give its dates, read the answer; the address can be shared."""
    code = request.GET.get("rule")
    try:
        rule = rules.get(code) if code else None
    except UnknownRule:
        rule = None
    if rule is None:
        form = RuleForm(request.GET if code is not None else None)
        return render(request, "home/deadlines.html", {"form": form})
    context = {"rule": rule, "about": presenter.about(rule), "crumbs": presenter.crumbs()}
    if rule.kind is Kind.DUTY_WITHOUT_PERIOD:
        found = compute(rule.code, ANY_DAY)
        return render(
            request, "home/deadlines_rule.html", {**context, "answer": presenter.answer(found)}
        )
    asked = any(name != "rule" for name in request.GET)
    dates = DatesForm(rule, request.GET if asked else None)
    if asked and dates.is_valid() and dates.found:
        context["answer"] = presenter.answer(dates.found)
    return render(request, "home/deadlines_rule.html", {**context, "form": dates})


@require_safe
@login_not_required
def rules_index(request: HttpRequest) -> HttpResponse:
    """Every rule in words, by part of the law."""
    areas = [
        {"name": area.value, "rows": [presenter.index_row(rule) for rule in found]}
        for area, found in rules.by_area().items()
    ]
    return render(
        request,
        "home/deadlines_rules.html",
        {
            "areas": areas,
            "columns": presenter.INDEX_COLUMNS,
            "count": len(rules.ALL),
            "crumbs": presenter.crumbs(),
        },
    )


@require_safe
@login_not_required
def rules_csv(request: HttpRequest) -> HttpResponse:
    """Every rule as CSV."""
    response = HttpResponse(as_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="statutory-deadlines.csv"'
    return response
