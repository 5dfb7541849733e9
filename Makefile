# Everything starts from a fresh clone: each command sets up what it needs first, and does so only once.
PYTHON ?= python3
ARGS ?=
BOOTSTRAP = exec $(PYTHON) -m deploy.bootstrap
export ARGS

.DEFAULT_GOAL := help
.PHONY: help run test check bench leakcheck plancheck mutants manage styles lock clean python

help: ## Show these commands
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

python:
	@command -v $(PYTHON) >/dev/null || { echo "Cadre needs Python 3.11 or later: run 'apt-get install python3 python3-venv' as root and start again." >&2; exit 1; }

run: python ## Start Cadre on this machine (PORT=9000 for another port, DEMO=0 to start empty)
	@$(BOOTSTRAP) run deploy.run

test: python ## Run the tests on throw-away servers (ARGS="tests/people -k code")
	@DJANGO_SETTINGS_MODULE=programme.settings.test $(BOOTSTRAP) test deploy.with_servers pytest -n 2 $(ARGS)

check: python ## Check style, types, layers, migrations and production settings
	@DJANGO_SETTINGS_MODULE=programme.settings.test $(BOOTSTRAP) check deploy.with_servers python -m deploy.check

bench: python ## Run one benchmark (NAME=reports runs benchmarks/reports.py)
	@test -f "benchmarks/$(NAME).py" || { echo "There is no benchmarks/$(NAME).py: name one, for example 'make bench NAME=reports'." >&2; exit 1; }
	@$(BOOTSTRAP) bench deploy.with_servers python -m benchmarks.$(NAME) $(ARGS)

leakcheck: python ## Attack many rounds to find raters out (ROUNDS=20000; SEED=123 replays one)
	@$(BOOTSTRAP) check tests.attack.leakcheck $(if $(SEED),--replay --seed $(SEED),--rounds $(or $(ROUNDS),200))

plancheck: python ## Hold the plans of many realistic cohorts to the rules (INSTANCES=1000; SEED=123 replays one)
	@$(BOOTSTRAP) check tests.scheduling.solver.plancheck $(if $(SEED),--replay --seed $(SEED),--instances $(or $(INSTANCES),100))

mutants: python ## Put random faults into copies of the code and see which the tests catch (SEED=7 COUNT=40)
	@DJANGO_SETTINGS_MODULE=programme.settings.test $(BOOTSTRAP) test tests.mutation.mutants --seed $(or $(SEED),0) --count $(or $(COUNT),40)

manage: python ## Run a command of manage.py on the data of 'make run' (ARGS="showmigrations")
	@$(BOOTSTRAP) manage deploy.manage $(ARGS)

styles: python ## Build the styles
	@$(BOOTSTRAP) styles

lock: python ## Choose versions anew and pin them (Python and npm)
	@$(BOOTSTRAP) check deploy.lock

clean: ## Remove what was built; the data in var/ stays
	@rm -rf .venv node_modules static/build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .mutation_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
