import io
import socket
from pathlib import Path

import pytest

from dco_portal.documents import scanning
from dco_portal.documents.errors import ScannerAway
from tests.unit.documents.clamd_server import fake_clamd
from tests.unit.documents.samples import EICAR


def test_scan_clean_sends_every_byte(settings):
    data = bytes(range(256)) * 12_000  # about 3 MB, more than one socket buffer
    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        assert scanning.scan(io.BytesIO(data)) == (False, "")
        assert server.scanned == [data]


def test_scan_infected_names_it(settings):
    with fake_clamd() as server:
        settings.CLAMD_URL = server.url
        assert scanning.scan(io.BytesIO(EICAR)) == (True, "Eicar-Test-Signature")


def test_scan_over_a_unix_socket(settings, tmp_path: Path):
    with fake_clamd(tmp_path / "c.sock") as server:
        settings.CLAMD_URL = server.url
        assert scanning.scan(io.BytesIO(b"fine")) == (False, "")


@pytest.mark.parametrize(
    "answer", [b"stream: Broken ERROR\n", b"nonsense\n", b"\n", b"other: OK\n"]
)
def test_scan_without_a_clear_answer_lets_nothing_through(settings, answer: bytes):
    with fake_clamd() as server:
        settings.CLAMD_URL, server.answer = server.url, answer
        with pytest.raises(ScannerAway):
            scanning.scan(io.BytesIO(b"fine"))


def test_scan_of_a_file_too_large_for_the_scanner(settings):
    with fake_clamd(limit=1000) as server:
        settings.CLAMD_URL = server.url
        with pytest.raises(ScannerAway):
            scanning.scan(io.BytesIO(b"x" * 500_000))


def test_scan_nobody_listens(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.CLAMD_URL = f"tcp://127.0.0.1:{port}"

    with pytest.raises(ScannerAway, match="did not answer"):
        scanning.scan(io.BytesIO(b"x"))


def test_scan_gives_up_on_a_silent_scanner(settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scanning, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerAway, match="did not answer"):
            scanning.scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("url", ["http://x:1", "clamd", "tcp://"])
def test_scan_with_an_odd_address(settings, url: str):
    settings.CLAMD_URL = url

    with pytest.raises(ScannerAway, match="CLAMD_URL must be"):
        scanning.scan(io.BytesIO(b"x"))


def test_is_set_up(settings):
    settings.CLAMD_URL = ""
    assert not scanning.is_set_up()
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert scanning.is_set_up()
