"""Where the rows of an uploaded list go: authority, board and body, found for all rows together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dco_portal.common.errors import Invalid
from dco_portal.organisations.models import Organisation
from referrals.models import Notification
from referrals.rules import routing
from referrals.rules.notice import bodies

NAMED = "Named in the uploaded list"


@dataclass(frozen=True)
class Home:
    """Where a child's notice goes and why there; `postcode` as people write it, "" when not known."""

    la: Organisation
    icb: Organisation
    basis: str
    words: str
    postcode: str


class Authorities:
    """The map for one list of one organisation."""

    def __init__(self, organisation: Organisation | None, postcodes: Iterable[str]) -> None:
        self._organisation = organisation
        self._routes = routing.routes(postcodes)
        self._boards: dict[Any, Organisation | None] = {}
        self._several: dict[Any, list[Organisation]] = {}

    @cached_property
    def _by_name(self) -> dict[str, Organisation]:
        found = {}
        for la in routing.authorities():
            for name in (la.name, la.short_name, la.gss_code):
                if name:
                    found[name.casefold()] = la
        return found

    @cached_property
    def _bodies(self) -> list[Organisation]:
        return bodies(self._organisation)

    def home(self, values: Mapping[str, Any]) -> Home:
        """The authority and board of a row. Raises Invalid beside `local_authority`, `la` or `icb`."""
        route = self._routes[routing.tidy(values["postcode"] or "")]
        written = str(values["local_authority"] or "").strip()
        la = self._by_name.get(written.casefold()) if written else route.la
        if written and la is None:
            raise Invalid({"local_authority": "No authority of this name or GSS code is on the portal"})  # fmt: skip
        if la is None:
            if route.fit in {routing.Fit.ABROAD, routing.Fit.UNLISTED}:
                raise Invalid({"local_authority": route.words})
            raise Invalid({"local_authority": f"{route.words} Name the authority in this column"})
        try:
            routing.check_choice(route, la.pk, NAMED)
        except Invalid as error:
            raise Invalid({"local_authority": error.message}) from None
        basis = routing.basis(route, la.pk)
        words = {
            Notification.LaBasis.CHOSEN.value: NAMED,
            Notification.LaBasis.DISTRICT.value: route.words[: routing.WHY_MOST],
        }
        return Home(la, self._board(route, la, str(values["icb"] or "")), basis, words.get(basis, ""),
                    routing.shown(route.postcode))  # fmt: skip

    def body(self, values: Mapping[str, Any]) -> Organisation:
        """The body in law. Raises Invalid beside `acts_for` where the row must say which."""
        if len(self._bodies) == 1:
            return self._bodies[0]
        code = str(values["acts_for"] or "").strip().upper()
        if found := next((body for body in self._bodies if code and body.ods_code == code), None):
            return found
        codes = ", ".join(body.ods_code or body.label for body in self._bodies)
        raise Invalid({"acts_for": f"Write the ODS code of the board you act for: {codes}"})

    def _board(self, route: routing.Route, la: Organisation, code: str) -> Organisation:
        if la not in self._boards:
            self._boards[la] = routing.board_of(la)
        certain = route.icb if route.la == la else self._boards[la]
        if certain is not None:
            return certain
        if la not in self._several:
            self._several[la] = routing.boards_for(la)
        code = code.strip().upper()
        for board in self._several[la]:
            if code and board.ods_code == code:
                return board
        codes = ", ".join(board.ods_code or board.label for board in self._several[la])
        raise Invalid({"icb": f"Write the ODS code of the child’s integrated care board: {codes}"})
