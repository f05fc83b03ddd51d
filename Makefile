# Each recipe is one or two commands that also work by hand.  On a fresh machine with Python 3.11 or newer, `make grade`
# and `make test` set everything up themselves.  `make help` lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

# nbgrader looks for `alembic` on PATH; nothing else here needs the environment to be activated.
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup notebooks grade test lint lab lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## install everything into .venv, each file checked against its hash

# The lock also pins uv, which installs the rest in seconds.  Where uv cannot (a mirror or certificates that only pip knows
# of), pip does, in a minute or three.
$(INSTALLED): requirements.lock pyproject.toml kit/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Fall Line needs Python 3.11 or newer; "$(PYTHON)" is' "$$($(PYTHON) --version 2>&1)." >&2; \
	  echo 'Name a newer one: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.12' >&2; exit 1; }
	[ "$$($(BIN)/python --version 2>&1)" = "$$($(PYTHON) --version 2>&1)" ] || $(PYTHON) -m venv --clear $(VENV)
	awk '/^[^ #]/ { uv = /^uv==/ } uv' requirements.lock > $(VENV)/uv.lock
	{ $(BIN)/python -m pip install --quiet --require-hashes -r $(VENV)/uv.lock \
	  && $(BIN)/uv pip sync --quiet --system-certs --python $(BIN)/python --require-hashes requirements.lock; } \
	  || $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e ./kit -e .
	@touch $@

notebooks: $(INSTALLED) ## build solutions/ and notebooks/ from lessons/
	$(RUN)/grader build

grade: notebooks ## grade an example class and write its feedback
	$(BIN)/python examples/make_class.py
	$(RUN)/grader grade examples/class/submitted
	$(RUN)/grader feedback

test: $(INSTALLED) ## run every test, the quick ones first
	$(RUN)/python -m pytest -m "not (slow or browser)"
	$(RUN)/python -m pytest -m "slow or browser"

lint: $(INSTALLED) ## check style, layout and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lab: $(INSTALLED) ## open your own copy of the notebooks (my-notebooks/) in JupyterLab
	@for lesson in notebooks/*/; do [ -e "my-$$lesson" ] || { mkdir -p "my-$$lesson" && cp "$$lesson"*.ipynb "my-$$lesson"; }; done
	$(RUN)/jupyter lab my-notebooks

lock: ## resolve every version anew and write requirements.lock
	$(BIN)/uv pip compile --quiet --system-certs --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-package fallline --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --group dev --output-file requirements.lock kit/pyproject.toml pyproject.toml

clean: ## remove caches and the example class; never marks, feedback or .venv
	rm -rf examples/class .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kit grader tests lessons examples data -name __pycache__ -prune -exec rm -rf {} +
