# One command to read the study (make report), one to check it (make test). `make help` lists the rest.
SHELL := /bin/bash
STUDY ?= .
VENV := .venv
RUN := $(VENV)/bin/python
# the environment stays as it is until another Python is named
PYTHON ?= $(firstword $(wildcard $(RUN)) python3)
UV := .tools/bin/uv
# a machine that switches bytecode off would compile pandas and spaCy again in every kernel
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export PYTHONHASHSEED := 0
export MPLBACKEND := Agg
export SOURCE_DATE_EPOCH := 1735689600
export JUPYTER_PREFER_ENV_PATH := 1
export TZ := UTC
export IPYTHONDIR := $(CURDIR)/build/ipython

# compared first, the longest before the others, so that no processor waits for the last
LONGEST := $(wildcard notebooks/02_*.ipynb notebooks/04_*.ipynb notebooks/03_*.ipynb)

.DEFAULT_GOAL := help
.PHONY: help setup python report test units nbval lint lab verify bench fuzz audit lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: python ## set up the environment in .venv (the others do it by themselves)
	@$(MAKE) --no-print-directory -s $(VENV)/.done

python: # before anything is made: is it new enough, and is the environment one of its own?
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; name one: make report PYTHON=python3.12" >&2; exit 2; }
	@version='import sys; print(sys.version_info[:2])'; test ! -e $(VENV) || \
	  test "$$("$(PYTHON)" -c "$$version")" = "$$($(RUN) -c "$$version" 2>/dev/null)" || \
	  { echo "$(VENV) is of another Python: it is made anew"; rm -rf $(VENV); }

$(UV):
	"$(PYTHON)" -m venv .tools && .tools/bin/pip install -q uv==0.13.9

$(VENV)/.done: requirements.lock requirements.txt pyproject.toml | $(UV)
	@echo "setting up the environment in $(VENV)"
	@test -x $(RUN) || $(UV) venv -q -p "$$(command -v "$(PYTHON)")" $(VENV)
	$(UV) pip sync -q -p $(RUN) --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install -q -p $(RUN) --no-deps --compile-bytecode -e .
	@# JupyterLab asks every new user whether to fetch its news: not here
	@mkdir -p $(VENV)/etc/jupyter/labconfig
	@echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' > $(VENV)/etc/jupyter/labconfig/page_config.json
	@touch $@

report: setup ## run the notebooks and write the report in HTML and PDF (STUDY=path for another study)
	$(RUN) -m helpers build --study "$(STUDY)"

test: setup ## all tests: units, data, report, notebooks
	@# the notebooks are compared even where a test has failed; the status tells of both
	@$(MAKE) --no-print-directory --keep-going units nbval

units: setup
	$(RUN) -m pytest tests src/helpers --doctest-modules -n auto --dist loadfile --cov=helpers --cov-report=term:skip-covered

nbval: setup ## run the notebooks again and compare every output with the committed one
	@# side by side: each reads what is committed, and what it writes is the same or the comparison fails
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(RUN) -m pytest -q -p nbval.plugin -p xdist.plugin -n auto --dist loadfile \
	  --no-loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout 300 -p no:cacheprovider \
	  $(LONGEST) $(filter-out $(LONGEST),$(wildcard notebooks/*.ipynb))

lint: setup ## style and types
	$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check src tests && $(VENV)/bin/mypy

lab: setup ## open JupyterLab (STUDY=path for another study)
	$(RUN) -m helpers lab --study "$(STUDY)"

verify: setup ## build the committed state twice, elsewhere, and compare every byte (PYTHONS="3.12 3.13" too)
	$(RUN) -m helpers verify $(PYTHONS)

bench: setup ## measure builds and the reader beside their peers, into reports/benchmark.md
	@mkdir -p build
	$(RUN) benchmarks/bench_build.py > build/bench_build.md
	$(RUN) benchmarks/bench_reader.py > build/bench_reader.md
	$(RUN) benchmarks/bench_accuracy.py > build/bench_accuracy.md
	{ cat build/bench_build.md; printf '## The reader\n\n'; cat build/bench_reader.md; echo; cat build/bench_accuracy.md; } > reports/benchmark.md

fuzz: setup ## try hostile input for longer than the tests do, up to ten megabytes, and led by coverage
	FUZZ_EXAMPLES=20000 $(RUN) -m pytest -q tests/test_fuzz.py
	$(RUN) benchmarks/bench_hostile.py
	$(RUN) benchmarks/bench_hostile.py --examples --sizes 32000 256000
	@test -x build/atheris/bin/python || $(PYTHON) -m venv build/atheris
	@if build/atheris/bin/pip install -q --only-binary :all: atheris==3.0.0; then \
	  mkdir -p build/fuzz && cd build/fuzz && ../atheris/bin/python ../../benchmarks/fuzz_by_coverage.py . \
	    ../../tests/dev/articles -max_total_time=300 -max_len=4000 -timeout=20; \
	else echo "NOT FUZZED BY COVERAGE: atheris does not install under this Python"; fi

audit: setup ## look the locked versions up in a list of known weaknesses (needs its service)
	@test -x build/audit/bin/pip-audit || { $(PYTHON) -m venv build/audit && build/audit/bin/pip install -q pip-audit==2.10.1; }
	@$(RUN) .ci/audit.py

lock: setup ## choose new versions of what requirements.txt names
	@mkdir -p build
	grep -v '^-e' requirements.txt > build/requirements.in
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command 'make lock' --override overrides.txt --upgrade -o requirements.lock build/requirements.in
	! grep -n '://' requirements.lock

clean: ## remove what can be made again, but not the environment
	rm -rf build data/processed reports/figures
