# Everything a newcomer types. `make demo` and `make test` bring what they need through `make setup`.
.PHONY: setup demo test check format docs screenshots icons components bench-edge clean help
.DEFAULT_GOAL := help

export UV_PYTHON_DOWNLOADS := never
PATH := $(CURDIR)/.tools/bin:$(PATH)
export PATH
# Containers often switch compiled modules off; each of the hundreds of processes of a test run would then compile all
# that it imports again (a hub 2.1 s of processor time instead of 0.8).
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python

help: ## What can be typed
	@grep -E '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

setup: ## Install what is missing; does nothing when nothing changed
	@scripts/setup

demo: ## A shop with customers, on this machine: watch the handheld and the floor plan (ARGS="--shop furniture")
	@scripts/setup
	@exec .venv/bin/goddag-sim demo $(ARGS)

# A pool of BLAS threads in each of dozens of processes would only get in the others' way.
test: export OPENBLAS_NUM_THREADS := 1
test: ## Every test, through real processes, broker and browser
	@scripts/setup tests
	@# One by one in the order of tests/conftest.py. Four workers on two cores: a story mostly waits.
	@$(PY) -m pytest -n 4 --dist load --maxschedchunk 1 $(ARGS)

check: ## All static checks, and that generated documents are up to date
	@scripts/setup development
	@scripts/check

format: ## Lay the code out
	@scripts/setup development
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

docs: ## Make the generated documents anew
	@scripts/setup development
	@$(PY) scripts/generate_docs.py

# Of the hundreds in test-results/screens, those that a guide shows.
PICTURES := floor/card-opened-en-desktop floor/list-da-handheld floor/card-sv-handheld \
  people/pick-en-handheld people/people-en-handheld people/devices-en-handheld
screenshots: ## Take the pictures that the README and the guides show anew
	@scripts/setup tests
	@$(PY) -m pytest -q tests/story/test_screens.py tests/browser/test_seen.py tests/browser/test_people.py
	@mkdir -p docs/images && cp test-results/screens/*.png docs/images/
	@cd test-results/screens && for each in $(PICTURES); do cp $$each.png ../../docs/images/; done

icons: ## Draw the icons of the installed app anew, out of staff_app/public/icon.svg
	@scripts/setup tests
	@$(PY) scripts/draw_icons.py

components: ## Draw the page of all components of the screens anew: docs/components.md
	@scripts/setup tests
	@$(PY) scripts/draw_components.py

# Runs go side by side as processes; a pool of BLAS threads in each would only get in each other's way.
bench-%: export OPENBLAS_NUM_THREADS := 1
bench-%: ## A measurement, e.g. make bench-positioning DATA=FOLDER; writes benchmarks/results/
	@scripts/setup $(if $(filter positioning insight insight_early campaigns,$*),development,$(if $(filter screens,$*),tests))
	@test -f benchmarks/$*.py || { echo "there is no benchmark $*; known are: $$(cd benchmarks && ls *.py | sed 's/\.py//' | grep -vE 'tables|_(ours|peers|plots|score|simulated|day|orders)$$' | xargs)"; exit 2; }
	@$(PY) benchmarks/$*.py $(if $(DATA),--data $(DATA)) $(ARGS)

bench-edge: bench-edge_cost # a file benchmarks/edge.py would hide the package edge

clean: ## Remove what setup installed here
	rm -rf .venv .tools .gateways .setup-stamp hub/_web staff_app/node_modules
