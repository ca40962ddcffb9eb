"""Reading a foreign address safely: no private network, no endless answer, no surprise.

Every host name is resolved here, each of its addresses is judged, and the connection goes to the one
that was judged: a name that answers differently the second time gains nothing. Redirects are judged anew.
"""

import ipaddress
import json
import socket
import time
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

USER_AGENT = "send-health-portal-harvest/1.0"
REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS, ANSWER_SECONDS = 10.0, 20.0, 45.0
ANSWER_BYTES = 10_000_000
BUSY = {408, 425, 429, 500, 502, 503, 504}


class FetchError(Exception):
    """The feed cannot be read; the text is a sentence for the editor. `status` is what it answered, or 0."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Busy(FetchError):
    """It may do better later; `wait` is how many seconds it asked for, 0 where it asked for none."""

    def __init__(self, message: str, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """A JSON document and how many bytes it took."""

    content: Any
    size: int


def check_address(text: str) -> httpx.URL:
    """The address, when it is one of the web without a name and password. Raises FetchError."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise FetchError("This is not an address.") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("The address must begin with https:// or http://.")
    if url.userinfo:
        raise FetchError("The address must not hold a name and password.")
    return url


def _judged(url: httpx.URL) -> str:
    """The network address to connect to. Raises FetchError where any of the host's is not public."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Busy("The feed’s server cannot be found.") from None
    addresses = [str(each[4][0]) for each in found]
    if not settings.HARVEST_ALLOW_PRIVATE and not all(_public(each) for each in addresses):
        raise FetchError("The feed’s address leads into a private network.")
    return addresses[0]


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return inner.is_global and not inner.is_multicast


class Fetcher:
    """One connection pool for a few requests; use as a context manager."""

    def __enter__(self) -> "Fetcher":
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(timeout=timeout, trust_env=False, follow_redirects=False)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, address: str) -> Answer:
        """The JSON document at an address. Raises FetchError, or Busy where trying again makes sense."""
        started = time.monotonic()
        url = check_address(address)
        for _ in range(REDIRECTS + 1):
            try:
                moved, body = self._ask(url, started)
            except httpx.TimeoutException:
                raise Busy("The feed did not answer in time.") from None
            except (httpx.HTTPError, OSError):
                raise Busy("The connection to the feed failed.") from None
            if moved is None:
                return Answer(_parsed(body), len(body))
            url = check_address(str(url.join(moved)))
        raise FetchError("The feed sends us round in circles.")

    def _ask(self, url: httpx.URL, started: float) -> tuple[str | None, bytes]:
        """Where the feed sends us to, or the answer's bytes."""
        request = self._client.build_request(
            "GET", url.copy_with(host=_judged(url)),
            headers={"Host": url.netloc.decode(), "Accept": "application/json", "User-Agent": USER_AGENT},
            extensions={"sni_hostname": url.host},
        )  # fmt: skip
        response = self._client.send(request, stream=True)
        try:
            if response.is_redirect:
                return response.headers["Location"], b""
            _check_status(response)
            return None, _read(response, started)
        finally:
            response.close()


def _check_status(response: httpx.Response) -> None:
    if response.status_code in BUSY:
        asked = response.headers.get("Retry-After", "")
        raise Busy(
            f"The feed answered with error {response.status_code}.",
            int(asked) if asked.isdigit() else 0,
        )
    if response.status_code != 200:
        raise FetchError(
            f"The feed answered with error {response.status_code}.", response.status_code
        )


def _read(response: httpx.Response, started: float) -> bytes:
    """The body, as long as it is neither too large nor too slow."""
    body = bytearray()
    for part in response.iter_bytes(65_536):
        body += part
        if len(body) > ANSWER_BYTES:
            raise FetchError(
                f"One answer of the feed is larger than {ANSWER_BYTES // 1_000_000} MB."
            )
        if time.monotonic() - started > ANSWER_SECONDS:
            raise Busy("The feed did not come to an end in time.")
    return bytes(body)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FetchError("The feed’s answer is not JSON.") from None
