"""Build the Bento, labelled with where its models and its code come from: `python .ci/bento.py`.

bentofile.yaml says what is packed; the labels differ from build to build. The exit code is 2 where there is
nothing to pack; else the tag is printed.
"""

import sys

import bentoml

from bentos import catalogue, store
from bentos.card import Provenance
from bentos.catalogue import Catalogue
from bentos.settings import ROOT, SettingsError, settings
from train import lineage


def main() -> int:
    """Build it, and say which models it lacks."""
    try:
        # service.py, which the build imports, takes over this decision.
        packed = catalogue.shared(settings().served)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for family, reason in packed.reasons.items():
        sys.stderr.write(f"{family} is left out: {reason}\n")
    if not packed.tags:
        sys.stderr.write("No model can be packed; train one with `sentiment train all`.\n")
        return 2
    bento = bentoml.bentos.build_bentofile(labels=labels(packed), build_ctx=str(ROOT))
    sys.stdout.write(f"{bento.tag}\n")
    return 0


def labels(packed: Catalogue) -> dict[str, str]:
    """The commit of the code, and of each model and the cascade version, run, training rows and commit."""
    origins: dict[str, Provenance] = {tag: store.load(tag).card.lineage for tag in packed.tags.values()}
    if packed.cascade:
        origins[packed.cascade] = store.load_cascade(packed.cascade).card.lineage
    made = {"git-commit": lineage.commit()}
    for tag, origin in origins.items():
        family, _, version = tag.removeprefix(store.PREFIX).partition(":")
        made |= {
            f"{family}.version": version,
            f"{family}.mlflow-run-id": origin.run_id,
            f"{family}.data-fingerprint": origin.data_fingerprint,
            f"{family}.git-commit": origin.git_commit,
        }
    return made


if __name__ == "__main__":
    sys.exit(main())
