"""The calculator and the index of rules: public, read only, nothing stored."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.deadlines import Rule, UnknownRule, compute, rules
from dco_portal.deadlines.index import as_csv
from dco_portal.deadlines.rules import Kind

from . import presenter
from .forms import DatesForm, RuleForm

ANY_DAY = rules.model.SEND_LAW_FROM


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """Choose a rule, give its dates, read the answer; the address can be shared.

    A rule that starts with a date of birth takes its dates by POST alone: no birthday in an address.
    """
    rule = _rule(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST" and (rule is None or not presenter.by_post(rule)):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if rule is None:
        form = RuleForm(request.GET if "rule" in request.GET else None)
        return render(request, "home/deadlines.html", {"form": form})
    context = {"rule": rule, "about": presenter.about(rule), "crumbs": presenter.crumbs()}
    if rule.kind is Kind.DUTY_WITHOUT_PERIOD:
        context["answer"] = presenter.answer(compute(rule.code, ANY_DAY))
        return render(request, "home/deadlines_rule.html", context)
    dates = DatesForm(rule, _dates(request, rule))
    if dates.is_bound and dates.is_valid() and dates.found:
        context["answer"] = presenter.answer(dates.found)
    context |= {"form": dates, "by_post": presenter.by_post(rule)}
    return render(request, "home/deadlines_rule.html", context)


def _rule(given: QueryDict) -> Rule | None:
    code = given.get("rule")
    try:
        return rules.get(code) if code else None
    except UnknownRule:
        return None


def _dates(request: HttpRequest, rule: Rule) -> QueryDict | None:
    """The dates that were given the way this rule takes them; None when there are none yet."""
    if presenter.by_post(rule):
        return request.POST if request.method == "POST" else None
    return request.GET if any(name != "rule" for name in request.GET) else None


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
