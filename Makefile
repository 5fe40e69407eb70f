# Two commands for a stranger: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON= names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.14 python3.12; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo "$$p" && break; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Processes of the test run; each has its own database.
JOBS ?= 2
# Names any database and keys, so that tools that only read the settings need no server.
TOOL_ENV := DATABASE_URL=postgresql://nobody@/none HTTPS=true ALLOWED_HOSTS=example.invalid EMAIL_HOST=example.invalid \
	SECRET_KEY=for-tools-that-only-read-settings-0123456789-abcdefghij-ABCDEFGHIJ-xyz \
	IDENTITY_KEYS=1:b25seSBmb3IgdGhlIHRlc3RzIG9mIHRoZSBwb3J0YWw=

.PHONY: help run test lint format bench messages lock clean browser screenshots

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/made: .python-version
	@test -n "$(PYTHON)" || { echo "No Python >= 3.12 found. Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.13"; exit 1; }
	@echo "Virtual environment in $(VENV) ($$($(PYTHON) --version)) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/base: $(VENV)/made requirements/base.txt
	@echo "Packages …"
	@$(PIP) -r requirements/base.txt
	@touch $@

$(VENV)/test: $(VENV)/base requirements/test.txt
	@echo "Packages of the tests …"
	@$(PIP) -r requirements/test.txt
	@touch $@

$(VENV)/lint: $(VENV)/test requirements/lint.txt
	@echo "Packages of the linters …"
	@$(PIP) -r requirements/lint.txt
	@touch $@

$(VENV)/bench: $(VENV)/test requirements/bench.txt
	@echo "Packages of the benchmarks …"
	@$(PIP) -r requirements/bench.txt
	@touch $@

run: $(VENV)/base ## start the portal (PORT=8000 DATABASE_URL= DATA_DIR=.data)
	@exec $(BIN)/python -m jps_portal.launch

browser: $(VENV)/test
	@$(BIN)/python scripts/install_browser.py

test: browser ## run all tests on a real PostgreSQL (JOBS=2 ARGS="-k name")
	@$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: $(VENV)/lint ## check style, types, templates, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TOOL_ENV) $(BIN)/mypy .
	$(BIN)/djade --target-version 6.0 --check $$(git ls-files 'templates/*.html')
	$(TOOL_ENV) $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

format: $(VENV)/lint ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 6.0 $$(git ls-files 'templates/*.html')

bench: $(VENV)/bench ## measure against the anchors (ONLY=search SIZE=200000)
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(SIZE),--size $(SIZE))

messages: $(VENV)/base ## collect and compile the interface texts (needs gettext)
	$(TOOL_ENV) $(BIN)/python manage.py makemessages --no-obsolete --locale id --locale en --ignore .venv --ignore tests --add-location file --no-wrap
	$(TOOL_ENV) $(BIN)/python manage.py compilemessages --ignore .venv

lock: ## resolve requirements/*.in anew, with hashes
	$(PYTHON) -m venv .data/lock && .data/lock/bin/pip install --quiet pip-tools
	cd requirements && for name in base test lint bench linkage linkage-spark; do ../.data/lock/bin/pip-compile --quiet --generate-hashes \
		--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --allow-unsafe --no-header \
		--output-file $$name.txt $$name.in; done

clean: ## remove everything that was made, the trial database too
	-$(BIN)/python -c "from jps_portal import embedded as e; [e.stop(d) for d in (e.data_dir(), e.data_dir() / 'tests') if e.is_running(d)]"
	rm -rf $(VENV) .data staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis bench.json
