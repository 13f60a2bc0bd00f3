"""What papermill finds by its entry point: a name that loads the engine when it is first asked for.

papermill loads every entry point while it is itself half loaded, so nothing here may import papermill at once.
"""


class WarmEngine:
    """Stands for `shnor_lib.engine.papermill_engine.WarmEngine` in papermill's list of engines."""

    @classmethod
    def execute_notebook(cls, *arguments, **options):
        """Execute a notebook on the engine; arguments and result are papermill's own."""
        from shnor_lib.engine.papermill_engine import WarmEngine as Engine

        return Engine.execute_notebook(*arguments, **options)
