"""Who is measured: the commands that start them, and what each is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bentos.settings import Family

BATCH = 1_000  # texts
REPEATED = 0.3  # share of the requests whose text was asked before, where a workload says so


@dataclass(frozen=True)
class Workload:
    """One row of the table: a kind of request, and the probabilities of Positive in its answer."""

    name: str
    family: Family
    path: str
    body: Callable[[Sequence[str]], object]
    positive: Callable[[Any], list[float]]
    texts: int = 1  # in a request
    at_once: int = 64  # requests
    repeated: float = 0.0


@dataclass(frozen=True)
class Contender:
    """A server. `{bin}`, `{python}`, `{port}` and `{work}` in its command are filled in.

    It is ready when it answers 200 at `ready`, and has loaded all it loads when it does so at `loaded`. Its
    `environment` is beside the one that all have. One that is `restless` computes while nobody asks it: it is
    halted while others are measured.
    """

    name: str
    command: tuple[str, ...]
    ready: str
    workloads: tuple[Workload, ...]
    loaded: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    restless: bool = False


def _ours(family: Family) -> Callable[[Sequence[str]], object]:
    return lambda texts: {"text": texts[0], "model": family}


def _our_answer(answer: Any) -> list[float]:
    return [answer["probabilities"]["Positive"]]


def _our_batch(family: Family) -> Workload:
    return Workload(
        f"sentiment-bento {family}, batch of {BATCH:,}",
        family,
        "/predict/batch/",
        lambda texts: {"texts": texts, "model": family},
        lambda answer: [_our_answer(item["prediction"])[0] for item in answer["results"]],
        texts=BATCH,
        at_once=1,
    )


def _text(texts: Sequence[str]) -> object:
    return {"text": texts[0]}


def _positive(answer: Any) -> list[float]:
    return [answer["positive"]]


def _uvicorn(name: str, application: str, workload: Workload) -> Contender:
    command = ("{bin}/uvicorn", application, "--port", "{port}", "--no-access-log")
    return Contender(name, command, "/docs", (workload,))


def _mlflow(name: str, model: str, workload: Workload) -> Contender:
    command = ("{bin}/mlflow", "models", "serve", "-m", model, "--port", "{port}", "--env-manager", "local")
    return Contender(name, command, "/ping", (workload,))


def _telemetry(state: str, disabled: str) -> Contender:
    row = f"sentiment-bento logreg, telemetry {state}"
    return Contender(
        f"telemetry-{state}",
        ("{bin}/bentoml", "serve"),
        "/readyz",
        (Workload(row, "logreg", "/predict/", _ours("logreg"), _our_answer),),
        loaded="/ui/",
        environment={"SENTIMENT_FAMILIES": "logreg", "OTEL_SDK_DISABLED": disabled},
    )


CONTENDERS = (
    Contender(
        "sentiment-bento",
        ("{bin}/bentoml", "serve"),
        "/readyz",
        (
            Workload("sentiment-bento bert", "bert", "/predict/", _ours("bert"), _our_answer),
            Workload(
                f"sentiment-bento bert, {REPEATED:.0%} repeated texts",
                "bert",
                "/predict/",
                _ours("bert"),
                _our_answer,
                repeated=REPEATED,
            ),
            _our_batch("bert"),
            Workload("sentiment-bento logreg", "logreg", "/predict/", _ours("logreg"), _our_answer),
            _our_batch("logreg"),
        ),
        loaded="/ui/",
    ),
    _telemetry("on", "false"),
    _telemetry("off", "true"),
    _uvicorn(
        "fastapi-torch",
        "tests.bench.peers.fastapi_torch:app",
        Workload("FastAPI + torch bert", "bert", "/predict", _text, _positive),
    ),
    Contender(
        "bentoml-torch",
        ("{bin}/bentoml", "serve", "tests.bench.peers.bento_torch:Sentiment", "--port", "{port}"),
        "/readyz",
        (
            Workload(
                "BentoML, one service, torch bert",
                "bert",
                "/predict",
                lambda texts: {"texts": texts},
                lambda answer: list(answer),
            ),
        ),
    ),
    Contender(
        "litserve-torch",
        ("{python}", "-m", "tests.bench.peers.litserve_torch"),
        "/health",
        (Workload("LitServe + torch bert", "bert", "/predict", _text, _positive),),
        restless=True,  # it polls its queues
    ),
    _mlflow(
        "mlflow-torch",
        "{work}/mlflow-encoder",
        Workload(
            "mlflow models serve, torch bert",
            "bert",
            "/invocations",
            lambda texts: {"inputs": texts},
            lambda answer: list(answer["predictions"]),
        ),
    ),
    _uvicorn(
        "fastapi-sklearn",
        "tests.bench.peers.fastapi_sklearn:app",
        Workload("FastAPI + scikit-learn logreg", "logreg", "/predict", _text, _positive),
    ),
    _mlflow(
        "mlflow-sklearn",
        "{work}/mlflow-linear",
        Workload(
            "mlflow models serve, scikit-learn logreg",
            "logreg",
            "/invocations",
            lambda texts: {"inputs": texts},
            lambda answer: [row[1] for row in answer["predictions"]],
        ),
    ),
)
