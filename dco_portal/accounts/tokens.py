"""Random tokens of mailed links and feeds: only their digest is stored."""

import hashlib
import secrets


def fresh() -> str:
    """A new token of 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal (64 characters)."""
    return hashlib.sha256(token.encode()).hexdigest()
