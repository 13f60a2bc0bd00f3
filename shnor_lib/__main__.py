"""``python -m shnor_lib``: the commands behind Make."""

import sys

if __name__ == "__main__":
    try:
        from shnor_lib.cli import main

        sys.exit(main())
    except KeyboardInterrupt:
        # Ctrl-C while the commands were still being loaded.
        sys.exit(130)
