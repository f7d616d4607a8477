#!/usr/bin/env bash
# Ends the trial of a revision that has all traffic: it alone goes on, and keeps each visitor to a replica.
set -euo pipefail

if [[ -z $STABLE ]]; then
  exit
fi
az containerapp revision set-mode --name sentiment --resource-group "$GROUP" --mode single --output none
az containerapp ingress sticky-sessions set --name sentiment --resource-group "$GROUP" --affinity sticky --output none
