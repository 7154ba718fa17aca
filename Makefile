# make setup · make run · make test · make check: all a newcomer needs. The work is done in scripts/.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
ARGS ?=

BIN := .venv/bin
TEMPLATES = find templates -name '*.html' -print0 | xargs -0 -r
DJADE := $(BIN)/djade --target-version 5.2
# What a production server is started with, for Django's own deployment checks.
PRODUCTION = DEBUG=0 ALLOWED_HOSTS=example.gov.cn SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench need-python

help:
	@echo 'make setup    安装所需的一切，建立数据库，载入演示数据（可重复执行）'
	@echo 'make run      安装并启动：http://127.0.0.1:8000/（换端口：make run PORT=8001）'
	@echo 'make test     全部测试，先 SQLite 后 PostgreSQL（只测一部分：make test ARGS="-k 名称"）'
	@echo 'make check    格式、依赖方向、类型、迁移与部署检查'
	@echo 'make format   整理代码和模板的格式'
	@echo 'make bench    性能测试（只测一部分：make bench ARGS=名称）'

setup: need-python
	@$(PYTHON) -m scripts.setup product
	@echo '▸ 已就绪。启动：make run'

run: need-python
	@$(PYTHON) -m scripts.serve $(PORT)

test: need-python
	@$(PYTHON) -m scripts.setup test
	@$(BIN)/python -m scripts.test $(ARGS)

check: need-python
	@$(PYTHON) -m scripts.setup check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(TEMPLATES) $(DJADE) --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	@echo 'manage.py check --deploy'
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: need-python
	@$(PYTHON) -m scripts.setup check
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .
	$(TEMPLATES) $(DJADE) || $(TEMPLATES) $(DJADE) # says 1 when it changed something

bench: need-python
	@$(PYTHON) -m scripts.setup test
	@$(BIN)/python -m scripts.bench $(ARGS)

need-python:
	@test -n "$(PYTHON)" || { echo '✗ 没有找到 Python。请先安装 Python 3.11：sudo apt-get install python3.11' >&2; exit 1; }
