"""Data that ship with the code, read once."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def shipped_yaml(package: str, name: str) -> Any:
    """Return a package's YAML file, by the fast parser where there is one; the value is shared: nobody changes it."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
