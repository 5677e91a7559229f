#!/usr/bin/env bash
# Counts the instructions of a scan of 1 MiB and of 2 MiB for each category, and prints what twice the text costs.
#
# benches/linear.sh [WORD]   only the categories that hold the word
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

# Instructions inside of the scan, without reading the file.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect='*scan_len*' "$program" scan "$1" "$2" 2>&1 |
        sed -n 's/.*Collected : //p'
}

printf '%-36s %7s %12s %12s %7s %9s\n' category piece '1 MiB' '2 MiB' ratio 'per byte'
bad=0
while IFS=$'\t' read -r file piece name; do
    case "$name" in *"${1:-}"*) ;; *) continue ;; esac
    one=$(count "$file" "$piece")
    two=$(count "${file/\/1024\//\/2048\/}" "$piece")
    bytes=$(stat -c %s "$file")
    how=$piece
    [ "$piece" = 0 ] && how=whole
    awk -v n="$name" -v p="$how" -v a="$one" -v b="$two" -v s="$bytes" 'BEGIN {
        printf "%-36s %7s %12d %12d %7.3f %9.1f%s\n", n, p, a, b, b / a, a / s, (b / a > 2.1) ? "  NOT LINEAR" : ""
        exit (b / a > 2.1)
    }' || bad=1
done <"$folder/list"
exit $bad
