#!/usr/bin/env bash
# Makes the release of TAG on GitHub, with build/notes.md, the newest Bento and the bill of materials.
set -euo pipefail

# BentoML takes a relative path for one below the root.
.venv/bin/bentoml export sentiment:latest "$PWD/build/sentiment-$TAG.bento"
gh release create "$TAG" --verify-tag --title "$TAG" --notes-file build/notes.md \
  "build/sentiment-$TAG.bento" build/sbom.json
