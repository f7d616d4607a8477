"""Hold the served models against bars: `python .github/scripts/bars.py .github/bars.json`.

The exit code is 1 where a model is missing or does not reach a bar, so that it is not deployed.
"""

import json
import sys
from pathlib import Path

from bentos import store
from bentos.card import Card, CardError

_AT_MOST = {"loss", "milliseconds_per_tweet", "size_bytes"}


def main(bars: Path) -> int:
    """Print each figure beside its bar; `bars` maps a family to figures of its test split, or of its card."""
    missed = 0
    for family, wanted in json.loads(bars.read_text(encoding="utf-8")).items():
        try:
            card = store.load(store.resolve(family)).card
        except CardError as error:
            sys.stderr.write(f"{error}\n")
            missed += 1
            continue
        for name, bar in wanted.items():
            missed += not _held(card, name, bar)
    return 1 if missed else 0


def _held(card: Card, name: str, bar: float) -> bool:
    value = float(card.metrics["test"].get(name, getattr(card, name, float("nan"))))
    # A figure that the card does not have is no number, and reaches no bar.
    held = value <= bar if name in _AT_MOST else value >= bar
    sign = "at most" if name in _AT_MOST else "at least"
    (sys.stdout if held else sys.stderr).write(
        f"{card.family}: {name} {value:.4g}, {sign} {bar:g}: {'held' if held else 'missed'}.\n"
    )
    return held


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
