# Two commands set up everything they need: a machine with Python 3.11 or newer, make and a package index is enough.
#   make sweep   run the quickstart study and print its table
#   make test    run the tests

PYTHON ?= python3
CORES ?= all
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: sweep test lint chaos fuzz audit lock docs bench rates clean

sweep: $(INSTALLED)
	$(BIN)/snakemake --cores $(CORES) all
	$(BIN)/snakemake --cores 1 --quiet all -- show

test: $(INSTALLED)
	$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --durations 15

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow/rules
	$(BIN)/mypy
	$(BIN)/snakemake --lint

# Kills Snakemake, its jobs, or both a hundred times at random moments of a study; half an hour. make test does it four times
chaos: $(INSTALLED)
	LINGMIX_KILLS=100 $(BIN)/python -m pytest tests/workflow/test_kill.py -s

# Edits a hundred thousand files, studies and names, and sees that each is read or refused in words; make test tries a few
fuzz: $(INSTALLED)
	LINGMIX_FUZZ=3000 $(BIN)/python -m pytest tests/test_fuzz.py tests/config/test_junk.py

# Writes what is generated: config/schema.json, config/defaults.yaml and docs/config.md from the typed study,
# docs/datasets.md from the registry
docs: $(INSTALLED)
	PYTHONPATH=workflow $(BIN)/python -m lingmix.config.reference
	PYTHONPATH=workflow $(BIN)/python -m lingmix.data.describe

# Measures against other libraries and writes docs/benchmarks.md. XQuAD-R and MLQA-R come from LINGMIX_MIRROR or the network
bench: $(INSTALLED)
	PYTHONPATH=workflow $(BIN)/python benchmarks/run_all.py

# Measures what jobs take on this machine and writes workflow/lingmix/cost/reference.csv, which 'snakemake cost' predicts
# from where nothing else has been measured; a quarter of an hour. Needs what 'make bench' needs
rates: $(INSTALLED)
	rm -rf results/rates-quickstart results/rates-small results/rates-large
	$(BIN)/snakemake --cores $(CORES) all --config study=rates-quickstart
	$(BIN)/snakemake --cores $(CORES) all --configfile benchmarks/rates/small.yaml
	$(BIN)/snakemake --cores $(CORES) all --configfile benchmarks/rates/large.yaml
	PYTHONPATH=workflow $(BIN)/python -m lingmix.cost.reference results rates-quickstart rates-small rates-large

# Brings the lock file to pyproject.toml and keeps what is pinned, unless asked: make lock UPGRADE=--upgrade.
# "+cpu" is one machine's build of the same torch version
lock: $(INSTALLED)
	$(BIN)/python -m pip install --quiet pip-tools
	cp requirements.lock $(VENV)/resolved.txt
	$(BIN)/pip-compile --quiet $(UPGRADE) --extra dev --strip-extras --no-emit-find-links --no-emit-index-url --no-header \
		--annotation-style line --output-file $(VENV)/resolved.txt pyproject.toml
	{ echo "# Exact versions of everything; made by 'make lock' from pyproject.toml. Python 3.11 or newer."; \
		grep -v '^#' $(VENV)/resolved.txt | sed 's/+cpu//'; } > requirements.lock
	grep -v '^torch==' requirements.lock > $(VENV)/unhashed.txt
	$(BIN)/pip-compile --quiet --unsafe-package torch --unsafe-package setuptools --generate-hashes --no-annotate \
		--no-header --strip-extras --no-emit-find-links --no-emit-index-url --output-file $(VENV)/hashed.txt $(VENV)/unhashed.txt
	{ echo "# Checksums of the files that requirements.lock may install, on any platform; made by 'make lock'. Without torch, whose"; \
		echo "# builds differ between indexes, and setuptools."; grep -v '^#' $(VENV)/hashed.txt; } > requirements.hashes

# Looks the locked versions up in the advisories of the Python Packaging Authority; needs their service
audit: $(INSTALLED)
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(VENV)/audit/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip

$(INSTALLED): requirements.lock requirements.hashes
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "lingmix needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.hashes
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

clean:
	rm -rf $(VENV) .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis
