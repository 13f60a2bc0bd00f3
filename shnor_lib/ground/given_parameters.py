"""Parameters that papermill gives a notebook, held against those that the notebook has.

papermill only warns of a name that the notebook lacks, and then runs with the default of the one that was meant.
"""

import ast
import difflib
import sys
from collections.abc import Collection, Sequence

from shnor_lib.ground.content import syntax_tree
from shnor_lib.ground.errors import ReportError

#: How the cell begins that papermill inserts after the one tagged ``parameters``.
INSERTED = "# Parameters\n"


def assigned_names(source: str) -> list[str]:
    """Return the names that a cell assigns at its top level, in their order; none if it is no plain Python."""
    try:
        tree = syntax_tree(source)
    except SyntaxError:
        return []
    assignments = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    targets = [
        target for node in assignments for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return list(dict.fromkeys(target.id for target in targets if isinstance(target, ast.Name)))


def unknown_parameter(given: Collection[str], known: Sequence[str]) -> tuple[str, str] | None:
    """Return in two Russian sentences which given parameter the notebook lacks and which it has, or None.

    A notebook that names no parameters takes any.
    """
    unknown = [name for name in given if name not in known]
    if not known or not unknown:
        return None
    alike = difflib.get_close_matches(unknown[0], known, n=1)
    meant = f" Возможно, имелся в виду «{alike[0]}»." if alike else ""
    return f"У тетради нет параметра «{unknown[0]}».", f"Её параметры: {', '.join(known)}.{meant}"


def refuse_unknown_in_session() -> None:
    """Look into the cells run so far, if this is a notebook: did papermill give what no cell before has set?

    Raises:
        ReportError: it did.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    cells: list[str] = shell.user_ns.get("In", []) if shell is not None else []
    known: list[str] = []
    for source in cells:
        names = assigned_names(source)
        if source.startswith(INSERTED) and (complaint := unknown_parameter(names, known)):
            raise ReportError(*complaint)
        known += names
