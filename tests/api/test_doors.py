"""What a stranger cannot make the page do."""

from pathlib import Path

import httpx
import pytest

from tests.server import Server

CONTENT = "nobody uploaded this"


def join(server: Server, path: str) -> httpx.Response:
    """Send the event of the batch tab, with that path as its uploaded file."""
    config = httpx.get(f"{server.url}/ui/config", timeout=60).json()
    file = next(component["id"] for component in config["components"] if component["type"] == "file")
    event = next(event for event in config["dependencies"] if file in event["inputs"])
    given = {"path": path, "meta": {"_type": "gradio.FileData"}}
    values = [given if component == file else "" for component in event["inputs"]]
    body = {"data": values, "fn_index": event["id"], "session_hash": "stranger"}
    return httpx.post(f"{server.url}/ui/gradio_api/queue/join", json=body, timeout=60)


def result(server: Server) -> str:
    """The messages of the session's events until the last has ended."""
    address = f"{server.url}/ui/gradio_api/queue/data?session_hash=stranger"
    with httpx.stream("GET", address, timeout=60) as response:
        return "".join(response.iter_text())


@pytest.mark.parametrize(
    "door",
    [
        "file=http://127.0.0.1/secret",
        "file=HTTPS://example.org/secret.csv",
        "file/http://127.0.0.1/secret",
        "file=/etc/passwd",
        "file=pyproject.toml",
        "proxy=http://127.0.0.1/",
        "process_recording",
        "component_server",
        "info",
        "call/analyse",
        "run/analyse",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_door_that_the_page_does_not_use_is_shut(server: Server, method: str, door: str) -> None:
    response = httpx.request(method, f"{server.url}/ui/gradio_api/{door}", timeout=60)
    assert response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN)


def test_a_file_of_the_server_is_not_read_as_if_it_were_uploaded(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "secret.csv"
    file.write_text(f"text\n{CONTENT}\n", encoding="utf-8")
    assert join(server, str(file)).status_code == httpx.codes.FORBIDDEN


@pytest.mark.parametrize("path", ["http://127.0.0.1/secret.csv", "../../secret.csv", "\x00"])
def test_a_path_that_is_no_upload_is_refused(server: Server, path: str) -> None:
    assert join(server, path).status_code == httpx.codes.FORBIDDEN


def test_an_uploaded_file_is_read(server: Server) -> None:
    upload = {"files": ("tweets.csv", f"text\n{CONTENT}\n")}
    (path,) = httpx.post(f"{server.url}/ui/gradio_api/upload", files=upload, timeout=60).json()
    assert join(server, path).status_code == httpx.codes.OK
    assert CONTENT in result(server)


@pytest.mark.parametrize(
    "files",
    [
        [("files", ("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"))],
        [("files", ("tweets.csv", "text\n")), ("files", ("page.html", "<script></script>"))],
        [("files", ("tweets.csv.exe", "text\n"))],
    ],
)
def test_what_is_no_csv_file_is_not_taken(server: Server, files: list[tuple[str, tuple[str, str]]]) -> None:
    response = httpx.post(f"{server.url}/ui/gradio_api/upload", files=files, timeout=60)
    assert response.status_code == httpx.codes.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize("body", [b"", b"--x\r\n", b"no form at all"])
def test_an_upload_that_cannot_be_read_is_not_taken(server: Server, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    address = f"{server.url}/ui/gradio_api/upload"
    response = httpx.post(address, content=body, headers=headers, timeout=60)
    assert response.status_code == httpx.codes.UNSUPPORTED_MEDIA_TYPE


def test_uploads_are_kept_where_no_other_user_of_the_machine_looks(server: Server) -> None:
    upload = {"files": ("tweets.csv", f"text\n{CONTENT}\n")}
    (path,) = httpx.post(f"{server.url}/ui/gradio_api/upload", files=upload, timeout=60).json()
    folder = next(parent for parent in Path(path).parents if parent.name.startswith("sentiment-uploads-"))
    assert folder.stat().st_mode & 0o077 == 0
