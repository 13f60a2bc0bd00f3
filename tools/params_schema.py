"""Write the JSON schema by which editors complete and check params files: `python tools/params_schema.py`.

The schema is derived from the model in `shnor_lib/ground/params.py`; `tests/test_params_schema.py` fails until the file
in the repository is what the model gives.
"""

import json
from pathlib import Path
from typing import Any

from shnor_lib.forms.new_year import SCHEMA_FILE
from shnor_lib.ground.params import Params
from shnor_lib.ground.project import PARAMS

SCHEMA = PARAMS / SCHEMA_FILE
#: The model's docstrings and the titles made from its names are English and for developers.
NOT_FOR_USERS = ("title", "description")


def schema_text() -> str:
    """Return the schema as it stands in the file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_plain(Params.model_json_schema())}
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(schema: Any, *, names: bool = False) -> Any:
    """Return a part of the schema without words for developers; below ``names`` the keys are those of params."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = schema if names else {key: part for key, part in schema.items() if key not in NOT_FOR_USERS}
    return {key: _plain(part, names=key in ("properties", "$defs") and not names) for key, part in kept.items()}


def write_schema(path: Path = SCHEMA) -> None:
    """Write the schema."""
    path.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schema()
