"""The way into the desk: what is kept here, with what is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common.errors import NotAllowed
from dco_portal.practice import queries, rules
from dco_portal.practice.models import Concern, Heard, Session


@require_safe
def desk(http: HttpRequest) -> HttpResponse:
    """The doors this person may go through."""
    cards = []
    if rules.can_keep(http.user):
        cards = [
            ("Training and drop-ins", "practice:training", "Sessions, places, attendance and certificates.", Session.objects.kept_by(http.user).filter(state="open").count(), "open for booking"),
            ("Who was trained", "practice:coverage", "Training taken up by every provider and school.", None, ""),
            ("Concerns about services", "practice:concerns", "Raised with partners, with action and outcome.", Concern.objects.visible_to(http.user).exclude(state="closed").count(), "open"),
            ("Engagement", "practice:engagement", "Meetings with families and young people: you said, we did.", Heard.objects.visible_to(http.user).filter(state="heard").count(), "not answered"),
        ]  # fmt: skip
    elif rules.can_book(http.user):
        cards = [
            ("Training and drop-ins", "practice:training", "Book places for your organisation.", queries.offered(http.user).count(), "to book"),
            ("Our bookings", "practice:bookings", "Places, materials and certificates.", queries.own_bookings(http.user).exclude(state="cancelled").count(), "places"),
        ]  # fmt: skip
    if rules.can_keep_plans(http.user):
        cards.append(("Healthcare plans", "practice:plans", "Individual healthcare plans of your school.", queries.plans(http.user, "in_use").count(), "in use"))  # fmt: skip
    if not cards:
        raise NotAllowed(
            "This desk is for the DCO team, schools, health providers and authorities."
        )
    rows = [
        {"title": title, "url": reverse(name), "text": text, "count": count, "unit": unit}
        for title, name, text, count, unit in cards
    ]
    return render(http, "practice/desk.html", {"cards": rows})
