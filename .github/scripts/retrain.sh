#!/usr/bin/env bash
# Retrains FAMILY on build/accepted.jsonl, writes what came of each into build/retrained.jsonl, and fits the cascade
# again where one of its two families has a new champion. That the gate refuses a model is no failure.
set -euo pipefail

[[ $DATA != sentiment140 ]] || .venv/bin/sentiment fetch sentiment140
.venv/bin/sentiment retrain "$FAMILY" --flags build/accepted.jsonl --json > build/retrained.jsonl || (($? == 3))
if [[ -d $BENTOML_HOME/models/sentiment-cascade ]] &&
  grep -qE '"challenger": "sentiment-(logreg|bert):.*"promoted": true' build/retrained.jsonl; then
  .venv/bin/sentiment cascade --data "${DATA:-starter}"
fi
