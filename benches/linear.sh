#!/usr/bin/env bash
# Counts the instructions of reading 1 MiB and 2 MiB of each category, and prints what twice the text costs: of a scan, whole and
# in pieces, and of what stands above it (see linear.rs).
#
# benches/linear.sh [WORD]   only the work and categories that hold the word
#
# Fails when twice the text costs more than 2.1 times the instructions.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v valgrind >/dev/null; then
    echo "linear: skipped, valgrind is not installed"
    exit 0
fi

program=$(cargo bench -p json-mode-benches --bench linear --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))/\1/p')
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkdir "$folder/1024" "$folder/2048"
"$program" write "$folder/1024" 1024 >"$folder/list"
"$program" write "$folder/2048" 2048 >"$folder/list2"

# When glibc empties its fast bins depends on what else was freed, and costs a tenth of all at one size and nothing at the next.
export GLIBC_TUNABLES=glibc.malloc.mxfast=0

# Instructions of the work, without reading the file.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='*measured*' "$program" do "$2" "$1" 2>&1 |
        sed -n 's/.*Collected : //p'
}

printf '%-36s %7s %12s %12s %7s %9s\n' category work '1 MiB' '2 MiB' ratio 'per byte'
bad=0
while IFS=$'\t' read -r file work name; do
    case "$work $name" in *"${1:-}"*) ;; *) continue ;; esac
    one=$(count "$file" "$work")
    two=$(count "${file/\/1024\//\/2048\/}" "$work")
    bytes=$(stat -c %s "$file")
    awk -v n="$name" -v p="$work" -v a="$one" -v b="$two" -v s="$bytes" 'BEGIN {
        printf "%-36s %7s %12d %12d %7.3f %9.1f%s\n", n, p, a, b, b / a, a / s, (b / a > 2.1) ? "  NOT LINEAR" : ""
        exit (b / a > 2.1)
    }' || bad=1
done <"$folder/list"
exit $bad
