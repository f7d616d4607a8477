"""Where an invented model comes from."""

from bentos.card import Provenance

PROVENANCE = Provenance(
    run_id="r1",
    model_uri="runs:/r1/model",
    experiment="sentiment-logreg",
    data=("starter",),
    data_fingerprint="ab" * 32,
    validation_fingerprint="cd" * 32,
    test_fingerprint="ef" * 32,
    rows={"train": 2, "validation": 1, "test": 1},
    git_commit="c0ffee",
    libraries={"scikit-learn": "1.9.1"},
    created="2026-01-01T00:00:00+00:00",
)
