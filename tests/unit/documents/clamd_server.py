"""A small clamd: speaks its INSTREAM protocol over TCP or a Unix socket."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.unit.documents.samples import EICAR


class _Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        if self.rfile.readline() != b"nINSTREAM\n":
            self.wfile.write(b"UNKNOWN COMMAND\n")
            return
        data = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            data += self._exactly(size)
            if len(data) > server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n")
                return
        server.scanned.append(data)
        self.wfile.write(server.answer or self._verdict(data))

    def _exactly(self, size: int) -> bytes:
        data = self.rfile.read(size)
        if len(data) != size:
            raise EOFError("the client stopped in the middle of a block")
        return data

    @staticmethod
    def _verdict(data: bytes) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\n" if EICAR in data else b"stream: OK\n"


class FakeClamd:
    """What it scanned, and what it answers instead of a verdict when `answer` is set."""

    url: str
    scanned: list[bytes]
    answer: bytes
    limit: int


@contextmanager
def fake_clamd(socket_path: Path | None = None, limit: int = 50_000_000) -> Iterator[FakeClamd]:
    """A running server, on a free loopback port or on the Unix socket given."""
    base = (
        socketserver.ThreadingUnixStreamServer if socket_path else socketserver.ThreadingTCPServer
    )
    server = base(str(socket_path) if socket_path else ("127.0.0.1", 0), _Scan)
    server.daemon_threads = True
    server.scanned, server.answer, server.limit = [], b"", limit
    server.url = (
        f"unix://{socket_path}" if socket_path else f"tcp://127.0.0.1:{server.server_address[1]}"
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
