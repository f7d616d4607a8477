"""Report what came of a retraining, in Markdown: `python .github/scripts/report.py build/retrained.jsonl`."""

import json
import sys
from pathlib import Path
from typing import Any

from bentos import store
from train import compare, gate, inventory
from train.gate import Line


def main(retrained: Path) -> int:
    """Print a section for each family, and the champions side by side."""
    outcomes = [json.loads(line) for line in retrained.read_text(encoding="utf-8").splitlines()]
    champions, _ = inventory.champions()
    parts = [
        "# Retraining",
        *map(section, outcomes),
        "## Champions",
        compare.markdown(compare.table(champions)),
    ]
    sys.stdout.write("\n\n".join(parts) + "\n")
    return 0


def section(outcome: dict[str, Any]) -> str:
    """What came of one family: the models, the flags, the gate's table."""
    champion, challenger = (
        str(outcome[name]).removeprefix(store.PREFIX) for name in ("champion", "challenger")
    )
    if outcome["challenger"] is None:
        return f"## {champion} stays\n\nNo reviewed flag is new to it."
    title = f"{challenger} is promoted" if outcome["promoted"] else f"{challenger} is refused"
    retraining = store.load(outcome["challenger"]).card.retraining
    learnt, judged = (len(retraining.flags), len(retraining.regressions)) if retraining else (0, 0)
    lines = tuple(Line.model_validate(line) for line in outcome["lines"])
    return (
        f"## {title}\n\n"
        f"Before: {champion}. Learnt from {learnt:,} reviewed flags, judged by {judged:,} others.\n\n"
        + compare.markdown(gate.table(lines))
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
