"""What every page's frame shows: navigation, who is signed in, unread count, footer.

All of it is lazy: a page that shows no frame, or an anonymous visitor on a public page, costs no query.
Only pages that exist are linked: an entry whose URL name does not resolve is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.roles import ROLES


@dataclass(frozen=True)
class Page:
    """A page the frame may link: its label, URL name and who sees the link (None: everybody signed in)."""

    label: str
    name: str
    needs: frozenset[P] | None = None


@dataclass(frozen=True)
class Link:
    """A link as drawn. `current` is "page" on the page itself, "true" below it, else ""."""

    label: str
    url: str
    current: str = ""


SIGNED_IN = (
    Page("Worklist", "home:worklist"),
    Page("Health advice", "ehcp:list", frozenset({P.SEE_CHILDREN})),
    Page("Children", "children:search", frozenset({P.SEE_CHILDREN})),
    Page("Under-5s notifications", "referrals:list", frozenset({P.NOTIFY_UNDER_FIVE, P.REQUEST_ADVICE, P.TRIAGE, P.ALLOCATE})),
    Page("Enquiries", "enquiries:list", frozenset({P.ASK_DCO, P.TRIAGE})),
    Page("Local Offer", "local_offer:desk", frozenset({P.EDIT_LOCAL_OFFER, P.OWN_LISTING})),
    Page("Local Offer coverage", "local_offer:health", frozenset({P.TRIAGE})),
    Page("Improvement plans", "inspections:plans", frozenset({P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS})),
    Page("My plan actions", "inspections:my-actions", frozenset({P.UPDATE_ACTIONS})),
    Page("Boards", "inspections:boards", frozenset({P.MANAGE_PLANS, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS})),
    Page("Inspections", "inspections:desk", frozenset({P.RUN_INSPECTION})),
    Page("Check lists", "inspections:list-checks", frozenset({P.CHECK_LISTS})),
    Page("Practice", "practice:desk", frozenset({P.KEEP_PRACTICE, P.BOOK_TRAINING, P.KEEP_HEALTHCARE_PLANS})),
    Page("Commissioning gaps", "gaps:log", frozenset({P.SEE_GAPS})),
    Page("Guidance", "pages:desk", frozenset({P.EDIT_PAGES})),
    Page("How services do", "home:assurance", frozenset({P.SEE_ASSURANCE})),
    Page("People", "accounts:people", frozenset({P.INVITE})),
    Page("DCO rota", "accounts:rota", frozenset({P.MANAGE_PLACES})),
    Page("Local policy", "organisations:policies", frozenset({P.MANAGE_SETTINGS})),
    Page("Audit", "home:audit", frozenset({P.SEE_AUDIT})),
    Page("Operations", "home:operations", frozenset({P.SEE_OPERATIONS})),
)  # fmt: skip
PUBLIC = (
    Page("Local Offer", "local_offer:search"),
    Page("Make an enquiry", "enquiries:new"),
    Page("Inspections", "inspections:timeline"),
    Page("Improvement plans", "inspections:improvement"),
    Page("Deadline calculator", "deadlines"),
    Page("Guidance", "pages:index"),
)
# Doors of the start page beside those of the navigation.
MORE_DOORS = (
    Page("Who is my DCO?", "pages:who"),
    Page("Glossary", "pages:glossary"),
    Page("Publications", "pages:publications"),
)
FOOTER = (
    Page("Accessibility statement", "home:accessibility"),
    Page("Privacy notice", "home:privacy"),
    Page("Cookies", "home:cookies"),
    Page("Deadline calculator", "deadlines"),
    Page("Guidance", "pages:index"),
    Page("Glossary", "pages:glossary"),
    Page("Make an enquiry", "enquiries:new"),
    Page("Local Offer as open data", "open-referral:root"),
    Page("You said, we did", "practice:said"),
)


def address(name: str) -> str:
    """The path of a URL name, or "" while no such page exists."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def links(
    pages: tuple[Page, ...], path: str = "", may: Callable[[P], bool] | None = None
) -> list[Link]:
    """The pages that exist and that `may` allows, marked against the path now open."""
    found = []
    for page in pages:
        if page.needs and not (may and any(may(permission) for permission in page.needs)):
            continue
        if url := address(page.name):
            below = url != "/" and path.startswith(url)
            found.append(Link(page.label, url, "page" if path == url else "true" if below else ""))
    return found


class Frame:
    """Everything around a page, worked out only when the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _user(self):
        return getattr(self._request, "user", None)

    @cached_property
    def signed_in(self) -> bool:
        return bool(self._user and self._user.is_authenticated)

    @cached_property
    def entries(self) -> list[Link]:
        """The main navigation: by permission for who is signed in, the public doors for anybody else."""
        if not self.signed_in:
            return links(PUBLIC, self._request.path)
        return links(SIGNED_IN, self._request.path, self._user.may)

    @cached_property
    def doors(self) -> dict[str, str]:
        """URL name → path for the public pages that exist."""
        pages = (*PUBLIC, *MORE_DOORS)
        return {page.name: url for page in pages if (url := address(page.name))}

    @cached_property
    def footer_links(self) -> list[Link]:
        return links(FOOTER)

    @cached_property
    def back_url(self) -> str:
        """The portal's page that the person came from, else the start page."""
        came_from = self._request.META.get("HTTP_REFERER", "")
        ours = url_has_allowed_host_and_scheme(
            came_from, {self._request.get_host()}, self._request.is_secure()
        )
        return came_from if ours else self.home_url

    @cached_property
    def person(self) -> str:
        return self._user.name if self.signed_in else ""

    @cached_property
    def acting_as(self) -> str:
        """The organisation acted for, or ""."""
        organisation = self._user.organisation if self.signed_in else None
        return organisation.label if organisation else ""

    @cached_property
    def role_label(self) -> str:
        role = self._user.role if self.signed_in else None
        return role.name if role else ""

    @cached_property
    def other_posts(self) -> list[dict[str, str]]:
        """The memberships in force other than the one acted in: {"pk", "label"}."""
        if not self.signed_in:
            return []
        return [
            {"pk": str(post.pk), "label": f"{ROLES[post.role].name}, {post.organisation.label}"}
            for post in self._user.memberships_now
            if post != self._user.membership
        ]

    @cached_property
    def unread(self) -> str:
        """How many notifications are not read, as words: "" for none, "99+" from 100 on."""
        if not self.signed_in:
            return ""
        count = self._user.notifications.filter(read_at=None)[:100].count()
        return "" if not count else str(count) if count < 100 else "99+"

    home_url = cached_property(lambda self: address("home:start") or "/")
    sign_in_url = cached_property(lambda self: address("account_login"))
    sign_out_url = cached_property(lambda self: address("account_logout"))
    switch_url = cached_property(lambda self: address("accounts:switch"))
    account_url = cached_property(lambda self: address("accounts:profile"))
    notifications_url = cached_property(lambda self: address("notifications:list"))
    stay_url = cached_property(lambda self: address("home:stay"))

    @cached_property
    def idle_minutes(self) -> int:
        """Minutes of stillness after which a sign-in ends; 0 where nobody is signed in."""
        return settings.SESSION_IDLE_MINUTES if self.signed_in else 0


def navigation(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `portal`, the lazy frame of the page."""
    return {"portal": Frame(request)}
