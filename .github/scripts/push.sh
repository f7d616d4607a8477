#!/usr/bin/env bash
# Pushes the image that the build has kept in FILE as IMAGE, into REGISTRY.
set -euo pipefail

zstd --decompress --stdout "$FILE" | docker load
docker tag "sentiment:$COMMIT" "$IMAGE"
az acr login --name "$REGISTRY"
docker push "$IMAGE"
