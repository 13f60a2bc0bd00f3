"""The commands: Russian words, exit codes, and never a traceback."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shnor_lib.cli import main
from shnor_lib.engine.papermill_engine import NotebookProcess, PreloadFailed
from shnor_lib.pipeline import run
from shnor_lib.pipeline.graph import as_svg, nodes
from shnor_lib.pipeline.layout import Project
from tests.support.depth import every_case
from tests.support.toy import Toy, build

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("warm_toys")


@pytest.fixture
def toy(tmp_path):
    return build(tmp_path / "toy")


@pytest.fixture
def command(toy, capsys):
    """Run a command on the toy project; return its exit code and all it printed."""

    def run_command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        try:
            code = main(arguments, toy.project)
        except SystemExit as leaving:
            code = leaving.code
        printed = capsys.readouterr()
        text = printed.out + printed.err
        assert "Traceback" not in text
        return code, text

    return run_command


def test_a_report_ends_with_what_was_made_and_how_many_findings(command):
    code, text = command("report", "2022")
    assert code == 0
    assert re.search(r"^Приём: выполнено за \d+,\d с$", text, re.MULTILINE)
    assert "Отчёт: output/2022/report.html и output/2022/report.pdf\n" in text
    assert "Замечания: 1\u00a0предупреждение и 1\u00a0примечание\n" in text
    assert "Публикация (ячейка 3): таблица без названия\n" in text
    code, text = command("report", "2022")
    assert code == 0 and text.startswith("Ничего не изменилось, отчёт прежний.\n")
    assert "Публикация (ячейка 3): таблица без названия\n" in text


@pytest.mark.parametrize(
    ("called", "named"),
    [("/x/bin/shnor", "shnor"), (r"shnor.exe", "shnor"), ("/x/shnor_lib/__main__.py", "python -m shnor_lib")],
)
def test_help_names_the_command_as_it_was_called(command, monkeypatch, called, named):
    monkeypatch.setattr(sys, "argv", [called])
    assert f"Подсказка: {named} --help" in command()[1]


@pytest.mark.slow
def test_a_version_kept_aside_is_reported(command, toy):
    command("report", "2022")
    (toy.issued / "report.html").write_text("моё", encoding="utf-8")
    assert re.search(
        r"«report.html» был изменён вручную; .+: «report \(изменён .+\).html»", command("report", "2022")[1]
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report"], "Есть выпуск: 2022. Например: make report YEAR=2022"),
        (["report", "202"], "Возможно, вы имели в виду: 2022."),
        (["report", "абвгд"], "Есть выпуск: 2022."),
        (["report", "../params/2022"], "Нет параметров выпуска «../params/2022»"),
        (["report", "--params", "нет.yml"], "Нет файла параметров «нет.yml»."),
        (["report", "2022", "--engine", "быстро"], "Не бывает «быстро»; есть: fast, kernel."),
        (["report", "2022", "--outptu", "x"], "Непонятно: --outptu"),
        (["report", "2022", "--output"], "После --output нужно значение."),
        (
            ["отчёт"],
            "Не бывает «отчёт»; есть: report, cards, public, all, monitoring, year, routes, fleet, check, verify, "
            "diff, templates, new-year, new-okrug, why, graph, lab, clean.",
        ),
        ([], "Не хватает: команда."),
    ],
)
def test_wrong_words_are_answered_in_russian(command, arguments, words):
    code, text = command(*arguments)
    assert code == 2
    assert words in text
    assert not re.search(r"usage|error|argument|invalid|expected", text)


def test_help_is_russian(command):
    for arguments in (["--help"], ["report", "--help"]):
        code, text = command(*arguments)
        assert code == 0
        assert "Как вызвать: " in text
        assert not re.search(r"usage:|positional|options:|show this", text)


def test_a_params_file_anywhere_makes_an_edition_of_its_name(command, toy, tmp_path):
    own = tmp_path / "мои параметры" / "пробный.yml"
    own.parent.mkdir()
    own.write_text((toy.root / "params" / "2022.yml").read_text(encoding="utf-8"), encoding="utf-8")
    code, text = command("report", "--params", str(own))
    assert code == 0, text
    assert (toy.root / "output" / "пробный" / "report.pdf").is_file()
    executed = (toy.root / "output" / "пробный" / "02_twice.ipynb").read_text(encoding="utf-8")
    assert 'edition_name = \\"пробный\\"' in executed and str(own) in executed
    assert command("report", "2021", "--params", str(own))[0] == 2


def test_a_notebook_that_does_not_take_a_parameter_is_refused(command, toy):
    toy.edit("notebooks/02_twice.ipynb", "run_folder = ", "folder = ")
    code, text = command("report", "2022")
    assert code == 2
    assert "В тетради 02_twice.ipynb ячейка с меткой parameters не задаёт «run_folder»." in text


def test_an_error_of_the_program_names_stage_cause_command_and_log(command, toy):
    command("report", "2022")
    before = toy.snapshot()
    (toy.root / "data" / "one.txt").write_text("boom", encoding="utf-8")
    code, text = command("report", "2022")
    assert code == 2
    assert "Этап «Приём» не выполнен. Тетрадь 01_ingest.ipynb, ячейка 6 (считая и текстовые). Ошибка программы" in text
    assert "ValueError: secret value boom." in text
    assert "Прежний отчёт не изменён. Повторить: make report YEAR=2022" in text
    log = (toy.root / "output" / ".log" / "2022.log").read_text(encoding="utf-8")
    assert "toy_lib/reading.py:7, in findings(rows)" in log
    assert "secret" not in log.replace('raise ValueError("secret value boom")', "")
    assert toy.snapshot() == before


@pytest.mark.slow
def test_a_report_error_in_a_cell_speaks_for_itself(command, toy):
    toy.edit(
        "toy_lib/reading.py",
        'raise ValueError("',
        'from shnor_lib.ground.errors import ReportError; raise ReportError("Худо.", "',
    )
    (toy.root / "data" / "one.txt").write_text("boom", encoding="utf-8")
    for engine in ("fast", "kernel"):
        code, text = command("report", "2022", "--engine", engine)
        assert code == 2
        assert "Этап «Приём» не выполнен. Худо. secret value boom\n" in text
    assert "Повторить: make report YEAR=2022 ENGINE=kernel" in text
    assert not (toy.root / "output" / ".log").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "words"),
    every_case(
        2,
        [
            (
                "import os; os.kill(os.getpid(), 9)",
                "02_twice.ipynb, ячейка 5 (считая и текстовые): процесс прерван операционной системой (сигнал 9)",
            ),
            ("exit()", "не сохранила таблицу «twice»"),
            ("import sys; sys.exit(5)", "ячейка 5 (считая и текстовые): ячейка остановила тетрадь сама (exit, код 5)"),
            ("edition.save(**{'чужая': [{'a': 1}], 'twice': [{'a': 1}]})", "Записана таблица «чужая.csv»"),
        ],
    ),
)
def test_a_notebook_that_cannot_be_finished_says_why(command, toy, source, words):
    toy.edit("notebooks/02_twice.ipynb", "edition.save(twice=doubled(edition.results))", source)
    code, text = command("report", "2022")
    assert code == 2
    assert words in text
    assert not toy.issued.exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    every_case(
        2,
        [
            (
                "text = json",
                "text = 1 / 0; json",
                "«Публикация: report.html» не выполнен. Ошибка программы: ZeroDivision",
            ),
            (
                "import json",
                "import nothing_such",
                "не выполнен. Не загружается библиотека «nothing_such». Удалите",
            ),
            ("text = json", "import os; os._exit(3); json", "Процесс публикации прерван операционной системой."),
            (
                "text = json",
                "raise ReportError('Нет шрифта.', 'Верните его.'); json",
                "не выполнен. Нет шрифта. Верните его.\n",
            ),
        ],
    ),
)
def test_a_publication_that_fails_says_why(command, toy, old, new, words):
    toy.edit("toy_lib/publishing.py", "import json", "import json\nfrom shnor_lib.ground.errors import ReportError")
    toy.edit("toy_lib/publishing.py", old, new)
    code, text = command("report", "2022")
    assert code == 2
    assert words in text
    assert not toy.issued.exists()


def test_a_library_that_does_not_load_is_named_with_the_remedy(command, toy, monkeypatch):
    def broken(self):
        raise PreloadFailed("pandas (ImportError: нет)")

    monkeypatch.setattr(NotebookProcess, "__enter__", broken)
    text = command("report", "2022")[1]
    assert "Не загружаются нужные библиотеки: pandas (ImportError: нет). Удалите папку .venv" in text


def test_broken_and_missing_notebooks_are_named(command, toy):
    (toy.root / "notebooks" / "03_half.ipynb").write_text("{", encoding="utf-8")
    assert "«03_half.ipynb» в папке notebooks не читается как тетрадь" in command("report", "2022")[1]
    (toy.root / "notebooks" / "03_half.ipynb").unlink()
    assert "Нет тетради «03_half.ipynb»" in command("graph")[1]


def test_an_unexpected_failure_of_the_runner_is_a_sentence(command, toy, monkeypatch):
    monkeypatch.setattr(run, "verdicts", lambda *_: {}["нет"])
    code, text = command("why", "2022")
    assert code == 2
    assert text.startswith("Ошибка программы: KeyError: 'нет'. Подробности для разработчика: output/.log/shnor.log")


def test_why_tells_reasons_and_what_depends_on_them(command, toy):
    command("report", "2022")
    assert command("why", "2022") == (0, "Приём: не изменилось\nУдвоение: не изменилось\nДеление: не изменилось\n"
                                         "Отчёт: не изменилось\nПубликация: не изменилось\n")  # fmt: skip
    toy.edit("toy_lib/factors.py", "2", "3")
    text = command("why", "2022")[1]
    assert "Удвоение:\n  – изменился код: toy_lib/factors.py\n" in text
    assert "Отчёт: пока не изменилось\n  – зависит от того, что получится на прежних этапах (Удвоение)\n" in text


def test_graph_is_text_and_picture(command, toy):
    code, text = command("graph")
    assert code == 0
    assert "Деление (03_half.ipynb)\n  читает: results, параметры (criteria)\n  записывает: half\n" in text
    picture = (toy.root / "output" / "graph.svg").read_text(encoding="utf-8")
    assert picture.count("<path d=") == 6 + 1  # arcs, and the arrow's head
    assert "записывает: results, findings" in picture


def test_graph_shows_what_commands_of_their_own_make():
    """The cards and the public edition are made of the edition's tables: they stand below the chain."""
    chain = nodes(Project())
    titles = [node.title for node in chain]
    last = titles.index("Отчёт")
    assert titles[last + 1 :] == [
        "Публикация",
        "Карточки школ — командой make cards",
        "Публичный выпуск — командой make public",
        "Мониторинг — командой make monitoring",
        "Рабочая группа и циклограмма — командой make year",
        "Маршруты педагогов — командой make routes",
    ]
    cards, public, monitoring, year, routes = chain[-5:]
    assert cards.above == public.above == monitoring.above == year.above == routes.above == (last,)
    assert routes.writes == (
        "Для служебного пользования/routes/routes.pdf",
        "Для служебного пользования/routes/routes.xlsx",
    )
    assert (cards.notebook, public.notebook) == ("card.ipynb", "public.ipynb")
    assert monitoring.notebook == "monitoring.ipynb" and "monitoring/<период>/report.docx" in monitoring.writes
    assert year.notebook == "year.ipynb" and {"year/report.pdf", "year/calendar.ics"} <= set(year.writes)
    assert "cards/index.html" in cards.writes and "public/report.html" in public.writes
    assert "таблицы выпуска" in cards.reads
    picture = as_svg(chain)
    assert "make cards" in picture and "make public" in picture


@pytest.mark.slow
def test_clean_removes_unfinished_runs_and_caches_but_nothing_else(command, toy):
    command("report", "2022")
    before = toy.snapshot()
    toy.edit("toy_lib/doubling.py", "return", "1 / 0\n    return")
    assert command("report", "2022")[0] == 2
    (toy.root / "output" / ".lab" / "2022").mkdir(parents=True)
    (toy.root / ".pytest_cache").mkdir()
    code, text = command("clean")
    assert code == 0 and ".pytest_cache" in text and "output/.staging/2022-" in text
    assert not (toy.root / "output" / ".staging").exists()
    assert (toy.root / "output" / ".lab" / "2022").is_dir()
    assert toy.snapshot() == before
    assert command("clean") == (0, "Удалять нечего.\n")


def start_to_be_interrupted(toy: Toy) -> subprocess.Popen:
    program = (
        "import sys; from pathlib import Path; from shnor_lib.cli import main; from tests.support.toy import open_toy;"
        "project = open_toy(Path(sys.argv[1])).project; print('начало', flush=True);"
        "sys.exit(main(['report', '2022'], project))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(toy.root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout.readline().decode() == "начало\n"
    return process


def interrupt(process: subprocess.Popen) -> tuple[int, str]:
    """Interrupt a run and its children as Ctrl-C on a terminal does; return its exit code and words."""
    os.killpg(process.pid, signal.SIGINT)
    printed, _ = process.communicate(timeout=20)
    return process.returncode, printed.decode()


@pytest.mark.slow
def test_an_interruption_of_a_cell_is_a_sentence(toy):
    toy.edit("toy_lib/reading.py", "def read_values(files):", "def read_values(files):\n    sleeping(files)")
    with (toy.root / "toy_lib" / "reading.py").open("a", encoding="utf-8") as module:
        module.write("\n\ndef sleeping(files):\n    import time\n    open('../sleeping', 'w')\n    time.sleep(60)\n")
    process = start_to_be_interrupted(toy)
    deadline = time.monotonic() + 20
    while not (toy.root / "sleeping").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert interrupt(process) == (130, "Остановлено. Отчёта пока нет.\n")


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0])
def test_an_interruption_at_any_moment_is_a_sentence(toy, seconds):
    process = start_to_be_interrupted(toy)
    time.sleep(seconds)
    code, text = interrupt(process)
    assert "Traceback" not in text and "KeyboardInterrupt" not in text
    # Python's own shutdown no longer hears us: a signal then ends a process that has said its last line.
    said_all = code == -signal.SIGINT and "Отчёт: " in text
    assert code in (0, 130) or said_all
    assert ("Остановлено." in text) == (code == 130)
