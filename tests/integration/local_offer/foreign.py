"""A directory somewhere else: a real HTTP server on this machine that behaves, or misbehaves."""

import contextlib
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, dict[str, str], bytes | Iterator[bytes]]


def service(name: str, **values: Any) -> dict[str, Any]:
    """A whole service as a feed gives it; its id follows from its name."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
        "name": name,
        "description": f"{name} meets every week. Everybody is welcome.",
        "status": "active",
        "organization": {"id": str(uuid.NAMESPACE_URL), "name": "Riverside Trust", "description": "A charity."},
        "attributes": [
            {"id": str(uuid.uuid4()), "taxonomy_term": {
                "id": "x-1", "name": "Autism", "description": "Autism", "taxonomy": "Pathway"}},
        ],
        "service_at_locations": [
            {
                "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name} place")),
                "location": {
                    "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name} hall")), "location_type": "physical",
                    "name": f"{name} hall", "latitude": 52.19, "longitude": -2.22,
                    "addresses": [{"address_1": "1 Mill Lane", "city": "Worcester", "state_province": "Worcestershire",
                                   "postal_code": "WR1 2EY", "country": "GB", "address_type": "physical"}],
                },
            }
        ],
        "contacts": [{"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name} contact")), "name": "Ann Persona",
                      "title": "Reception", "phones": [{"number": "01905 000000"}]}],
        "schedules": [{"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name} times")), "freq": "WEEKLY", "byday": "MO,WE",
                       "opens_at": "09:00Z", "closes_at": "12:30:00+01:00"}],
        **values,
    }  # fmt: skip


def page(rows: list[Any], *, number: int = 1, size: int = 100, **changed: Any) -> dict[str, Any]:
    """One honest page of these rows, with `changed` said otherwise."""
    pages = max(1, -(-len(rows) // size))
    shown = rows[(number - 1) * size : number * size]
    return {
        "total_items": len(rows), "total_pages": pages, "page_number": number, "size": len(shown),
        "first_page": number == 1, "last_page": number == pages, "empty": not shown, "contents": shown, **changed,
    }  # fmt: skip


def as_json(content: Any, status: int = 200, **headers: str) -> Answer:
    return status, headers, json.dumps(content).encode()


class Feed:
    """The server. `answer(path, query)` makes each answer; `asked` keeps what was asked for."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Answer]) -> None:
        self.answer, self.asked = answer, []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                feed.asked.append(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, headers, body = feed.answer(parts.path, query)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                if isinstance(body, bytes):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):  # the reader may have had enough
                    for part in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(part)

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"

    def __enter__(self) -> "Feed":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def honest(rows: list[dict[str, Any]], *, size: int = 100, brief: bool = False) -> Feed:
    """A feed of these services that keeps to its word. `brief` lists them without what hangs on them."""

    def answer(path: str, query: dict[str, str]) -> Answer:
        if path == "/api/services":
            shown = [
                {name: value for name, value in row.items() if not isinstance(value, list)}
                if brief
                else row
                for row in rows
            ]
            return as_json(page(shown, number=int(query["page"]), size=size))
        found = [row for row in rows if path == f"/api/services/{row['id']}"]
        return as_json(found[0]) if found else as_json({}, 404)

    return Feed(answer)
