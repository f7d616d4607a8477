"""`python -m tests.bench`: this service beside others, with the same weights, tweets and cores."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from bentos.card import CardError
from tests.bench import bars, bodies, measure, table
from tests.bench.bars import Round
from tests.bench.contenders import CONTENDERS, Contender
from tests.bench.figures import middle
from tests.bench.limit import cores
from tests.bench.workplace import Workplace
from train.tables import DataError

_LIMIT = "limit"
_NAMES = (*(contender.name for contender in CONTENDERS), _LIMIT)
_LIBRARIES = (
    "bentoml",
    "fastapi",
    "litserve",
    "mlflow",
    "onnxruntime",
    "scikit-learn",
    "torch",
    "transformers",
    "uvicorn",
)
_EXTENSIONS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8")
_CHECKED = 32  # tweets on which torch's logits are compared with the graph's


def _chosen(value: str) -> list[str]:
    names = value.split(",")
    if unknown := set(names) - set(_NAMES):
        raise argparse.ArgumentTypeError(
            f"no such contender: {', '.join(unknown)}; there are {', '.join(_NAMES)}"
        )
    return names


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--data", default="starter", help="a labelled file, or starter; 10,000 rows are read")
    parser.add_argument("--rounds", type=int, default=3, help="each contender is measured once in each")
    parser.add_argument("--seconds", type=float, default=10.0, help="of one measurement")
    parser.add_argument("--only", type=_chosen, default=list(_NAMES), help=f"some of {', '.join(_NAMES)}")
    parser.add_argument("--json", type=Path, help="a file for all figures of all rounds")
    return parser.parse_args(arguments)


def _fail(sentence: str) -> NoReturn:
    sys.stderr.write(sentence + "\n")
    sys.exit(2)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _machine() -> str:
    """Generic words for this machine."""
    path = Path("/proc/cpuinfo")
    flags = set(path.read_text(encoding="utf-8").split()) if path.is_file() else set()
    found = [extension for extension in _EXTENSIONS if extension in flags]
    return f"{cores()} cores, {os.uname().machine}, {', '.join(found) or 'no vector extensions known'}"


def _versions() -> dict[str, str]:
    try:
        return {name: metadata.version(name) for name in _LIBRARIES}
    except metadata.PackageNotFoundError as error:
        _fail(f"{error.name} is not installed; run `make bench`, which installs it.")


def _round(contenders: Sequence[Contender], place: Workplace, plan: measure.Plan, with_limit: bool) -> Round:
    rows = {}
    for contender in contenders:
        for name, figures in measure.contender(contender, place, plan):
            rows[name] = figures
            _say(f"  {name}: {figures.tweets_per_second:,.0f} tweets/s, p50 {figures.p50:,.1f} ms")
    return Round(rows, measure.limit(plan, place) if with_limit else None)


def _report(rounds: Sequence[Round]) -> None:
    rows = {name: middle([one.rows[name] for one in rounds]) for name in rounds[0].rows}
    limits = [one.limit for one in rounds if one.limit]
    for part in (
        table.rows(rows) if rows else "",
        table.limit(middle(limits)) if limits else "",
        table.bars(bars.middle(rounds)),
    ):
        if part:
            _say(f"\n{part}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; exit with 0 if it could be measured."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            place = Workplace(Path(folder))
            tweets = bodies.tweets(options.data)
        except (CardError, DataError) as error:
            _fail(str(error))
        versions = _versions()
        place.fill(tweets[:_CHECKED])
        plan = measure.Plan(options.seconds, tweets)
        contenders = [contender for contender in CONTENDERS if contender.name in options.only]
        _say(
            f"{_machine()}; {len(tweets):,} tweets of {Path(options.data).name}; "
            + ", ".join(f"{name} {version}" for name, version in versions.items())
        )
        rounds = []
        for number in range(1, options.rounds + 1):
            _say(f"Round {number} of {options.rounds}")
            rounds.append(_round(contenders, place, plan, _LIMIT in options.only))
    _report(rounds)
    if options.json:
        everything = {
            "machine": _machine(),
            "versions": versions,
            "rounds": [asdict(one) for one in rounds],
            "bars": [asdict(bar) for bar in bars.middle(rounds)],
        }
        options.json.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
