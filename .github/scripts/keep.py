"""Keep what a retraining leaves: `python .github/scripts/keep.py build/retrained.jsonl build/proposal`.

Archives of the champions, of what they met at the gate, and of the newest cascades: until the pull request is
merged, the champions before are served. `models.txt` names the champions where one of them is new.
"""

import json
import sys
from pathlib import Path

import bentoml

from bentos import store
from bentos.settings import FAMILIES

_CASCADES = 2  # that of the champions before, and that of the present ones


def main(retrained: Path, folder: Path) -> int:
    """Write the archives, and what to propose."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes = [json.loads(line) for line in retrained.read_text(encoding="utf-8").splitlines()]
    champions = [tag for family in FAMILIES if (tag := store.champion(family))]
    met = [tag for each in outcomes for tag in (each["champion"], each["challenger"]) if tag]
    for tag in {*champions, *met, *store.versions(store.CASCADE)[:_CASCADES]}:
        # BentoML takes a relative path for one below the root.
        bentoml.models.export_model(tag, str(folder.resolve()))
    if any(each["promoted"] for each in outcomes):
        names = [tag.removeprefix(store.PREFIX) + "\n" for tag in champions]
        (folder / "models.txt").write_text("".join(names), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
