"""Ask a service what its users will ask: `python smoke.py URL`, with the standard library alone.

SMOKE_KEY is the key of a client, where the service wants one; COMMIT is the commit that must answer, where
it is named; READY_SECONDS is how long the service may take until it is ready. The exit code is 1 where an
answer is not that of the contract.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

_GLAD = "Thanks for the quick help, you saved my day!"  # positive: nobody is alarmed
_PATIENCE = 20  # seconds for one answer


class Answer(NamedTuple):
    """A status, and what the body holds as JSON; None where it is no JSON."""

    status: int
    body: Any


def ask(url: str, path: str, sent: object = None, language: str = "fr") -> Answer:
    """GET, or POST what is sent as JSON. Raises URLError or OSError where nobody answers."""
    headers = {"Accept-Language": language, "Content-Type": "application/json"}
    if key := os.environ.get("SMOKE_KEY"):
        headers["X-API-Key"] = key
    body = None if sent is None else json.dumps(sent).encode()
    request = Request(url.rstrip("/") + path, body, headers)  # noqa: S310 - a URL of our own
    try:
        with urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
            return Answer(response.status, _json(response.read()))
    except HTTPError as error:
        return Answer(error.code, _json(error.read()))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def wait(url: str, seconds: float) -> str | None:
    """Wait until the service is ready; what it said last where it was not."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            status = ask(url, "/readyz").status
            if status == 200:
                return None
            last = f"/readyz answers {status}"
        except (URLError, OSError) as error:
            last = f"/readyz: {error}"
        if time.monotonic() >= deadline:
            return f"{last} after {seconds:g} s"
        time.sleep(min(5, seconds))


def breaches(url: str, commit: str = "") -> Iterator[str]:
    """A sentence for each answer that is not that of the contract."""
    for path in ("/", "/livez", "/docs"):
        if (status := ask(url, path).status) != 200:
            yield f"GET {path} answers {status}, not 200."
    known = ask(url, "/models/")
    if known.status != 200 or not known.body["served"]:
        yield f"GET /models/ answers {known.status} and names no served model."
    elif commit and known.body["commit"] != commit:
        yield f"GET /models/ names the commit {known.body['commit']}, not {commit}."
    predicted = ask(url, "/predict/", {"text": _GLAD})
    if predicted.status != 200 or not _is_prediction(predicted.body):
        yield f"POST /predict/ answers {predicted.status}: {predicted.body}."
    compared = ask(url, "/compare/", {"text": _GLAD})
    if compared.status != 200 or not all(map(_is_prediction, compared.body["predictions"])):
        yield f"POST /compare/ answers {compared.status}: {compared.body}."
    elif compared.body["failures"]:
        yield f"POST /compare/ lacks models: {compared.body['failures']}."
    batch = ask(url, "/predict/batch/", {"texts": [_GLAD, " "]})
    if batch.status != 200 or [bool(each["prediction"]) for each in batch.body["results"]] != [True, False]:
        yield f"POST /predict/batch/ answers {batch.status}: {batch.body}."
    refused = (
        ("/predict/", {"text": " "}, "fr", 400, "Le texte ne peut pas être vide."),
        ("/predict/", {"text": "123"}, "fr", 400, "Le texte ne peut pas être un nombre."),
        ("/predict/", {"text": " "}, "en", 400, "The text must not be empty."),
        ("/predict/", {}, "fr", 422, None),
        ("/predict/", {"text": _GLAD, "model": "nobody"}, "fr", 404, None),
        ("/feedback/", {"prediction_id": "0" * 32, "label": 1}, "fr", 404, None),
    )
    for path, sent, language, status, sentence in refused:
        answer = ask(url, path, sent, language)
        if answer.status != status or (sentence and answer.body != {"detail": sentence}):
            yield f"POST {path} {sent} answers {answer.status}: {answer.body}, not {status} {sentence or ''}."


def _is_prediction(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and (body.get("prediction"), body.get("sentiment")) in ((0, "Negative"), (1, "Positive"))
        and 0.5 <= body["confidence"] <= 1
        and abs(sum(body["probabilities"].values()) - 1) < 1e-3
        and bool(body["model"] and body["prediction_id"])
    )


def main(url: str) -> int:
    """Wait until the service is ready, then print each breach of the contract."""
    try:
        late = wait(url, float(os.environ.get("READY_SECONDS", "300")))
        found = [late] if late else list(breaches(url, os.environ.get("COMMIT", "")))
    except (URLError, OSError) as error:
        found = [f"The service stopped answering: {error}"]
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    if not found:
        sys.stdout.write(f"{url} keeps the contract.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
