"""What the matrix's 30,000 visits and more share, so that each costs little more than its view.

A visit asks two things: the status, and the audit rows. Who asks is read once a person, the sign-in
once a session, and each page is drawn once (its other visits run the whole view, and leave the drawing out:
what differs from role to role on a page is its own tests' business). Of a record that is
not there nothing is read but that. Nothing here decides who is let in.
"""

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.db.models.query import ModelIterable
from django.http import HttpRequest, HttpResponse
from django.template import loader

from dco_portal import middleware


@contextlib.contextmanager
def thrifty_visits(drawn: set[tuple]) -> Iterator[None]:
    """Visits inside cost less; `drawn` names the pages drawn so far, and grows."""
    with pytest.MonkeyPatch.context() as patch:
        remember_people(patch)
        remember_sessions(patch)
        draw_once(patch, drawn)
        look_before_reading(patch)
        patch.setattr(middleware, "render", without_words)
        yield


def remember_people(patch: pytest.MonkeyPatch) -> None:
    """The person with their memberships is read at their first visit; each visit gets a copy."""
    read, known = ModelBackend.get_user, {}

    def get_user(self: ModelBackend, user_id: Any) -> Any:
        key = str(user_id)
        if key not in known:
            known[key] = read(self, user_id)
            if known[key]:
                list(known[key].memberships_now)
        return copy.copy(known[key])

    patch.setattr(ModelBackend, "get_user", get_user)


def remember_sessions(patch: pytest.MonkeyPatch) -> None:
    """A session is read once, and again after anybody wrote it: its row is undone with the visit."""
    load, save, delete, known = SessionStore.load, SessionStore.save, SessionStore.delete, {}

    def remembering_load(self: SessionStore) -> dict[str, Any]:
        key = self.session_key
        if key not in known:
            known[key] = load(self)
        return copy.deepcopy(known[key])

    def forgetting_save(self: SessionStore, must_create: bool = False) -> None:
        known.clear()
        save(self, must_create)

    def forgetting_delete(self: SessionStore, session_key: str | None = None) -> None:
        known.clear()
        delete(self, session_key)

    patch.setattr(SessionStore, "load", remembering_load)
    patch.setattr(SessionStore, "save", forgetting_save)
    patch.setattr(SessionStore, "delete", forgetting_delete)


def draw_once(patch: pytest.MonkeyPatch, drawn: set[tuple]) -> None:
    """`render` draws a page's address once per method for somebody signed in and once for nobody, else answers empty."""
    draw = loader.render_to_string

    def render_to_string(
        template_name: Any,
        context: Any = None,
        request: HttpRequest | None = None,
        using: Any = None,
    ) -> str:
        if request is not None:
            known = request.user.is_authenticated
            page = (request.method, request.get_full_path(), str(template_name), known)
            if page in drawn:
                return ""
            drawn.add(page)
        return draw(template_name, context, request, using)

    patch.setattr(loader, "render_to_string", render_to_string)


def look_before_reading(patch: pytest.MonkeyPatch) -> None:
    """A query that joins other tables for what they say of its rows asks first whether it has a row.

    Most visits are to what is not there for the visitor, and Django and Postgres take longer to
    prepare such a query of ten tables than to run it.
    """
    read = ModelIterable.__iter__

    def look_then_read(self: ModelIterable) -> Iterator[Any]:
        rows = self.queryset
        if rows.query.select_related:
            bare = rows.query.chain()
            bare.select_for_update = False
            if not bare.has_results(using=rows.db):
                return iter(())
        return read(self)

    patch.setattr(ModelIterable, "__iter__", look_then_read)


def without_words(request: HttpRequest, template: str, context: dict, status: int) -> HttpResponse:
    """A refusal without its page: most of the matrix is refusals, and other tests read their pages."""
    return HttpResponse(template, status=status)
