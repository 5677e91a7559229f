#!/usr/bin/env bash
# Two servers of OpenAI's API that nobody of this project wrote, on this machine: llmock from PyPI, which answers by the
# schema that it is sent, fails on purpose and judges its client; aimock from npm, which plays what it is told, and fails
# on purpose.
#
#   eval "$(scripts/independent-servers.sh start)"    set up (once, some 60 MB), start, and export where they are
#   cargo test -p json-mode-tests --test integration -- independent:: --nocapture
#   scripts/independent-servers.sh stop
#
# start [PORT]   llmock at 8128 unless said otherwise, aimock at the next one
# stop           ends the servers that this script started
# The folder is kept between runs: JSON_MODE_CACHE, or json-mode in the user's cache.
# Exit status 77: neither Python with its registry nor Node with its own is here, so there is nothing to try.
set -euo pipefail
servers_folder=independent
# shellcheck source=scripts/servers.sh
. "$(dirname "$0")/servers.sh"

llmock_package=llmock==0.2.2
aimock_package=@copilotkit/aimock@1.43.0

llmock="$cache/llmock/bin/llmock"
aimock="$cache/aimock/node_modules/@copilotkit/aimock"

set_up_llmock() {
    [ "$("$llmock" --help >/dev/null 2>&1 && cat "$cache/llmock.version" 2>/dev/null)" = "$llmock_package" ] && return
    command -v python3 >/dev/null || { say "no llmock: there is no python3"; return 1; }
    say "installing $llmock_package"
    python3 -m venv --clear "$cache/llmock" >&2 || { say "no llmock: no virtual environment can be made"; return 1; }
    "$cache/llmock/bin/python" -m pip install --quiet --disable-pip-version-check "$llmock_package" >&2 ||
        { say "no llmock: $llmock_package cannot be installed"; return 1; }
    printf '%s\n' "$llmock_package" >"$cache/llmock.version"
}

set_up_aimock() {
    [ -f "$aimock/dist/cli.js" ] && [ "$(cat "$cache/aimock.version" 2>/dev/null)" = "$aimock_package" ] && return
    command -v npm >/dev/null && command -v node >/dev/null || { say "no aimock: there is no node"; return 1; }
    say "installing $aimock_package"
    mkdir -p "$cache/aimock"
    npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$cache/aimock" "$aimock_package" >&2 ||
        { say "no aimock: $aimock_package cannot be installed"; return 1; }
    printf '%s\n' "$aimock_package" >"$cache/aimock.version"
}

# What aimock says: by the last message's words, Alice unless something else is asked for.
fixtures() {
    cat <<'JSON'
{ "fixtures": [
  { "match": { "userMessage": "fenced" },
    "response": { "content": "Sure:\n```json\n{\"name\": \"Alice\", \"address\": \"42, Wonderland Avenue\",}\n```\nDone." } },
  { "match": { "userMessage": "cut" },
    "response": { "content": "{\"name\": \"Alice\", \"addr", "finishReason": "length" } },
  { "match": { "userMessage": "thinking" },
    "response": { "reasoning": "Alice lives there.", "content": "{\"name\": \"Alice\", \"address\": \"42, Wonderland Avenue\"}" } },
  { "match": { "userMessage": "half of it" },
    "response": { "content": "{\"name\": \"Alice\"}" } },
  { "match": { "userMessage": "no json_schema", "responseFormat": "json_schema" },
    "response": { "error": { "message": "This model does not support response format `json_schema`.",
      "type": "invalid_request_error" }, "status": 400 } },
  { "match": { "userMessage": "busy", "sequenceIndex": 0 },
    "response": { "error": { "message": "Rate limited", "type": "rate_limit_error" }, "status": 429 } },
  { "match": {},
    "response": { "content": "{\"name\": \"Alice\", \"address\": \"42, Wonderland Avenue\"}" } }
] }
JSON
}

# Starts NAME at PORT with the command that follows, if it does not run already.
launch_at() {
    local name="$1" at="$2"
    shift 2
    if ! is_running "$name"; then
        launch "$name" 30 "listens $at" "$@"
        printf '%s\n' "http://127.0.0.1:$at/v1" >"$cache/$name.url"
    fi
    say "$name: $(cat "$cache/$name.url")"
}

start() {
    port="${1:-8128}"
    mkdir -p "$cache"
    found=0
    if set_up_llmock; then
        launch_at llmock "$port" "$llmock" serve --port "$port" --log-level warning
        printf 'export JSON_MODE_LLMOCK_URL=%s\n' "$(cat "$cache/llmock.url")"
        found=1
    fi
    if set_up_aimock; then
        fixtures >"$cache/fixtures.json"
        launch_at aimock "$((port + 1))" node "$aimock/dist/cli.js" --port "$((port + 1))" \
            --fixtures "$cache/fixtures.json" --chunk-size 3 --log-level warn
        printf 'export JSON_MODE_AIMOCK_URL=%s\n' "$(cat "$cache/aimock.url")"
        found=1
    fi
    [ "$found" = 1 ] || exit 77
}

case "${1:-}" in
    start) start "${2:-}" ;;
    stop) stop llmock aimock ;;
    *) usage ;;
esac
