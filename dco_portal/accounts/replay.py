"""A form sent after the sign-in had ended: its answers are kept and come back after signing in.

They lie in the visitor's new session in the database, under a random key, never in an address.
Only the person whose sign-in ended gets them back; they go with the new sign-in's end.
"""

import secrets
import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from dco_portal.common.clock import now

if TYPE_CHECKING:
    from dco_portal.accounts.models import User

KEPT = "kept_forms"
MAX_KEPT = 3
MAX_CHARACTERS = 500_000
NOT_ANSWERS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}


def keep(request: HttpRequest, user_id: uuid.UUID) -> str:
    """Keep a POST's fields (no files, no passwords) for this user; the key, or "" when it is too big."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_ANSWERS
        for value in values
    ]
    if sum(len(name) + len(value) for name, value in fields) > MAX_CHARACTERS:
        return ""
    key = secrets.token_urlsafe(12)
    kept = dict(list(request.session.get(KEPT, {}).items())[-(MAX_KEPT - 1) :])
    kept[key] = {
        "user": str(user_id),
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "at": now().isoformat(),
    }
    request.session[KEPT] = kept
    return key


def sign_in_again(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse | None:
    """Keep what was sent and go to the sign-in page, which leads back to it; None when nothing is kept."""
    key = keep(request, user_id)
    if not key:
        return None
    target = reverse("accounts:kept", args=[key])
    return redirect(f"{reverse('account_login')}?next={target}")


def take(request: HttpRequest, key: str, user: "User") -> dict | None:
    """What was kept under the key, for its own user; None for anybody else or an unknown key."""
    kept = request.session.get(KEPT, {}).get(key)
    if kept is None or kept["user"] != str(user.pk):
        return None
    return kept
