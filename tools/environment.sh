#!/bin/sh
# Make .venv fit for a purpose, from uv.lock alone:  sh tools/environment.sh PURPOSE
#
# demo   what running the archive needs, with the embedded PostgreSQL
# test   that and the tools of the tests
# check  that and the linters
# lock   install nothing, but fail if uv.lock no longer fits pyproject.toml
#
# What is there already is kept (--inexact): a plain `uv sync` would take away the tools of the
# other purposes, and uv itself where it was installed by pip. A .venv whose interpreter has left
# the machine, or that has lost a package, is made anew.
#
# The stamp .venv/.PURPOSE lists the packages that were there when it was written. While it is
# newer than pyproject.toml and uv.lock and nothing in it is missing, there is nothing to do.
set -eu
cd "$(dirname "$0")/.."

unset VIRTUAL_ENV
# An interpreter comes from the machine, never from the network.
export UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never
UV_NEEDED='uv>=0.9'

case "${1:-}" in
    lock) groups='' ;;
    demo) groups='--no-default-groups' ;;
    test) groups='--no-default-groups --group dev' ;;
    check) groups='--no-default-groups --group dev --group lint' ;;
    *)
        echo "usage: tools/environment.sh demo|test|check|lock" >&2
        exit 2
        ;;
esac

# uv compares itself with required-version of pyproject.toml; a shim may exist and not run.
uv_on_path() {
    uv cache dir >/dev/null 2>&1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Sets $python. PYTHON= in the environment is the only candidate when it is given.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.14 python3.13 python3.12 python3.11
    fi
    for python; do
        if is_new_enough "$python"; then
            return
        fi
    done
    echo "DomeTracker needs Python 3.11 or later; none was found among: $*." >&2
    echo "Name one, for example: make demo PYTHON=/usr/local/bin/python3.12" >&2
    exit 1
}

make_venv() {
    find_python
    echo "Making .venv with $("$python" --version) …"
    if uv_on_path; then
        uv venv --quiet --clear --python "$python" .venv
    elif ! "$python" -m venv --clear .venv; then
        rm -rf .venv
        echo "Python's own venv module failed. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
}

# Sets $uv.
find_uv() {
    if uv_on_path; then
        uv=uv
        return
    fi
    uv=.venv/bin/uv
    if ! "$uv" cache dir >/dev/null 2>&1; then
        echo "Installing uv into .venv …"
        .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "$UV_NEEDED"
    fi
}

# Sets $packages, the folder of what is installed for the interpreter that .venv has now.
find_packages() {
    packages=$(.venv/bin/python -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
}

# Says what is missing. uv cannot be asked: it believes the metadata that a package left behind.
has_lost_a_package() {
    find_packages
    for stamp in .venv/.demo .venv/.test .venv/.check; do
        [ -f "$stamp" ] || continue
        while read -r name; do
            if ! [ -e "$packages/$name" ]; then
                echo "The package $name has gone from .venv."
                return 0
            fi
        done <"$stamp"
    done
    return 1
}

is_current() {
    [ -s "$1" ] && ! [ pyproject.toml -nt "$1" ] && ! [ uv.lock -nt "$1" ]
}

# Without what has another name in each version.
list_packages() {
    find_packages
    (cd "$packages" && ls) | grep -v -e '^_' -e '\.dist-info$' -e '\.so$' -e '\.pth$'
}

if ! is_new_enough .venv/bin/python || has_lost_a_package; then
    make_venv
fi
if [ "$1" = lock ]; then
    find_uv
    exec "$uv" lock --check
fi
if is_current ".venv/.$1"; then
    exit 0
fi
find_uv
echo "Installing what uv.lock names for \"$1\" …"
# shellcheck disable=SC2086 # a list of options
"$uv" sync --frozen --inexact --extra local-db $groups
list_packages >".venv/.$1"
