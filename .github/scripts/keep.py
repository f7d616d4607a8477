"""Keep what a retraining leaves: `python .github/scripts/keep.py build/retrained.jsonl build/proposal`.

Archives of the champions, of what they met at the gate, and of the cascades that were fitted for these: until
the pull request is merged, the champions before are served. Where one of them is new, `models.txt` names the
champions, and in its first line the run that keeps them, GITHUB_RUN_ID.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import bentoml

from bentos import store
from bentos.settings import FAMILIES


def main(retrained: Path, folder: Path) -> int:
    """Write the archives, and what to propose."""
    folder.mkdir(parents=True, exist_ok=True)
    outcomes = [json.loads(line) for line in retrained.read_text(encoding="utf-8").splitlines()]
    champions = [tag for family in FAMILIES if (tag := store.champion(family))]
    met = [tag for each in outcomes for tag in (each["champion"], each["challenger"]) if tag]
    kept = {*champions, *met}
    for tag in kept | set(cascades(kept)):
        # BentoML takes a relative path for one below the root.
        bentoml.models.export_model(tag, str(folder.resolve()))
    if any(each["promoted"] for each in outcomes):
        names = [tag.removeprefix(store.PREFIX) + "\n" for tag in champions]
        run = f"retraining {os.environ['GITHUB_RUN_ID']}\n"
        (folder / "models.txt").write_text(run + "".join(names), encoding="utf-8")
    return 0


def cascades(kept: set[str]) -> Iterator[str]:
    """The newest cascade for each pair of the models that are kept."""
    pairs = set()
    for tag in store.versions(store.CASCADE):
        pair = frozenset(store.load_cascade(tag).card.pins.values())
        if pair <= kept and pair not in pairs:
            pairs.add(pair)
            yield tag


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
