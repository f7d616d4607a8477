"""A file from the network: resumed where it broke off, kept only when its digest is right."""

from collections.abc import Callable
from pathlib import Path

from bentos.card import digest
from train.fitted import TrainingError

# (bytes so far, bytes in all or None)
OnBytes = Callable[[int, int | None], None]
_TIMEOUT = 30.0  # seconds without a byte


class DownloadError(TrainingError):
    """A file cannot be had; the message says why and what to do."""


def download(
    url: str, target: Path, expected: str, on_bytes: OnBytes | None = None, algorithm: str = "sha256"
) -> Path:
    """Fetch `url` into `target` and return it; a file that is there and right is not fetched again.

    `expected` is the file's digest, in hexadecimal digits, by an algorithm of hashlib. What arrived stays
    beside the file as `.part`, and the next call asks for the rest (RFC 9110, Range). Raises DownloadError.
    """
    import httpx

    if target.exists() and digest(target, algorithm) == expected:
        return target
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _receive(url, part, on_bytes or (lambda _done, _total: None))
    except httpx.HTTPStatusError as error:
        raise DownloadError(f"{url} answered {error.response.status_code}; try again later.") from error
    except httpx.HTTPError as error:
        raise DownloadError(
            f"{url} cannot be reached ({error or type(error).__name__}): is there a network? "
            "What has arrived is kept; run the same command again to go on."
        ) from error
    except OSError as error:
        raise DownloadError(f"{part} cannot be written ({error.strerror}); free some space.") from error
    if (found := digest(part, algorithm)) != expected:
        part.unlink()
        raise DownloadError(
            f"{url} is not the file that was expected "
            f"({algorithm} {found[:12]}… instead of {expected[:12]}…); "
            "it was thrown away: try again, or get the file from a source that you trust."
        )
    part.replace(target)
    return target


def _receive(url: str, part: Path, on_bytes: OnBytes) -> None:
    import httpx

    start = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    with httpx.stream("GET", url, headers=headers, follow_redirects=True, timeout=_TIMEOUT) as response:
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # all of it is here already
        response.raise_for_status()
        resumed = response.status_code == httpx.codes.PARTIAL_CONTENT
        done = start if resumed else 0
        length = response.headers.get("Content-Length")
        total = done + int(length) if length else None
        with part.open("ab" if resumed else "wb") as file:
            for chunk in response.iter_raw():
                file.write(chunk)
                done += len(chunk)
                on_bytes(done, total)
