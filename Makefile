# Everything a person does with this project; `make` alone lists it.
# PORT, DATA_DIR, DEMO and the variables in .env.example may be set in front: PORT=8001 make run

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
TESTS ?=
JOBS ?= auto

.PHONY: help run semantic test faults bench check checkers audit format lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r target text; do \
		printf '%-12s %s\n' "$$target" "$$text"; done

run: .venv/run  ## start the site with its database and its worker; Ctrl-C stops all
	@exec setpriv --pdeathsig=TERM $(BIN)/python -m askexperts.run

semantic: .venv/semantic  ## install the extra that lets search go by meaning too; 200 MB

test: .venv/dev  ## run all tests; TESTS=tests/qa runs some
	@$(BIN)/python -m pytest -q -n $(JOBS) $(TESTS)

faults: .venv/dev  ## kill database, web server, worker and mail server under load; some minutes
	@$(BIN)/python -m tests.faults

bench: .venv/dev  ## compare the speed of pages with that of a bare view; some minutes
	@$(BIN)/python -m tests.bench

check: .venv/dev  ## look for mistakes without running the product
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	MODE=production SECRET_KEY=$$(head -c 48 /dev/urandom | base64) SALT_KEY=$$(head -c 48 /dev/urandom | base64) \
		ALLOWED_HOSTS=ask.clinic.test SITE_URL=https://ask.clinic.test DEFAULT_FROM_EMAIL=ask@clinic.test \
		DATABASE_URL=postgres://localhost/none $(BIN)/python manage.py check --deploy --fail-level WARNING

checkers: node_modules/.made  ## get the checkers of markup and Lighthouse (npm; Java for one of them)

audit: node_modules/.made  ## run Lighthouse (mobile) against the site that `make run` serves on PORT
	@node tests/audit.mjs http://localhost:$${PORT:-8000}

format: .venv/dev  ## rewrite the Python code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/dev  ## choose the newest versions that the *.in files allow
	for name in requirements requirements-dev; do $(BIN)/uv pip compile --quiet --upgrade --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$name.in -o $$name.txt; done
	$(BIN)/uv pip compile --quiet --upgrade --no-deps --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header requirements-semantic.in -o requirements-semantic.txt

clean:  ## remove what can be made again; the database and the media stay
	rm -rf .venv .cache .pytest_cache .ruff_cache .mypy_cache staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made again only when its list of packages changed.
.venv/run: requirements.txt | .venv/bin/pip
	@echo "Installing the packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@echo "Installing the packages for tests and checks …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/semantic: requirements-semantic.txt .venv/run
	@echo "Installing the packages for search by meaning …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-semantic.txt
	@touch $@

node_modules/.made: package-lock.json
	@npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

.venv/bin/pip:
	@echo "Making the Python environment …"
	@$(PYTHON) -m venv .venv
