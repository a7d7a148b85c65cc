# Needs Python 3.11 or newer with pip, and nothing else: what is missing is put into .venv, once.
# A second run finds its stamp there, downloads nothing and works without a network.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

.DEFAULT_GOAL := help
.PHONY: help demo run test lint types imports tests test-postgres test-webhook test-browser screenshots crash-test limits flows lock clean

help:
	@echo "make demo    run everything on this machine: the bot, a local Telegram in the browser, an example registry"
	@echo "             KEEP=FOLDER goes on where it was"
	@echo "make run     run the bot with the settings of .env"
	@echo "make test    run every check that CI runs"
	@echo "make test-postgres run all that touches the database once more, on a PostgreSQL server of its own;"
	@echo "             SUITES='tests/storage tests/services' runs a part of it"
	@echo "make test-webhook  run all conversations once more, with updates that come by webhook"
	@echo "make test-browser  open the chat page in Chromium, and do there what residents and operators do"
	@echo "make screenshots   take new pictures for README and docs"
	@echo "make crash-test    kill the bot 500 times in each mode of intake, and look for anything lost or doubled;"
	@echo "             ENGINE=postgres kills it 200 times, and stops its PostgreSQL server every two minutes as well"
	@echo "make limits        let strangers guess ten thousand times in each way, and count what they reach"
	@echo "make flows   draw docs/flows.md from the form tables"
	@echo "make lock    make requirements/*.txt from pyproject.toml"
	@echo "make clean   remove .venv and what the checks left behind"

demo: $(VENV)/demo.stamp
	$(BIN)/python -m bot demo $(if $(KEEP),--keep "$(KEEP)")

run: $(VENV)/run.stamp
	$(BIN)/python -m bot run

# The tests come last, so that their closing line does too. What was skipped is said with its reason (-rs).
test: lint types imports tests

SUITES := tests/storage tests/services tests/registry tests/conversations tests/crash

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

tests: $(VENV)/dev.stamp
	@echo "Left out: what runs on a PostgreSQL server (make test-postgres)."
	$(BIN)/python -m pytest -q -rs -n 2 --hypothesis-seed=0

# The programs of the server are the system's (apt install postgresql), or those in the folder POSTGRES_BIN.
# A test may take longer there than pyproject.toml allows, as the walk of test_access.py does on a busy machine.
test-postgres: $(VENV)/dev.stamp
	TEST_ENGINE=postgres $(BIN)/python -m pytest -q -rs -n 2 --timeout 300 --hypothesis-seed=0 $(SUITES)

test-webhook: $(VENV)/dev.stamp
	INTAKE=webhook $(BIN)/python -m pytest -q -n 2 tests/conversations

# Chromium is the system's (apt install chromium); without it, everything is skipped with that reason.
test-browser: $(VENV)/browser.stamp
	$(BIN)/python -m pytest -q -rs -n 2 tests/browser

screenshots: $(VENV)/browser.stamp
	$(BIN)/python -m tests.browser.pictures

ENGINE := sqlite
KILLS := $(if $(filter postgres,$(ENGINE)),200,500)

crash-test: $(VENV)/dev.stamp
	$(BIN)/python -m tests.crash.crash_run --engine $(ENGINE) --kills $(KILLS) --mode polling
	$(BIN)/python -m tests.crash.crash_run --engine $(ENGINE) --kills $(KILLS) --mode webhook

GUESSES := 10000

limits: $(VENV)/dev.stamp
	$(BIN)/python -m tests.guessing.guessing_run --guesses $(GUESSES)

flows: $(VENV)/run.stamp
	$(BIN)/python -m handlers.flows > docs/flows.md

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The environment is made without its own pip, because Debian's Python cannot put one there (ensurepip is a
# package of its own); the pip beside $(PYTHON) fills it.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer: apt install python3" >&2; exit 1; }
	@"$(PYTHON)" -m pip --version >/dev/null 2>&1 || { echo "This needs pip: apt install python3-pip" >&2; exit 1; }
	"$(PYTHON)" -m venv --without-pip $(VENV)

$(VENV)/%.stamp: requirements/%.txt | $(BIN)/python
	"$(PYTHON)" -m pip --python $(BIN)/python --disable-pip-version-check --quiet \
		install --require-hashes --only-binary :all: -r $<
	@touch $@

# The hashes are those of every file of a release, from the package index itself: a local folder of wheels that
# this machine may know of would give only its own.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock" \
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: $(VENV)/lock.stamp
	$(COMPILE) --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --output-file requirements/demo.txt --extra demo --constraint requirements/run.txt pyproject.toml
	$(COMPILE) --output-file requirements/dev.txt --extra demo --extra dev --constraint requirements/demo.txt pyproject.toml
	$(COMPILE) --output-file requirements/browser.txt --extra demo --extra dev --extra browser \
		--constraint requirements/dev.txt pyproject.toml
	$(COMPILE) --output-file requirements/lock.txt --constraint requirements/browser.txt requirements/lock.in
