#!/usr/bin/env bash
# Deploys IMAGE as the revision REVISION. It gets no traffic while STABLE is named. Writes REVISION_NAME and
# REVISION_URL into GITHUB_ENV.
set -euo pipefail

name=sentiment--$REVISION
# Known before it is there: a deployment that fails half-way is rolled back, too.
echo "REVISION_NAME=$name" >> "$GITHUB_ENV"
az deployment group create --name main --resource-group "$GROUP" \
  --parameters "bentos/azure/$PARAMETERS.bicepparam" --output none
host=$(az containerapp revision show --name sentiment --resource-group "$GROUP" --revision "$name" \
  --query properties.fqdn --output tsv)
echo "REVISION_URL=https://$host" >> "$GITHUB_ENV"
echo "$name is at https://$host."
