# `make run` and `make test` are all that a newcomer needs; the rest is for those who work here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test test-postgres test-browser audit check format lock clean bench bench-growth soak pictures prove-image

run: $(VENV)/run.stamp
	$(BIN)/tariffbot serve

test: $(VENV)/dev.stamp
	$(BIN)/pytest -n auto --dist worksteal

# All that opens a database, on PostgreSQL alone; `make test` runs the tests of storage on both.
test-postgres: $(VENV)/dev.stamp
	TESTS_DATABASE=postgresql $(BIN)/pytest -n auto --dist worksteal $(ON_POSTGRES)
ON_POSTGRES = $(addprefix tests/,chats company/test_webhooks.py contract/test_pressing.py crashes \
	conversation/test_sites_jobs.py operators pipeline pitfalls service storage)

test-browser: $(VENV)/browser.stamp
	$(BIN)/pytest -m browser tests/browser

# Whether a weakness of anything that is used has become known: needs an advisory service, and says if it had none.
audit: $(VENV)/audit.stamp
	$(BIN)/python requirements/audit.py requirements/audit.txt

check: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/rules

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench

# A million conversations on each database: half an hour, and 10 GB that are deleted again.
bench-growth: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench.growth

# Forty minutes: two processes that are killed now and then, and one that is left alone.
soak: $(VENV)/dev.stamp
	$(BIN)/python -m tests.soak --compare

pictures: $(VENV)/browser.stamp
	$(BIN)/python -m tests.browser.pictures

$(VENV)/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes --only-binary :all: -r requirements/$*.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

# Half an environment, as where Debian's python3-venv is missing, would be in the way of the next try.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "No virtual environment can be made; on Debian: apt install python3-venv"; exit 1; }

# Does the Dockerfile's steps in a fresh Debian root and starts what comes of them; as root, with debootstrap. The root is
# kept for the next time, 350 MB: IMAGE_FOLDER says where.
IMAGE_FOLDER ?= /var/tmp/tariffbot-image
prove-image: $(BIN)/python
	$(BIN)/python docker/prove.py $(IMAGE_FOLDER)

# Writes the locked lists anew: hashes, and no index addresses.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade
lock: $(BIN)/python
	$(PIP) install uv
	$(COMPILE) pyproject.toml requirements/build.in -o requirements/run.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra otel -c requirements/run.txt -o requirements/otel.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra otel --group dev -c requirements/otel.txt \
		-o requirements/dev.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra otel --group dev --group browser -c requirements/dev.txt \
		-o requirements/browser.txt
	$(COMPILE) pyproject.toml requirements/build.in --extra otel --group dev --group browser --group audit \
		-c requirements/browser.txt -o requirements/audit.txt

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache
