#!/usr/bin/env bash
# Gives all traffic back to STABLE, and stops the revision that failed, REVISION_NAME.
set -euo pipefail

if [[ -z $STABLE ]]; then
  echo "No earlier revision is there to go back to." >&2
  exit 1
fi
az containerapp ingress traffic set --name sentiment --resource-group "$GROUP" --output none \
  --revision-weight "$STABLE=100"
there=$(az containerapp revision list --name sentiment --resource-group "$GROUP" \
  --query "[?name=='$REVISION_NAME'].name" --output tsv)
if [[ -n $there ]]; then
  az containerapp revision deactivate --name sentiment --resource-group "$GROUP" --revision "$REVISION_NAME" --output none
fi
echo "All traffic is with $STABLE again."
