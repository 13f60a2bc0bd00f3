"""Descriptions of a public edition for programs: a Frictionless data package and an RO-Crate.

Both follow from the declared tables and from the files; they hold no clock time, so that equal editions are equal.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shnor_lib.ground.columns import INTEGER, NUMBER, TRUTH, Column
from shnor_lib.ground.public_tables import DATA, PUBLIC, PublicTable

DATA_PACKAGE, CRATE = "datapackage.json", "ro-crate-metadata.json"

_TYPES = {INTEGER: "integer", NUMBER: "number", TRUTH: "boolean"}
#: What files are, by the end of their names: a MIME type and a title.
_KINDS = {
    ".html": ("text/html", "Отчёт: страница для сайта"),
    ".pdf": ("application/pdf", "Отчёт: для печати"),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Отчёт: для правки в Word",
    ),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Таблицы отчёта: книга Excel"),
    ".md": ("text/markdown", "Что нового"),
    ".json": ("application/json", "Описание данных"),
    ".svg": ("image/svg+xml", "Логотип"),
    ".png": ("image/png", "Логотип"),
    ".csv": ("text/csv", "Таблица"),
}
_CRATE_VERSION = "https://w3id.org/ro/crate/1.1"


def data_package(folder: Path, about: Mapping[str, str], edition: str) -> bytes:
    """Return `datapackage.json` of the tables in the folder (https://datapackage.org, version 1)."""
    package = {
        "profile": "tabular-data-package",
        "name": _name(edition),
        "title": about["title"],
        "description": f"{about['municipality']}: публичный выпуск по состоянию на {about['as_of']}",
        "resources": [_resource(folder, name, table) for name, table in PUBLIC.items()],
    }
    return _as_bytes(package)


def _name(edition: str) -> str:
    """Return a name of Latin letters and digits, as the format asks, that differs for each edition."""
    latin = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "-" for sign in edition.lower())
    clean = latin.strip("-._")
    mark = "" if clean == edition else f"-{hashlib.sha256(edition.encode()).hexdigest()[:8]}"
    return f"shnor-{clean}{mark}".replace("--", "-")


def _resource(folder: Path, name: str, table: PublicTable) -> dict[str, Any]:
    content = (folder / DATA / f"{name}.csv").read_bytes()
    named = [column for column in table.key if table.columns[column].required]
    schema: dict[str, Any] = {
        "fields": [_field(column, rules, table.words[column]) for column, rules in table.columns.items()],
        "missingValues": [""],
    }
    if named == list(table.key):
        schema["primaryKey"] = named
    return {
        "profile": "tabular-data-resource",
        "name": name.replace("_", "-"),
        "path": f"{DATA}/{name}.csv",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": schema,
    }


def _field(name: str, column: Column, words: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.among:
        constraints["enum"] = list(column.among)
    if column.lowest is not None:
        constraints["minimum"] = column.lowest
    if column.highest is not None:
        constraints["maximum"] = column.highest
    kind = "date" if column.is_date else _TYPES.get(column.type, "string")
    field: dict[str, Any] = {"name": name, "type": kind, "description": words}
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field | ({"constraints": constraints} if constraints else {})


def crate(folder: Path, files: Sequence[str], about: Mapping[str, str]) -> bytes:
    """Return `ro-crate-metadata.json` of the files in the folder (RO-Crate 1.1)."""
    organisation = {"@id": "#organisation", "@type": "Organization", "name": about["organisation"]}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "description": f"{about['municipality']}: публичный выпуск по состоянию на {about['as_of']}",
        "datePublished": about["as_of"],
        "license": "Публикуется по решению организации, которая подготовила выпуск",
        "author": {"@id": organisation["@id"]},
        "publisher": {"@id": organisation["@id"]},
        "hasPart": [{"@id": file} for file in files],
    }
    described = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _CRATE_VERSION},
    }
    graph = [described, root, organisation, *(_part(folder, file) for file in files)]
    return _as_bytes({"@context": f"{_CRATE_VERSION}/context", "@graph": graph})


def _part(folder: Path, file: str) -> dict[str, Any]:
    content = (folder / file).read_bytes()
    kind, title = _KINDS[Path(file).suffix]
    table = PUBLIC.get(Path(file).stem)
    return {
        "@id": file,
        "@type": "File",
        "name": table.title if table else title,
        "encodingFormat": kind,
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _as_bytes(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
