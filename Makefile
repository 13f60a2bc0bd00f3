# The face of the project.  Each target makes the environment ready, then hands over to `python -m shnor_lib`.
# Paths are relative throughout, so that folders with spaces and Cyrillic letters work; GNU make 3.81 is enough.

# Whatever the locale: names of files and what is said are Russian.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo set-up set-up-dev set-up-lab report fleet all cards public monitoring year routes check verify diff templates new-okrug new-year why graph lab test test-slow test-browser lint bench clean lock audit

# Which Python: PYTHON=…, else an active conda environment «shnor», else the project's own .venv.
ifneq ($(strip $(PYTHON)),)
  RUN := "$(PYTHON)"
  SET_UP := "$(PYTHON)" tools/set_up.py --existing
else ifeq ($(CONDA_DEFAULT_ENV),shnor)
  RUN := python
  SET_UP := python tools/set_up.py --existing
else ifeq ($(OS),Windows_NT)
  RUN := .venv/Scripts/python.exe
  SET_UP := python -E -S tools/set_up.py
else
  RUN := .venv/bin/python
  SET_UP := command -v python3 >/dev/null || { echo 'Не найден python3. Установите Python 3.11 или новее и повторите команду.' >&2; exit 2; }; \
            python3 -E -S tools/set_up.py
endif

# A value as one word of the shell, whatever it holds.
quoted = '$(subst ','\'',$(1))'
# Only what was typed after make counts: some systems have a variable NAME of their own.
given = $(if $(filter command,$(firstword $(origin $(1)))),$($(1)))
OKRUG_WORDS = $(call quoted,$(call given,NAME)) $(call quoted,$(call given,DATA)) $(if $(YEAR),--year $(call quoted,$(YEAR))) $(if $(OKRUG),--okrug $(call quoted,$(OKRUG)))
EDITION = $(if $(YEAR),$(call quoted,$(YEAR))) $(if $(PARAMS),--params $(call quoted,$(PARAMS))) $(if $(OUTPUT),--output $(call quoted,$(OUTPUT)))

help:
	@echo 'Отчёты о школах с низкими образовательными результатами (ШНОР)'
	@echo
	@echo '  make report YEAR=2022      собрать отчёт: output/2022/report.pdf, .html, .docx и tables.xlsx'
	@echo '  make demo                  отчёт по демонстрационным данным: все возможности на вымышленном округе'
	@echo '  make cards YEAR=2022       карточки школ, два листа на каждую: output/2022/cards/cards.pdf и index.html'
	@echo '  make public YEAR=2022      публичный выпуск для сайта: output/2022/public'
	@echo '  make all YEAR=2022         всё семейство сразу: отчёт, карточки, публичный выпуск'
	@echo '  make monitoring YEAR=2022  за какие четверти и полугодия есть сведения, какие есть контрольные работы (МКР)'
	@echo '  make monitoring YEAR=2022 PERIOD=2022-ч1   отчёт за период (или о работе: МКР-3): output/2022/monitoring/2022-ч1'
	@echo '  make year YEAR=2022        год рабочей группы: состав, протоколы, публикации, циклограмма: output/2022/year'
	@echo '  make routes YEAR=2022      маршруты по кодам педагогов, для служебного пользования: routes.pdf и routes.xlsx'
	@echo '  make fleet LIST=params/область.txt   много выпусков сразу: по списку файлов параметров или по папке с ними'
	@echo '  make check YEAR=2022       проверить исходные данные: протокол на экране и таблицей'
	@echo '  make verify YEAR=2022      сверить готовый отчёт с описью выпуска и с пересборкой из данных'
	@echo '  make diff YEAR=2022 BASE=папка   что изменилось с прежнего выпуска и почему'
	@echo '  make templates YEAR=2022   пустые формы Excel в папку с результатами'
	@echo '  make new-okrug NAME=энск DATA=папка   завести свой округ по папке со скачанными файлами'
	@echo '  make new-year YEAR=2023    параметры и папка нового года по прошлому году'
	@echo '  make new-year FROM=энск YEAR=2024     то же для выпуска с любым именем'
	@echo '  make why YEAR=2022         какие этапы будут выполнены заново и почему'
	@echo '  make graph                 схема этапов'
	@echo '  make lab                   открыть тетради в JupyterLab'
	@echo '  make clean                 удалить черновики и кэш (готовые отчёты остаются)'
	@echo
	@echo 'Для разработчиков'
	@echo '  make test               тесты (make test-slow: долгие; make test-browser: страница в Chromium)'
	@echo '  make lint               проверка стиля и типов, тетрадей, следов слияний'
	@echo '  make bench              замеры скорости'
	@echo '  make lock               обновить версии пакетов'
	@echo '  make audit              известные уязвимости пакетов из замка (нужен интернет)'
	@echo
	@echo 'Параметры'
	@echo '  YEAR=2022               выпуск: имя файла в папке params без .yml'
	@echo '  PARAMS=путь             файл параметров вместо YEAR'
	@echo '  OUTPUT=папка            куда сложить результат вместо output'
	@echo '  PERIOD=2022-ч1          четверть (ч1–ч4) или полугодие (п1, п2) учебного года, который заканчивается в 2022'
	@echo '  DOCUMENTS=html,pdf      какие документы собрать: html, pdf, docx, brief, xlsx, все (make report, make fleet)'
	@echo '  SLOTS=4                 сколько выпусков собирать сразу (make fleet)'
	@echo '  BASE=папка              прежний выпуск, с которым сравнить (make diff)'
	@echo '  KEEP=да                 хранить в выпуске исходные данные и параметры, чтобы make diff назвал причины'
	@echo '  OKRUG=название          чьи школы взять, если в папке файлы нескольких округов (make new-okrug)'
	@echo '  ENGINE=kernel           выполнять тетради обычным ядром Jupyter (медленнее)'
	@echo '  PYTHON=путь             взять этот Python вместо .venv'
	@echo '  WHEELS=папка            брать пакеты из папки, без сети'

set-up:
	@$(SET_UP)

set-up-dev:
	@$(SET_UP) --with dev

set-up-lab:
	@$(SET_UP) --with lab

report: set-up
	@$(RUN) -m shnor_lib report $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE))) $(if $(call given,KEEP),--keep $(call quoted,$(KEEP))) $(if $(call given,DOCUMENTS),--documents $(call quoted,$(DOCUMENTS)))

# Code 1: some edition was not made; the command has said which, why, and how to repeat.
fleet: set-up
	@$(RUN) -m shnor_lib fleet $(if $(call given,LIST),$(call quoted,$(LIST))) $(if $(OUTPUT),--output $(call quoted,$(OUTPUT))) $(if $(call given,DOCUMENTS),--documents $(call quoted,$(DOCUMENTS))) $(if $(call given,SLOTS),--slots $(call quoted,$(SLOTS)))

all: set-up
	@$(RUN) -m shnor_lib all $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE))) $(if $(call given,KEEP),--keep $(call quoted,$(KEEP)))

cards: set-up
	@$(RUN) -m shnor_lib cards $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE)))

public: set-up
	@$(RUN) -m shnor_lib public $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE)))

monitoring: set-up
	@$(RUN) -m shnor_lib monitoring $(EDITION) $(if $(call given,PERIOD),--period $(call quoted,$(PERIOD))) $(if $(ENGINE),--engine $(call quoted,$(ENGINE)))

year: set-up
	@$(RUN) -m shnor_lib year $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE)))

routes: set-up
	@$(RUN) -m shnor_lib routes $(EDITION) $(if $(ENGINE),--engine $(call quoted,$(ENGINE)))

demo: $(if $(FRESH),set-up-dev,set-up)
	@$(RUN) tools/make_demo.py $(if $(FRESH),--fresh)
	@$(RUN) -m shnor_lib report demo $(if $(OUTPUT),--output $(call quoted,$(OUTPUT)))

# Errors in the data (code 1) are told by the protocol's last lines and not by make.
check: set-up
	@$(RUN) -m shnor_lib check $(EDITION) || test $$? -eq 1

# Code 1: some file is not as issued.
verify: set-up
	@$(RUN) -m shnor_lib verify $(EDITION)

diff: set-up
	@$(RUN) -m shnor_lib diff $(EDITION) $(if $(call given,BASE),--base $(call quoted,$(BASE)))

templates: set-up
	@$(RUN) -m shnor_lib templates $(EDITION)

new-okrug: set-up
	@$(RUN) -m shnor_lib new-okrug $(OKRUG_WORDS)

new-year: set-up
	@$(RUN) -m shnor_lib new-year $(if $(YEAR),$(call quoted,$(YEAR))) $(if $(FROM),--from $(call quoted,$(FROM)))

why: set-up
	@$(RUN) -m shnor_lib why $(EDITION)

graph: set-up
	@$(RUN) -m shnor_lib graph

clean: set-up
	@$(RUN) -m shnor_lib clean

lab: set-up-lab
	@$(RUN) -m jupyterlab --ServerApp.root_dir=. --FileContentsManager.preferred_dir=notebooks

test: set-up-dev
	@$(RUN) -m pytest -n auto --dist worksteal$(if $(COVERAGE), --cov --cov-report=term:skip-covered)

test-slow: set-up-dev
	@DEEP=1 $(RUN) -m pytest -m 'slow or hypothesis' -n auto --dist worksteal

test-browser: set-up-dev
	@$(RUN) -m pytest -m browser

lint: set-up-dev
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) tools/check_notebooks.py
	@$(RUN) tools/check_texts.py

bench: set-up-dev
	@$(RUN) tools/bench.py
	@$(RUN) -m tools.bench_ingest
	@$(RUN) -m tools.bench_registers

audit: set-up-dev
	@for lock in requirements.lock requirements-dev.lock requirements-lab.lock; do \
		$(RUN) -m uv tool run pip-audit --disable-pip --require-hashes -r $$lock --progress-spinner off || exit $$?; done

lock: set-up-dev
	@$(RUN) tools/lock.py
