"""How often a visitor, or somebody signed in, may do something: counted in the database cache, and forgotten.

Visitors are told apart by a keyed hash of their network address that changes every day: the address
itself is never kept.
"""

import hashlib
import hmac
import ipaddress
import uuid

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from dco_portal.common.clock import today


def allowed(request: HttpRequest, action: str, *, times: int, seconds: int) -> bool:
    """Count one more `action` of this visitor; False once it is more than `times` within `seconds`.

    The window begins with the visitor's first try and does not move.
    """
    return _count(f"limit:{action}:{_visitor(request)}", times, seconds)


def allowed_person(person_id: uuid.UUID | None, action: str, *, times: int, seconds: int) -> bool:
    """The same for somebody signed in, wherever they are."""
    return _count(f"limit:{action}:{person_id}", times, seconds)


def allowed_address(email: str, action: str, *, times: int, seconds: int) -> bool:
    """The same for an e-mail address; what is kept is a keyed hash of it."""
    words = email.strip().lower().encode()
    hashed = hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()[:32]
    return _count(f"limit:{action}:{hashed}", times, seconds)


def _count(key: str, times: int, seconds: int) -> bool:
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # the window ended between the two calls
        return cache.add(key, 1, timeout=seconds)


def _visitor(request: HttpRequest) -> str:
    """The visitor's hash; a whole IPv6 network of one household counts as one."""
    text = address(request)
    try:
        found = ipaddress.ip_address(text)
        if found.version == 6:
            text = str(ipaddress.ip_network(f"{text}/64", strict=False))
    except ValueError:
        text = "unknown"
    words = f"{today().isoformat()}|{text}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()[:32]


def address(request: HttpRequest) -> str:
    """The visitor's network address, before as many proxies of our own as the settings name."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(chain) >= proxies and chain[-proxies]:
        return chain[-proxies]
    return request.META.get("REMOTE_ADDR", "")
