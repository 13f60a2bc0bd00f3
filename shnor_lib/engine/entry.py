"""What papermill finds by its entry point: a name that loads the engine when it is first asked for.

papermill loads every entry point while it is itself half loaded, so nothing here may import papermill at once.
"""

from typing import Any


class _LoadedWhenAsked(type):
    """Takes whatever is asked of its class from the real engine."""

    def __getattr__(cls, name: str) -> Any:
        from shnor_lib.engine.papermill_engine import WarmEngine as Engine

        return getattr(Engine, name)


class WarmEngine(metaclass=_LoadedWhenAsked):
    """Stands for `shnor_lib.engine.papermill_engine.WarmEngine` in papermill's list of engines."""
