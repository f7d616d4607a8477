#!/usr/bin/env bash
# Gives REVISION_NAME so many percent of the traffic, and STABLE the rest: `shift.sh 10`.
set -euo pipefail

if [[ -z $STABLE ]]; then
  echo "$REVISION_NAME is the first revision and has all traffic."
  exit
fi
az containerapp ingress traffic set --name sentiment --resource-group "$GROUP" --output none \
  --revision-weight "$REVISION_NAME=$1" "$STABLE=$((100 - $1))"
echo "$REVISION_NAME has $1 % of the traffic."
