"""Who may open what: every URL of the portal, in one table. A name that is missing here fails the matrix.

A line says who is let in on the record of their own area, who is told "not allowed" (403), and for
whom it is not there (404). In the other area nothing is there for anybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.roles import ROLES
from tests.integration.access.world import WHO, Area

PUBLIC, SIGNED_IN, ROLE, RECORD, GATED = "public", "signed in", "role", "record", "gated"
GET, POST, BOTH = ("get",), ("post",), ("get", "post")
ROLE_OF = {"colleague": "clinician", "other_trust": "provider_lead"}


def holders(permission: P) -> frozenset[str]:
    """Everybody whose role carries a permission."""
    return frozenset(
        who
        for who in WHO
        if who != "no_membership" and permission in ROLES[ROLE_OF.get(who, who)].permissions
    )


EVERYBODY = frozenset(WHO)
MEMBERS = EVERYBODY - {"no_membership"}
TEAM = frozenset({"dco", "dmo", "coordinator"})
DECIDERS = frozenset({"dco", "dmo"})
LA, LEAD, WRITER = frozenset({"la_officer"}), frozenset({"provider_lead"}), frozenset({"clinician"})
ADMINISTRATOR = frozenset({"administrator"})
CASE = TEAM | LA  # the sides of a request
HEALTH = TEAM | LEAD | WRITER
PART = CASE | LEAD | WRITER  # who has to do with one service's part that was given to a clinician
ICB_OTHERS = frozenset(
    {"commissioner", "administrator", "ig_lead", "improvement_manager", "plan_approver", "board_member", "action_lead"}
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One URL name with one kind of record.

    `args` gives the address's arguments from an area. RECORD: who is in neither set gets 404.
    GATED: the role is asked first, so who is in neither `let_in` nor `missing` gets 403.
    """

    name: str
    kind: str
    methods: tuple[str, ...] = GET
    args: Callable[[Area], Iterable[Any]] = lambda area: ()
    let_in: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    query: str = ""
    data: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.name}{self.query}"

    def own(self, who: str) -> int:
        """What a signed-in person gets in their own area: 200 (let in), 403 or 404."""
        if self.kind in {PUBLIC, SIGNED_IN} or who in self.let_in:
            return 200
        if self.kind == RECORD:
            return 403 if who in self.refused else 404
        return 404 if who in self.missing else 403

    def other(self, who: str) -> int | None:
        """The same for the other area's record; None where there is no such thing."""
        if self.kind == RECORD:
            return 404
        if self.kind == GATED:
            return 404 if who in self.let_in | self.missing else 403
        return None


def public(
    *names: str, methods: tuple[str, ...] = GET, args: Callable = lambda area: ()
) -> list[Line]:
    return [Line(name, PUBLIC, methods, args) for name in names]


def signed_in(*names: str, methods: tuple[str, ...] = GET) -> list[Line]:
    return [Line(name, SIGNED_IN, methods) for name in names]


def role(
    name: str,
    let_in: frozenset[str],
    methods: tuple[str, ...] = GET,
    args: Callable = lambda area: (),
) -> Line:
    return Line(name, ROLE, methods, args, let_in)


def record(
    name: str, args: Callable, let_in: frozenset[str], refused: frozenset[str] = frozenset(),
    methods: tuple[str, ...] = GET,
) -> Line:  # fmt: skip
    return Line(name, RECORD, methods, args, let_in, refused)


def gated(
    name: str, args: Callable, let_in: frozenset[str], missing: frozenset[str] = frozenset(),
    methods: tuple[str, ...] = GET,
) -> Line:  # fmt: skip
    return Line(name, GATED, methods, args, let_in, missing=missing)


def nothing(name: str, args: Callable = lambda area: (), methods: tuple[str, ...] = GET) -> Line:
    """A page that opens with a key of one's own sign-in; without it, it is not there for anybody."""
    return Line(name, RECORD, methods, args)
