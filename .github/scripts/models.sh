#!/usr/bin/env bash
# Has models in BENTOML_HOME: those that the last retraining on main kept, or, where there are none, new ones,
# trained on DATA.
set -euo pipefail

kept=$(gh run list --workflow retrain.yml --branch main --status success --limit 1 \
  --json databaseId --jq '.[].databaseId' || true)
if [[ -n $kept ]] && gh run download "$kept" --name models --dir build/models; then
  for archive in build/models/*.bentomodel; do
    .venv/bin/bentoml models import "$archive"
  done
  echo "The models are those of retraining $kept."
else
  echo "No retraining has kept models; they are trained on ${DATA:=starter}."
  .venv/bin/sentiment train all --data "$DATA"
fi
