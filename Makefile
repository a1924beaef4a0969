# What a person types. Needs make, Python 3.11 or newer with venv, and nothing else.
# Paths are relative and quoted throughout: the checkout may lie in "a folder with spaces".

.DEFAULT_GOAL := help
.PHONY: help run test bench messages lint clean local-packages test-packages
.NOTPARALLEL:

LANGUAGES := en et lt lv pl uk
PYTHONS := python3.13 python3.12 python3.11 python3
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
CAN_MAKE_VENV := $(IS_NEW_ENOUGH) or __import__("ensurepip") and 0

help:
	@echo "make run       start everything here and print where it is (PORT=8000 ATMINTIS_HOME=./var)"
	@echo "make test      run every check and every test (ARGS='tests/petitions -x' chooses)"
	@echo "make bench     measure"
	@echo "make lint      format, lint, types, templates, import contracts"
	@echo "make messages  collect the sentences to translate (needs GNU gettext)"
	@echo "make clean     remove what make has made: .venv, ./var with its data, caches"

run: local-packages
	@exec .venv/bin/python -m config.local run

test: test-packages
	@exec .venv/bin/python -m config.local test $(ARGS)

bench: test-packages
	@exec .venv/bin/python -m config.local bench $(ARGS)

lint: test-packages
	@exec .venv/bin/python -m config.local.lint

messages: local-packages
	@command -v xgettext >/dev/null || { \
	  echo "make messages needs GNU gettext: apt-get install gettext" >&2; exit 1; }
	@.venv/bin/python manage.py makemessages --add-location=file --ignore=.venv --ignore=var \
	  $(LANGUAGES:%=--locale=%)
	@exec .venv/bin/python -m config.local.catalogues

clean:
	@if command -v flock >/dev/null && [ -e var/run/lock ] && ! flock -n var/run/lock true; then \
	  echo "An instance is running in ./var: stop it first." >&2; exit 1; fi
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f locale/*/LC_MESSAGES/*.mo
	@for folder in config accounts testimonies petitions tests bench; do \
	  if [ -d "$$folder" ]; then \
	    find "$$folder" -name __pycache__ -prune -exec rm -rf {} +; fi; done

# The interpreter of .venv, once it is there, is the quickest to ask whether all is in place.
local-packages test-packages:
	@chosen=""; \
	if .venv/bin/python -I -c '$(IS_NEW_ENOUGH)' 2>/dev/null; then chosen=.venv/bin/python; fi; \
	for check in '$(CAN_MAKE_VENV)' '$(IS_NEW_ENOUGH)'; do for each in $(PYTHONS); do \
	  if [ -z "$$chosen" ] && "$$each" -I -c "$$check" >/dev/null 2>&1; then chosen="$$each"; fi; \
	done; done; \
	if [ -z "$$chosen" ]; then \
	  echo "Atmintis needs Python 3.11 or newer; none of $(PYTHONS) is." >&2; exit 1; fi; \
	exec "$$chosen" -I config/local/install.py $(@:-packages=) "$$chosen"
