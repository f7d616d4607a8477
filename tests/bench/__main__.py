"""`python -m tests.bench`: this service beside others, with the same weights, tweets and cores."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from bentos.card import CardError
from tests.bench import bars, bodies, measure, table
from tests.bench.bars import Turn
from tests.bench.contenders import CONTENDERS
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
    parser.add_argument("--rounds", type=int, default=3, help="each starts all contenders anew")
    parser.add_argument("--turns", type=int, default=5, help="of a round; in each, all are measured once")
    parser.add_argument("--seconds", type=float, default=2.0, help="of one measurement")
    parser.add_argument("--only", type=_chosen, default=list(_NAMES), help=f"some of {', '.join(_NAMES)}")
    parser.add_argument("--json", type=Path, help="a file for all figures of all turns")
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


def _turns(names: Sequence[str], place: Workplace, plan: measure.Plan) -> Iterator[Turn]:
    contenders = [contender for contender in CONTENDERS if contender.name in names]
    for turn in measure.turns(contenders, place, plan, limit=_LIMIT in names):
        speeds = (f"{name}: {row.tweets_per_second:,.0f} tweets/s" for name, row in turn.rows.items())
        _say("  " + "; ".join(speeds))
        yield turn


def _report(turns: Sequence[Turn]) -> None:
    rows = {name: middle([one.rows[name] for one in turns]) for name in turns[0].rows}
    limits = [one.limit for one in turns if one.limit]
    for part in (
        table.rows(rows) if rows else "",
        table.limit(middle(limits)) if limits else "",
        table.bars(bars.middle(turns)),
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
        plan = measure.Plan(options.turns, options.seconds, tweets)
        _say(
            f"{_machine()}; {len(tweets):,} tweets of {Path(options.data).name}; "
            + ", ".join(f"{name} {version}" for name, version in versions.items())
        )
        turns: list[Turn] = []
        for number in range(1, options.rounds + 1):
            _say(f"Round {number} of {options.rounds}")
            turns += _turns(options.only, place, plan)
    _report(turns)
    if options.json:
        everything = {
            "machine": _machine(),
            "versions": versions,
            "turns": [asdict(one) for one in turns],
            "bars": [asdict(bar) for bar in bars.middle(turns)],
        }
        options.json.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
