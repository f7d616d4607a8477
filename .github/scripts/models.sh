#!/usr/bin/env bash
# Has models in BENTOML_HOME: those that .github/models.txt names, from the retraining that made them, or, as long as
# no retraining was merged, new ones, trained on DATA.
set -euo pipefail

if [[ ! -f .github/models.txt ]]; then
  echo "No retraining was merged; the models are trained on ${DATA:=starter}."
  [[ $DATA != sentiment140 ]] || .venv/bin/sentiment fetch sentiment140
  .venv/bin/sentiment train all --data "$DATA"
  exit
fi
{ read -r _ kept && mapfile -t models; } < .github/models.txt
if ! gh run download "$kept" --name models --dir build/models; then
  # That artifact is too old, but each retraining keeps what it began with.
  kept=$(gh run list --workflow retrain.yml --branch main --status success --limit 1 \
    --json databaseId --jq '.[].databaseId')
  if [[ -z $kept ]] || ! gh run download "$kept" --name models --dir build/models; then
    echo "The models of .github/models.txt are gone; delete that file, so that new ones are trained." >&2
    exit 1
  fi
fi
# BentoML takes a relative path for one below the root.
for archive in "$PWD"/build/models/*.bentomodel; do
  .venv/bin/bentoml models import "$archive"
done
for model in "${models[@]}"; do
  .venv/bin/sentiment promote "$model" --reason "named in .github/models.txt"
done
echo "The models are those of retraining $kept."
