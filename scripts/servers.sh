# What the scripts have in common that start servers on this machine: sourced by them, with the name of a folder below the cache
# or nothing. A server NAME has its process in NAME.pid, its address in NAME.url and what it says in NAME.log.
# shellcheck shell=bash

cache="${JSON_MODE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/json-mode}${servers_folder:+/$servers_folder}"

say() { printf '%s\n' "$*" >&2; }

# Nothing can be tried, and that is no failure.
left_out() {
    say "left out: $*"
    exit 77
}

is_running() {
    [ -f "$cache/$1.pid" ] && kill -0 "$(cat "$cache/$1.pid")" 2>/dev/null
}

# A port of this machine that is listened at.
listens() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# launch NAME SECONDS READY COMMAND..: starts the command and waits until READY holds.
launch() {
    local name="$1" seconds="$2" ready="$3"
    shift 3
    "$@" >"$cache/$name.log" 2>&1 &
    echo $! >"$cache/$name.pid"
    disown
    for _ in $(seq "$((seconds * 5))"); do
        eval "$ready" && return
        is_running "$name" || { say "$name did not start:"; tail -n 20 "$cache/$name.log" >&2; exit 1; }
        sleep 0.2
    done
    say "$name is not ready after $seconds s, see $cache/$name.log"
    exit 1
}

# Ends the servers of these names, as far as this cache knows them.
stop() {
    local name
    for name in "$@"; do
        if is_running "$name"; then
            kill "$(cat "$cache/$name.pid")"
            say "$name stopped"
        fi
        rm -f "$cache/$name.pid" "$cache/$name.url"
    done
}

# The head of the script that sources this, as its help.
usage() {
    awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0" >&2
    exit 2
}
