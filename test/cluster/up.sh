#!/usr/bin/env bash
# Starts the local cluster and prints its kubeconfig.
# SHARED is the folder with cluster/up; its default is `shared` beside this repository.
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
shared=${SHARED:-$(dirname "$repo")/shared}
[[ -x $shared/cluster/up ]] || { echo "up: $shared/cluster/up is missing: set SHARED to the folder that holds cluster/" >&2; exit 1; }
GOENV=off "$shared/cluster/up"
# A bridge takes the lowest address of its ports, so it changes as pods come and go, and every other pod then sends to
# the old one for half a minute. An address that was set stays.
[[ ! -e /sys/class/net/cni0 ]] || ip link set dev cni0 address 0a:58:0a:55:00:01
