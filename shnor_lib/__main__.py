"""``python -m shnor_lib``: the commands behind Make."""

import sys

from shnor_lib.cli import main

if __name__ == "__main__":
    sys.exit(main())
