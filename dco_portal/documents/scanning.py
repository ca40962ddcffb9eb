"""Malware scanning through clamd, where `CLAMD_URL` names one (tcp://host:port or unix:///path).

The client library's sockets connect without a time limit and may send a block in part; both are
mended here.
"""

import socket
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

import clamd
from django.conf import settings

from dco_portal.documents.errors import ScannerAway

TIMEOUT_SECONDS = 60
PORT = 3310


class Verdict(NamedTuple):
    """What the scanner found; `name` is the malware's name, empty when the file is clean."""

    infected: bool
    name: str


def is_set_up() -> bool:
    """Whether this portal has a scanner."""
    return bool(settings.CLAMD_URL)


def scan(file: BinaryIO) -> Verdict:
    """Send the file, from where it stands, to the scanner.

    Raises `ScannerAway` when there is no clear answer: only a plain OK lets a file through.
    """
    try:
        answer = _client(settings.CLAMD_URL).instream(file)
    except (clamd.ClamdError, OSError) as error:
        raise ScannerAway(f"The virus checker did not answer ({type(error).__name__}).") from error
    status, reason = (answer or {}).get("stream", ("", ""))
    if status == "FOUND":
        return Verdict(True, str(reason)[:200])
    if status != "OK":
        raise ScannerAway("The virus checker gave no clear answer.")
    return Verdict(False, "")


class _Whole:
    """A socket whose `send` sends everything, as the client library takes for granted."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.send = inner.sendall
        self.makefile = inner.makefile
        self.close = inner.close


class _Client(clamd.ClamdNetworkSocket):
    """The library's client over a socket that was given time limits before it connects."""

    def __init__(self, family: socket.AddressFamily, address: tuple[str, int] | str) -> None:
        super().__init__()
        self.family, self.address = family, address

    def _init_socket(self) -> None:
        inner = socket.socket(self.family, socket.SOCK_STREAM)
        self.clamd_socket = _Whole(inner)
        inner.settimeout(TIMEOUT_SECONDS)
        inner.connect(self.address)


def _client(url: str) -> _Client:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return _Client(socket.AF_UNIX, parts.path)
    if parts.scheme != "tcp" or not parts.hostname:
        raise ScannerAway("CLAMD_URL must be tcp://host:port or unix:///path.")
    return _Client(socket.AF_INET, (parts.hostname, parts.port or PORT))
