"""A download resumes, is checked, and says clearly why it cannot be had."""

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from train.download import DownloadError, download

CONTENT = bytes(range(256)) * 4000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Serves CONTENT and understands Range."""

    def do_GET(self) -> None:
        self.server.ranges.append(self.headers["Range"])
        start = int(match[1]) if (match := re.match(r"bytes=(\d+)-", self.headers["Range"] or "")) else 0
        if self.path == "/gone":
            self.send_error(404)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start:])

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.ranges = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def url(site: ThreadingHTTPServer, path: str = "/file") -> str:
    return f"http://127.0.0.1:{site.server_address[1]}{path}"


def test_a_file_arrives_with_its_progress(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    target = download(url(site), tmp_path / "new" / "file", SHA256, lambda *bytes_: seen.append(bytes_))
    assert target.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_what_has_arrived_is_not_asked_for_again(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    (tmp_path / "file.part").write_bytes(CONTENT[:1000])
    assert download(url(site), tmp_path / "file", SHA256).read_bytes() == CONTENT
    assert site.ranges == ["bytes=1000-"]


def test_a_file_that_is_there_is_not_fetched(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    download(url(site), tmp_path / "file", SHA256)
    assert site.ranges == []


def test_a_file_with_another_digest_is_thrown_away(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="not the file that was expected"):
        download(url(site), tmp_path / "file", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_the_digest_may_be_another_algorithms(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    sha512 = hashlib.sha512(CONTENT).hexdigest()
    target = download(url(site), tmp_path / "file", sha512, algorithm="sha512")
    assert target.read_bytes() == CONTENT


def test_a_page_that_is_gone_is_named_with_its_status(site: ThreadingHTTPServer, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="answered 404"):
        download(url(site, "/gone"), tmp_path / "file", SHA256)


def test_no_network_is_said_and_what_arrived_is_kept(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    (tmp_path / "file.part").write_bytes(CONTENT[:1000])
    with pytest.raises(DownloadError, match="is there a network"):
        download(f"http://127.0.0.1:{port}/file", tmp_path / "file", SHA256)
    assert (tmp_path / "file.part").read_bytes() == CONTENT[:1000]
