"""The proof of the loop, on real tweets: `python -m tests.proof FAMILY`, or `make proof`.

A champion trained on Sentiment140 meets tweets to airlines. What it gets wrong among 2,000 of them is
flagged with the reviews' own labels and accepted; it is retrained; the others tell whether that helped. The
same flags with inverted labels must be refused.
"""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from bentos.settings import FAMILIES, ROOT, Family
from tests.conftest import sentiment
from tests.proof import stream
from train.console import HELD_BACK

GAIN = {"logreg": 0.04, "lstm-word2vec": 0.02, "lstm-glove": 0.02, "bert": 0.02}
LOSS = 0.005  # accuracy on the test rows that may be lost
SHARED = ROOT.parent / "shared" / "data"


def main() -> int:
    """Prove it for one family; the exit code is 1 where a bar is not reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("--data", type=Path, default=SHARED / "sentiment140" / "train.csv.gz")
    parser.add_argument("--test", type=Path, default=SHARED / "sentiment140" / "test.csv.gz")
    parser.add_argument("--stream", type=Path, default=SHARED / "airline" / "Tweets.csv.gz")
    parser.add_argument("--limit", help="at most that many training tweets")
    parser.add_argument(
        "--home", type=Path, default=ROOT / "build" / "proof", help="where a champion is, or will be trained"
    )
    chosen = parser.parse_args()
    family: Family = chosen.family
    home = chosen.home.resolve() / family
    home.mkdir(parents=True, exist_ok=True)
    if not list((home / "bentoml").glob(f"models/sentiment-{family}/*/card.json")):
        limit = ["--limit", chosen.limit] if chosen.limit else []
        _run(home, "train", family, "--data", str(chosen.data), "--test", str(chosen.test), *limit)
    flagged, others = stream.divide(chosen.stream, home)
    right, poisoned = (_fresh(home, name) for name in ("right", "poisoned"))
    before = _accuracy(home, family, others)
    count = stream.flag(right, family, flagged)
    stream.flag(poisoned, family, flagged, inverted=True)
    outcome, _ = _retrain(right, family, chosen)
    refused, code = _retrain(poisoned, family, chosen)
    after = _accuracy(right, outcome["challenger"].removeprefix("sentiment-"), others)
    tested = [_test_accuracy(right, outcome[name]) for name in ("champion", "challenger")]
    print(_table(family, count, before, after, tested, outcome, refused))  # noqa: T201 - the output
    reached = (
        outcome["promoted"]
        and after - before >= GAIN[family]
        and tested[1] - tested[0] >= -LOSS
        and code == HELD_BACK
    )
    return 0 if reached else 1


def _fresh(home: Path, name: str) -> Path:
    """A copy of the champion's home, under that name."""
    copy = home / name
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for part in ("bentoml", "home"):
        if (home / part).exists():
            shutil.copytree(home / part, copy / part, symlinks=True)
    return copy


def _run(home: Path, *words: str) -> tuple[str, int]:
    done = sentiment(home, *words)
    if done.returncode not in {0, HELD_BACK}:
        sys.exit(f"sentiment {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout, done.returncode


def _retrain(home: Path, family: Family, chosen: argparse.Namespace) -> tuple[dict[str, Any], int]:
    data = ["--data", str(chosen.data), "--test", str(chosen.test)]
    printed, code = _run(home, "retrain", family, *data, "--json")
    return json.loads(printed), code


def _accuracy(home: Path, model: str, others: Path) -> float:
    printed, _ = _run(home, "evaluate", "--model", model, "--data", str(others), "--json")
    return float(json.loads(printed)["accuracy"])


def _test_accuracy(home: Path, tag: str) -> float:
    card = home / "bentoml" / "models" / tag.replace(":", "/") / "card.json"
    return float(json.loads(card.read_text())["metrics"]["test"]["accuracy"])


def _table(
    family: Family,
    count: int,
    before: float,
    after: float,
    tested: list[float],
    outcome: dict[str, Any],
    refused: dict[str, Any],
) -> str:
    def verdict(result: dict[str, Any]) -> str:
        failed = ", ".join(line["name"] for line in result["lines"] if not line["held"])
        return "promoted" if result["promoted"] else f"refused ({failed})"

    rows = [
        ("", "Before", "After", "Difference"),
        ("---", "---:", "---:", "---:"),
        ("Other airline tweets", f"{before:.4f}", f"{after:.4f}", f"{after - before:+.4f}"),
        ("Test of Sentiment140", f"{tested[0]:.4f}", f"{tested[1]:.4f}", f"{tested[1] - tested[0]:+.4f}"),
        (f"{family}, {count} flags", "", verdict(outcome), ""),
        ("The same, inverted", "", verdict(refused), ""),
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
