#!/usr/bin/env bash
# LiteLLM's proxy on this machine, before the servers that independent-servers.sh starts and, where one runs, the model of
# local-model.sh. It is large (some 740 MB in a virtual environment, minutes to set up), so .ci/run leaves it out.
#
#   eval "$(scripts/independent-servers.sh start)"
#   eval "$(scripts/local-model.sh start)"              if wished: its address becomes the proxy's model `local`
#   eval "$(scripts/litellm.sh start)"
#   cargo test -p json-mode-tests --test integration -- independent::litellm --nocapture
#   scripts/litellm.sh stop
#
# start [PORT]   8130 unless said otherwise
# stop           ends the proxy that this script started
# The folder is kept between runs: JSON_MODE_CACHE, or json-mode in the user's cache.
# Exit status 77: Python or the registry is missing, or the servers behind it are, so there is nothing to try.
#
# Run on 2026-11-21 with litellm 1.106.2, llmock 0.2.2 and aimock 1.43.0: the tests pass. What was seen:
# - A rejection of a form comes through in the words of the host behind it, and leads down the ladder.
# - A status other than 400 keeps its meaning; `retry-after` comes through.
# - A wrong key is a 400 `no_db_connection` where the proxy has no database.
set -euo pipefail
servers_folder=litellm
# shellcheck source=scripts/servers.sh
. "$(dirname "$0")/servers.sh"

package='litellm[proxy]==1.106.2'
# Of this machine's own proxy, which listens on loopback alone.
key=sk-json-mode-on-loopback-only

litellm="$cache/venv/bin/litellm"
url_file="$cache/proxy.url"

set_up() {
    mkdir -p "$cache"
    [ "$(cat "$cache/version" 2>/dev/null)" = "$package" ] && return
    command -v python3 >/dev/null || left_out "there is no python3"
    say "installing $package"
    python3 -m venv --clear "$cache/venv" >&2 || left_out "python3 cannot make a virtual environment"
    "$cache/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$package" >&2 ||
        left_out "$package cannot be installed"
    printf '%s\n' "$package" >"$cache/version"
}

# A model of the proxy's: its name, and where it is.
model() {
    [ -z "$2" ] && return
    cat <<YAML
  - model_name: $1
    litellm_params: { model: openai/gpt-x, api_base: $2, api_key: test-key }
YAML
}

config() {
    printf 'model_list:\n'
    model alice "${JSON_MODE_AIMOCK_URL:-}"
    model by-schema "${JSON_MODE_LLMOCK_URL:-}"
    model local "${JSON_MODE_BASE_URL:-}"
    printf 'litellm_settings: { num_retries: 0, telemetry: false }\n'
    printf 'general_settings: { master_key: %s }\n' "$key"
}

start() {
    port="${1:-8130}"
    if ! is_running proxy; then
        [ -n "${JSON_MODE_AIMOCK_URL:-}${JSON_MODE_LLMOCK_URL:-}" ] ||
            left_out "no server is behind it; start independent-servers.sh first"
        set_up
        config >"$cache/config.yaml"
        launch proxy 150 'listens "$port"' \
            "$litellm" --config "$cache/config.yaml" --host 127.0.0.1 --port "$port"
        printf '%s\n' "http://127.0.0.1:$port/v1" >"$url_file"
    fi
    say "LiteLLM: $(cat "$url_file")"
    printf 'export JSON_MODE_LITELLM_URL=%s\n' "$(cat "$url_file")"
    printf 'export JSON_MODE_LITELLM_KEY=%s\n' "$key"
}

case "${1:-}" in
    start) start "${2:-}" ;;
    stop) stop proxy ;;
    *) usage ;;
esac
