#!/usr/bin/env bash
# Gives all traffic back to STABLE, and stops the revision that failed, REVISION_NAME, however far the deployment came.
# What Azure refuses is asked ROLLBACK_ATTEMPTS times, ROLLBACK_SECONDS apart: it takes one change at a time. All of it
# has ROLLBACK_LIMIT seconds, a third of them to wait until Azure is idle: of a run that is cancelled, GitHub ends
# everything after five minutes.
set -euo pipefail

if [[ -z $STABLE ]]; then
  echo "No earlier revision is there to go back to." >&2
  exit 1
fi
app=(--name sentiment --resource-group "$GROUP")

until=$((ROLLBACK_LIMIT / 3))
patiently() {
  local attempt
  for ((attempt = 1; attempt <= ROLLBACK_ATTEMPTS; attempt++)); do
    ((attempt == 1)) || { ((SECONDS + ROLLBACK_SECONDS < until)) && sleep "$ROLLBACK_SECONDS"; } || return 1
    ! "$@" || return 0
  done
  return 1
}

going_on() {
  az deployment group list --resource-group "$GROUP" --output tsv \
    --query "[?name=='main' && (properties.provisioningState=='Accepted' || properties.provisioningState=='Running')].name"
}

idle() {
  local state
  state=$(az containerapp show "${app[@]}" --query properties.provisioningState --output tsv) && [[ $state != InProgress ]]
}

active() {
  az containerapp revision list "${app[@]}" --query "[?name=='$REVISION_NAME'].name" --output tsv
}

mode() {
  az containerapp show "${app[@]}" --query properties.configuration.activeRevisionsMode --output tsv
}

weight() {
  az containerapp revision show "${app[@]}" --revision "$REVISION_NAME" --query properties.trafficWeight --output tsv
}

# A deployment goes on when the step that began it is cancelled; what it has not begun, it shall leave.
if [[ -n $(patiently going_on) ]]; then
  patiently az deployment group cancel --name main --resource-group "$GROUP" || echo "The deployment goes on." >&2
fi
patiently idle || echo "The service is still being changed." >&2

until=$ROLLBACK_LIMIT
there=$(patiently active) || there=$REVISION_NAME
if [[ -z $there ]]; then
  echo "$REVISION_NAME does not run; the traffic is where it was."
  exit
fi
current=$(patiently mode) || current=unknown
if [[ ${current,,} == single ]]; then
  # The newest revision has all traffic then, Azure shifts none, and may have stopped the one before.
  patiently az containerapp revision set-mode "${app[@]}" --mode multiple --output none || true
  patiently az containerapp revision activate "${app[@]}" --revision "$STABLE" --output none || true
fi
shifted=yes
patiently az containerapp ingress traffic set "${app[@]}" --output none --revision-weight "$STABLE=100" || shifted=
# Who is sent to a revision that is stopped gets no answer at all.
if [[ -z $shifted && $(weight) != 0 ]]; then
  echo "The traffic cannot be given back to $STABLE, so $REVISION_NAME runs on: act by hand." >&2
  exit 1
fi
patiently az containerapp revision deactivate "${app[@]}" --revision "$REVISION_NAME" --output none
[[ -n $shifted ]] || { echo "$REVISION_NAME had no traffic and is stopped; the rest was refused." >&2; exit 1; }
echo "All traffic is with $STABLE again."
