#!/usr/bin/env bash
# Builds the image and puts it, and the one that the played experiments run in, on the node of the local cluster.
#
# Usage: build-image.sh [--load-only] [TAG]           default: localhost/chaos-runner:test
# With --load-only what was built before is put on the node of a cluster that was started since.
# SHARED is the folder with cluster/image; its default is `shared` beside this repository.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
shared=${SHARED:-$(dirname "$repo")/shared}
builds=yes
if [[ ${1:-} == --load-only ]]; then builds=no; shift; fi
tag=${1:-localhost/chaos-runner:test}
image=$shared/cluster/image
[[ -x $image ]] || { echo "build-image: $image is missing: set SHARED to the folder that holds cluster/" >&2; exit 1; }

# This builder has no --target: the image with a shell is the file up to the end of that stage.
without_last_stage() { awk '/^FROM gcr.io\/distroless/ {exit} {print}' "$repo/Dockerfile"; }

if [[ $builds == yes ]]; then
  if [[ ${TARGET:-} == shell ]]; then
    "$image" build "$repo" "$tag" <(without_last_stage)
  else
    "$image" build "$repo" "$tag"
  fi
fi
"$image" load "$tag"
"$image" load docker.io/library/node:24-bookworm-slim
