# Needs make and Python 3.11 or newer; everything else is installed into .venv.
#
#   make demo    publish the example newsroom
#   make test    run every check and every test

VENV = .venv
BIN = $(VENV)/bin
NEWSROOM = examples/newsroom
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

# Workers for the tests: one for each processor, `make test WORKERS=0` for none.
WORKERS = auto

.PHONY: help demo test lint unit format clean

help:
	@echo 'make demo    publish the example newsroom and say what to open'
	@echo 'make test    run every check and every test'
	@echo 'make lint    run the checks only: ruff, mypy, the import contract'
	@echo 'make unit    run the tests only'
	@echo 'make format  put the code into its usual form'
	@echo 'make clean   remove the environment and everything that was made'

demo: $(BIN)/.installed-run
	@rm -rf $(NEWSROOM)/public $(NEWSROOM)/.masthead
	cd $(NEWSROOM) && ../../$(BIN)/masthead build
	@# Where the newsroom's site would have them: the page shows the images of its own site.
	@cp -R $(NEWSROOM)/images $(NEWSROOM)/public/
	@echo
	@echo 'Open in a browser:      $(CURDIR)/$(NEWSROOM)/public/feeds/feeds.html'
	@echo 'Open in a feed reader:  $(CURDIR)/$(NEWSROOM)/public/feeds/all.atom'

test: lint unit

lint: $(BIN)/.installed-dev
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

unit: $(BIN)/.installed-dev
	$(BIN)/python -m pytest -n $(WORKERS)

format: $(BIN)/.installed-dev
	$(BIN)/ruff check --quiet --fix .

clean:
	rm -rf $(VENV) dist $(NEWSROOM)/public $(NEWSROOM)/.masthead
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# The environment is made once; it is brought up to date when what it depends on changes. What builds packages
# is pinned too, so nothing is built in isolation.
$(BIN)/python:
	@echo 'making an environment in $(VENV), which takes a minute or two the first time'
	@PYTHON='$(PYTHON)' sh .ci/environment $(VENV)

$(BIN)/.installed-build: $(BIN)/python constraints.txt
	$(INSTALL) hatchling editables setuptools wheel
	@touch $@

$(BIN)/.installed-run: $(BIN)/.installed-build pyproject.toml
	$(INSTALL) --no-build-isolation -e '.[web]'
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed-build pyproject.toml
	$(INSTALL) --no-build-isolation -e '.[dev]'
	@touch $(BIN)/.installed-run $@
