"""Make a country of invented okrugs to try `make fleet` on: ``python tools/make_country.py папка --okrugs 60``."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Write the country's files; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder, or one that is not there yet")
    parser.add_argument("--okrugs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        print(f"Папка «{options.folder}» не пуста. Укажите другую.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(ROOT))
    from tools.okrug.country import write_country

    documents = ROOT / "data" / "demo" / "Программа.xlsx"
    params = ROOT / "params" / "demo.yml"
    folder = options.folder.resolve()
    print(write_country(folder, documents, params, options.okrugs, options.seed))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
