"""The schema by which editors check params: what the model gives, no stricter and no laxer on the shipped files."""

import json

import jsonschema
import pytest
import yaml

from shnor_lib.forms.new_year import SCHEMA_FILE, SCHEMA_LINES, make_new_year, with_schema
from shnor_lib.ground.params import Params, load_params
from shnor_lib.ground.project import PARAMS, edition_files
from shnor_lib.pipeline.editions import editions
from shnor_lib.pipeline.layout import Project
from tools.params_schema import SCHEMA, schema_text, write_schema

SHIPPED = edition_files(PARAMS)
VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema_text()))


def content(path) -> dict:
    """Return a params file as JSON has it: dates as texts."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))


def test_the_schema_in_the_repository_is_what_the_model_gives(tmp_path):
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run `python -m tools.params_schema`"
    write_schema(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == SCHEMA.read_bytes()


def test_it_is_a_schema_with_every_key_and_without_words_for_developers():
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)
    assert VALIDATOR.schema["properties"].keys() == Params.model_fields.keys()
    # «title» is also a key of the report's section.
    assert "title" in VALIDATOR.schema["$defs"]["Report"]["properties"]
    assert "Who issues the report" not in schema_text()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_params_name_the_schema_and_keep_it(path):
    assert SCHEMA_LINES[-1] in path.read_text(encoding="utf-8").splitlines()[:5]
    assert [error.message for error in VALIDATOR.iter_errors(content(path))] == []


@pytest.mark.parametrize(
    "mistake",
    [
        lambda params: params["criteria"].update(low_treshold={"value": 30, "unit": "%", "source": "раздел I"}),
        lambda params: params["criteria"].pop("low_threshold"),
        lambda params: params["criteria"]["low_threshold"].update(value=300),
        lambda params: params["criteria"]["low_threshold"].update(source=""),
        lambda params: params["report"].update(year=22),
        lambda params: params["procedures"]["counted"][0].update(assessment="ВПР"),
        lambda params: params.update(dynamics=[2021, 2022]),
    ],
)
def test_what_the_model_refuses_the_schema_marks(mistake):
    params = content(SHIPPED[0])
    mistake(params)
    with pytest.raises(ValueError, match="validation error"):
        Params.model_validate(params)
    assert not VALIDATOR.is_valid(params)


def test_the_schema_is_no_edition():
    assert SCHEMA.is_file()
    assert editions(Project()) == [path.stem for path in SHIPPED]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_new_year_leads_to_the_schema_once_whatever_it_is_made_from(tmp_path, end):
    (tmp_path / "params").mkdir()
    text = (PARAMS / "2022.yml").read_text(encoding="utf-8")
    older = "\n".join(line for line in text.splitlines() if line not in SCHEMA_LINES) + "\n"
    (tmp_path / "params" / "2022.yml").write_text(older, encoding="utf-8", newline=end)
    for year in ("2023", "2024"):
        made = make_new_year(tmp_path / "params", tmp_path, year).path
        assert load_params(made).report.year == int(year)
        assert made.read_bytes().decode().count(SCHEMA_LINES[-1] + end) == 1
    assert with_schema(with_schema(older)) == with_schema(older)
    assert SCHEMA_LINES[-1].endswith(f"$schema={SCHEMA_FILE}")
