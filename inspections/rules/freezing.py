"""Freezing what a plan, report or board pack said, and telling it apart from any other by its hash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from dco_portal.documents import frozen


def freeze(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as plain JSON values. Raises TypeError for what JSON cannot hold."""
    return frozen.freeze(content)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of the content's canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
