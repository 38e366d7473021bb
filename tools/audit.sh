#!/bin/sh
# Look for known weaknesses in the packages of uv.lock:  sh tools/audit.sh
#
# Fails for a weakness that somebody has published, and says so where the list of them (osv.dev)
# cannot be asked: a machine without a network is no reason to fail.
set -u
cd "$(dirname "$0")/.."

uv=uv
if [ -x .venv/bin/uv ]; then uv=.venv/bin/uv; fi
if ! "$uv" audit --help >/dev/null 2>&1; then
    echo "This uv has no audit; nothing was looked up."
    exit 0
fi
told=$("$uv" audit --frozen 2>&1)
status=$?
echo "$told" | tail -n 40
case $status in
0) exit 0 ;;
esac
if echo "$told" | grep -qiE 'vulnerabilit|GHSA-|CVE-|PYSEC-'; then
    echo "Weaknesses are known: bring the packages up to date (uv lock --upgrade-package NAME)."
    exit 1
fi
echo "The list of weaknesses could not be asked; nothing was looked up."
