#!/usr/bin/env bash
# Finds in GROUP what the steps after this one need, and writes it into GITHUB_ENV: IMAGE, which is named after
# COMMIT; REVISION, its new revision; STABLE, the one that has the traffic now; VAULT and REGISTRY.
set -euo pipefail

made() {
  az deployment group show --name foundation --resource-group "$GROUP" --query "properties.outputs.$1.value" --output tsv
}

vault=$(made vaultName)
registry=$(made registryName)
server=$(made registryServer)
stable=$(az containerapp list --resource-group "$GROUP" --query "[?name=='sentiment'].name" --output tsv)
if [[ -n $stable ]]; then
  stable=$(az containerapp revision list --name sentiment --resource-group "$GROUP" \
    --query "sort_by([?properties.active], &properties.trafficWeight)[-1].name" --output tsv)
fi
# Commits are built side by side, and one may overtake another. To go back is a second attempt.
if [[ $stable =~ ^sentiment--c[0-9a-f]{12}-([0-9]+)-[0-9]+$ && $GITHUB_RUN_ATTEMPT == 1 ]] &&
  ((BASH_REMATCH[1] > GITHUB_RUN_NUMBER)); then
  echo "$stable, of a later run, has the traffic; run this one again to go back to its commit." >&2
  exit 1
fi
# A revision's name is used once: what is tried again has another one.
cat >> "$GITHUB_ENV" <<END
VAULT=$vault
REGISTRY=$registry
IMAGE=$server/sentiment:$COMMIT
REVISION=c${COMMIT:0:12}-$GITHUB_RUN_NUMBER-$GITHUB_RUN_ATTEMPT
STABLE=$stable
END
echo "The traffic is with ${stable:-nobody: this is the first deployment}."
