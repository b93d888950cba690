# make run    start the emulator (http://127.0.0.1:8080, https://127.0.0.1:8443); ARGS="--http-port 9000" passes flags
# make demo   the same with users, contacts and faxes of a small office (docs/seeds.md)
# make test   every check: lint, types, laws, tests
# make fuzz   20,000 made-up requests from a new seed; SEED=7 REQUESTS=200000 asks others, and more
# All need Python 3.11 to 3.13 and nothing else; what they install stays in .venv.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# What was installed is compiled on all cores instead of by pip, file after file.
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib >/dev/null || true

.PHONY: run demo test fuzz lint format bench clean

run: $(VENV)/run.stamp
	@exec $(BIN)/faxfinder-emulator serve $(ARGS)

demo: $(VENV)/run.stamp
	@exec $(BIN)/faxfinder-emulator serve --seed demo $(ARGS)

test: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

fuzz: $(VENV)/test.stamp
	$(BIN)/python -m pytest tests/fuzz -n 2 --fuzz-requests $(or $(REQUESTS),20000) \
		--fuzz-seed $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom)) $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test.stamp
	$(BIN)/python -m benchmarks $(ARGS)

# A stamp is as old as the pyproject.toml that was installed: nothing is done again until that changes.
$(VENV)/run.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --no-compile --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/test.stamp: pyproject.toml | $(BIN)/python
	$(PIP) --no-compile --editable '.[dev]'
	@$(COMPILE)
	@touch $@ $(VENV)/run.stamp

# The pip that comes with older Pythons takes twice as long to choose what to install; it stays where there is no newer.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed (python3 on the path, or PYTHON=...)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip || true

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
