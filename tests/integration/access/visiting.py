"""Opening pages of the access matrix's world, each undone at once, and judging what came."""

import traceback
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dco_portal.accounts.models import User
from dco_portal.audit.models import AuditEvent
from tests.integration.access.world import World

LET_IN = {200, 204, 302, 400, 409, 410, 422}
SIGN_IN = "sign-in"
# In plain SQL, and undone in the same breath: asking costs more than what is asked.
BACK = "ROLLBACK TO SAVEPOINT visit"
FORGET = "; RELEASE SAVEPOINT visit"
DENIED = f"""SELECT actor_id, data::text, reference FROM {AuditEvent._meta.db_table}
    WHERE verb = 'denied' AND id > %s; """


class Denied(NamedTuple):
    """What an audit row about a refusal says: who was refused, its facts as JSON, and the reference."""

    actor_id: uuid.UUID
    data: str
    reference: str


@dataclass(frozen=True)
class Seen:
    """What a visit came to: "sign-in", 200 (let in), 403, 404 or any other status, and its audit rows."""

    came: int | str
    response: HttpResponse
    denied: list[Denied]

    def why(self) -> str:
        """The error behind a 500, for the test's message."""
        error = getattr(self.response, "exc_info", None)
        return traceback.format_exception(*error)[-1].strip() if error else ""


class Visitor:
    """Opens pages as anybody."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._clients: dict[uuid.UUID | None, Client] = {}
        self._last = uuid.UUID(int=0)  # the newest audit row when the latest person came in
        self._standing = False  # whether the savepoint of a steady visit still stands

    def client(self, user: User | None) -> Client:
        """The browser of a person; None is nobody signed in."""
        key = user.pk if user else None
        if key not in self._clients:
            self._standing = False
            self._clients[key] = Client(raise_request_exception=False)
            if user:
                self._clients[key].force_login(user)
                # The first page notes when the sign-in began; undone with each visit, every visit would.
                self._clients[key].get(reverse("home:stay"))
            rows = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)
            self._last = rows.first() or self._last
        return self._clients[key]

    def open(self, user: User | None, method: str, path: str, *, steady: bool = False) -> Seen:
        """Ask for a path; all that it changed is undone.

        A steady visit goes back to the same point as the one before: the test changes nothing between.
        """
        client = self.client(user)
        cookies = client.cookies.copy()
        if not (steady and self._standing):
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT visit")
        self._standing = steady
        response = getattr(client, method)(path)
        if response.streaming:
            list(response.streaming_content)
        # After a failure the database answers nothing more in this transaction.
        undo = BACK if steady else BACK + FORGET
        denied = self._undo(undo, ask=response.status_code < 500)
        client.cookies = cookies
        return Seen(judge(response), response, denied)

    def _undo(self, undo: str, *, ask: bool) -> list[Denied]:
        """Back to before the visit; the rows about refusals that it left."""
        connection.needs_rollback = False
        connection.run_on_commit.clear()
        with connection.cursor() as cursor:
            if not ask:
                cursor.execute(undo)
                return []
            cursor.execute(DENIED + undo, [self._last])
            return [Denied(*row) for row in cursor.fetchall()]


def judge(response: HttpResponse) -> int | str:
    """ "sign-in" for the way to the sign-in page, 200 for everybody let in, else the status."""
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return SIGN_IN
    return 200 if response.status_code in LET_IN else response.status_code


def url_names() -> Iterator[str]:
    """Every URL name of the portal, with its namespace."""
    yield from _names(get_resolver().url_patterns, ())


def _names(patterns: list, spaces: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or str(pattern.pattern)))
