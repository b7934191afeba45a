# shellcheck shell=bash
# What `run` and `on-kubernetes` are made of: steps with a budget, suites that are counted, one cluster at a time, and the
# closing lines. To be sourced; it moves to the root of the repository.
#
# SHARED is the folder with litmus/ (CRDs and charts) and cluster/ (a Kubernetes on this machine); its default is
# `shared` beside this repository. REPORTS names a folder that takes the reports to keep, such as test/reports.
set -uo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repo" || exit 1
# Random cases are drawn from fixed seeds here, so that a result can be repeated; runs by hand draw new ones.
export FC_SEED=${FC_SEED:-20261122} CRASH_SEED=${CRASH_SEED:-953153} SWEEP_SEED=${SWEEP_SEED:-20261122}
export CI=true SHARED=${SHARED:-$(dirname "$repo")/shared}
export LITMUS_FIXTURES=${LITMUS_FIXTURES:-$SHARED/litmus} GOENV=off
work=$(mktemp -d)
began=$SECONDS took=0.0 passed=0 failed=0 broken=() lines=() installing='' running=''
commit=$(git describe --always --dirty --abbrev=12 --exclude='*')
# The version of the cluster that is up; empty while there is none.
version='' server=''

say() { printf '\n== %s\n' "$*"; }
minutes_since() { awk -v s=$((SECONDS - $1)) 'BEGIN {printf "%.1f", s / 60}'; }
fails() { failed=$((failed + 1)); broken+=("$1"); }
has_script() { node -e 'process.exit(require("./package.json").scripts[process.argv[1]] ? 0 : 1)' "$1"; }
budget() { node -p 'const all = require("./.ci/budgets.json"); ({...all.byHand, ...all.minutes})[process.argv[1]] ?? ""' "$1"; }
# A line of the closing list: which Kubernetes, what, how it went, its minutes.
note() { # name minutes budget result
  lines+=("$(printf '%-6s %-22s %5s of %2s min  %s' "${version:--}" "$1" "$2" "$3" "$4")")
}
# Runs a command within the budget of that name. What takes longer is ended with all its children, and has failed.
within() { # name command...
  local name=$1 limit start=$SECONDS code=0; shift
  took=0.0
  limit=$(budget "$name")
  if [[ -z $limit ]]; then echo "$name has no budget in .ci/budgets.json" >&2; return 1; fi
  # In the background, so that a signal to this script is not held up until the command has ended by itself.
  timeout --kill-after=15 "${limit}m" "$@" &
  running=$!
  wait "$running" || code=$?
  running=''
  took=$(minutes_since "$start")
  if ((code == 124 || code == 137)); then echo "$name took longer than its budget of $limit minutes and was ended" >&2; fi
  return "$code"
}
# A step that is no suite: its failure counts as one.
step() { # name command...
  local result=done
  say "$1"
  within "$@" || { result=FAILED; fails "$1"; }
  note "$1" "$took" "$(budget "$1")" "$result"
  [[ $result == done ]]
}
# A suite that the project has: its tests are counted from vitest's report. One that ran no test has failed.
suite() { # npm-script [budget's name]
  has_script "$1" || return 0
  say "npm run $1${version:+ on Kubernetes $server}"
  local name=${2:-$1} report=$work/${1//:/-}$version.json code=0 kept counts
  within "$name" npm run --silent "$1" -- --reporter=default --reporter=json --outputFile.json="$report" || code=$?
  kept=$([[ -s $report ]] && tsx test/compatibility/keep.ts --suite "$1" --minutes "$took" --commit "$commit" \
    ${server:+--kubernetes "$server"} ${REPORTS:+--into "$REPORTS"} "$report") || kept='0 0'
  counts=${kept%%$'\n'*}
  local good=${counts% *} bad=${counts#* }
  if ((bad == 0)) && { ((code != 0)) || ((good == 0)); }; then bad=1; fi
  # The failed tests once more at the very end: what a suite printed of them may be far above.
  ((bad == 0)) || broken+=("npm run $1${version:+ on $version}${kept#"$counts"}")
  passed=$((passed + good)) failed=$((failed + bad))
  note "$1" "$took" "$(budget "$name")" "$good passed, $bad failed"
}

# Kubernetes is compiled once per machine, which takes minutes: in the background, one version after the other, with what is
# left of the processors.
install_in_background() { # version...
  setsid nice -n 19 bash -c 'for each in "${@:2}"; do
      "$SHARED/cluster/install" "$each" >"$1/install-$each.log" 2>&1; echo $? >"$1/installed-$each"
    done' _ "$work" "$@" &
  installing=$!
}
install_now() { # version
  "$SHARED/cluster/install" "$1" >"$work/install-$1.log"; echo $? >"$work/installed-$1"
}
installed() { # version
  step "install $1" bash -c 'until [[ -s $1 ]]; do sleep 1; done; exit "$(<"$1")"' _ "$work/installed-$1" \
    || { tail -20 "$work/install-$1.log" >&2; return 1; }
}
# Takes the place of the cluster that is up, if any: there is one per machine at a time. A second one of a version says what it
# is for.
cluster_up() { # version [what for]
  cluster_down
  [[ -n ${2:-} ]] || installed "$1" || return 1
  export KUBERNETES=$1
  version=$1
  step "up $1${2:+ for $2}" bash -c 'test/cluster/up.sh >"$1"' _ "$work/kubeconfig" || return 1
  KUBECONFIG=$(<"$work/kubeconfig") && export KUBECONFIG
  server=$(kubectl get --raw /version | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).gitVersion.slice(1)')
}
cluster_down() {
  [[ -n $version ]] || return 0
  "$SHARED/cluster/down"
  version='' server=''
  unset KUBECONFIG KUBERNETES
}

leave() {
  [[ -z $running ]] || { kill "$running" && wait "$running"; } 2>/dev/null
  [[ -z $installing ]] || kill -- "-$installing" 2>/dev/null
  cluster_down
  rm -rf "$work"
}
trap leave EXIT
finish() {
  cluster_down
  say 'Kubernetes, suite, minutes'
  printf '%s\n' "${lines[@]:-none}"
  ((${#broken[@]} == 0)) || printf 'failed: %s\n' "${broken[@]}"
  echo "$(minutes_since "$began") minutes"
  echo "$passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}
give_up() { echo "$1" >&2; fails "$1"; finish; exit 1; }

[[ -d $SHARED/litmus && -x $SHARED/cluster/up ]] \
  || give_up "the fixtures and the cluster are not at $SHARED: set SHARED to the folder that holds litmus/ and cluster/"
