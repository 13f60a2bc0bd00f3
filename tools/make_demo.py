"""Make the demonstration municipality `data/demo` (`make demo`): nothing is done while all its files are there.

With --fresh it is made anew; old Excel files need a package of the tests for it (`make set-up-dev`).
"""

import argparse
import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "demo"
DOCUMENTS = ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx"

#: Without any of these the demonstration has to be made again.
NEEDED = (
    *("README.md", "truths.json", "Программа.xlsx", "2024/Реестры_программы.xlsx", "2024/ГИА/ОГЭ 2024.xls"),
    *("Регион/ВПР 2024, все округа.xlsx", "Прежний выпуск/2023/tables/decisions.csv"),
)


def main() -> int:
    """Make the folder if anything is missing or --fresh is given; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the folder anew whatever is there")
    fresh = parser.parse_args().fresh
    if not fresh and all((FOLDER / name).is_file() for name in NEEDED):
        return 0
    if importlib.util.find_spec("xlwt") is None:
        print("Чтобы создать демонстрационные данные, нужен пакет xlwt. Выполните: make set-up-dev", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    from shnor_lib.ground.refusals import refused
    from tools.demonstration.files import write_demonstration

    try:
        write_demonstration(FOLDER, DOCUMENTS)
    except OSError as error:
        print(refused("Не удалось создать демонстрационные данные в data/demo", error), file=sys.stderr)
        return 2
    print("Созданы демонстрационные данные: data/demo (что в них заложено — data/demo/README.md)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
