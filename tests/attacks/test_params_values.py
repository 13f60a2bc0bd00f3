"""Params made to hurt: years of another age, depths, lengths, signs and ways of YAML that no person types."""

import os
import re
import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.params_yaml import nodes_of
from tests.support.depth import every, every_case, examples

SHIPPED = params_path(2022).read_text(encoding="utf-8")
#: What takes no time to be parsed: all that the attacks change, and nothing else.
SHORT = """\
report:
  title: Справка
  organisation: ИМЦ
  year: 2022
  as_of: 2022-12-31
  previous: 2021
programme:
  period:
    start: 2021-09-01
    end: 2022-12-31
    source: паспорт Программы
    reason: учебный год
data:
  results: data/x
dynamics:
  from: 2019
corrections:
  - values_in_row: 36
    drop_value: 28
"""
#: No file of params, good or bad, takes longer than this many seconds of a busy machine.
MOST_SECONDS = 5.0


def outcome(content, folder):
    """Return the refusal, or nothing where the params are loaded."""
    path = folder / "2022.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    start = time.monotonic()
    try:
        load_params(path)
    except ReportError as error:
        return str(error)
    finally:
        assert time.monotonic() - start < MOST_SECONDS
    return ""


def with_value(key, value):
    text, n = re.subn(rf"^([ -]*{key}: ).*$", lambda found: found[1] + value, SHORT, count=1, flags=re.MULTILINE)
    assert n == 1, key
    return text


# Days and numbers


@pytest.mark.parametrize("key", every(4, ["as_of", "start", "end"]))
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0202-01-01", "год даты должен быть от 1990 до 2100"),
        ("1021-01-01", "год даты должен быть от 1990 до 2100"),
        ('"1021-01-01"', "год даты должен быть от 1990 до 2100"),
        ("1989-12-31", "год даты должен быть от 1990 до 2100"),
        ("2101-01-01", "год даты должен быть от 1990 до 2100"),
        ("9999-12-31", "год даты должен быть от 1990 до 2100"),
        ("2023-02-30", "такой даты или такого числа нет"),
        ("0000-00-00", "такой даты или такого числа нет"),
        ('"2023-02-30"', "ожидается дата"),
        ("1672444800", "ожидается дата"),
        ('"1672444800"', "ожидается дата"),
        ("2022-12-31T10:00:00Z", "ожидается дата"),
        ("yes", "текст возьмите в кавычки"),
        ("[2022-12-31]", "ожидается дата"),
        ("{a: 1}", "ожидается дата"),
        ("31.12.2022", "ожидается дата"),
        ("", "ожидается дата"),
    ],
)
def test_a_day_that_is_none_is_named_with_its_line(tmp_path, key, value, words):
    said = outcome(with_value(key, value), tmp_path)
    assert words in said
    line = next(n for n, text in enumerate(SHORT.splitlines(), 1) if text.strip().startswith(f"{key}: "))
    assert f"строка {line}" in said


def test_a_period_of_more_than_a_generation_is_none(tmp_path):
    said = outcome(with_value("start", "1990-01-01"), tmp_path)
    assert "длиннее 20 лет" in said


@pytest.mark.parametrize("key", every(4, ["year", "previous", "drop_value"]))
@pytest.mark.parametrize(
    "value",
    [
        "9" * 4_500,
        "9" * 90_000,
        "0x" + "f" * 100,
        "0b1011",
        "02022",
        "20:22",
        "1:59:59" + ":59" * 1_000,
        "2_022",
        ".nan",
        ".inf",
        "-.inf",
        "1.0e+400",
        "-1",
        "99999999999",
        "yes",
        "off",
        "two",
        "[1]",
        "{a: 1}",
        "1e99",
    ],
)
def test_a_number_that_is_none_is_refused_with_its_line(tmp_path, key, value):
    said = outcome(with_value(key, value), tmp_path)
    assert re.search(r"строка \d+", said)


# Ways of YAML


@pytest.mark.parametrize(
    ("addition", "words"),
    every_case(
        4,
        [
            ("x: " + "[" * 100_000, "вложенность"),
            ("x: " + "[" * 3_000 + "]" * 3_000, "вложенность"),
            ("x: " + "{a: " * 50_000, "вложенность"),
            ("\n".join(f"{' ' * n}a:" for n in range(60)), "вложенность"),
            ("x: &a [1]", "ссылки YAML"),
            ("x: &a [*a]", "ссылки YAML"),
            ("x: *nowhere", "ссылки YAML"),
            ("\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)), "ссылки YAML"),
            ("<<: {report: 1}", "ключом может быть только слово"),
            ("x: {<<: {a: 1}}", "ключом может быть только слово"),
            ("x: !!python/object/apply:os.system ['ls']", "пометки вида YAML"),
            ("x: !!binary aGVsbG8=", "пометки вида YAML"),
            ("x: !!set {a, b}", "пометки вида YAML"),
            ("!!str x: 1", "пометки вида YAML"),
            ("x: !own 1", "пометки вида YAML"),
            ("report: 1", "ключ «report» указан дважды"),
            ("? [a]\n: 1", "ключом может быть только слово"),
            ("2022-01-01: 1", "ключом может быть только слово"),
            ("12: 1", "ключом может быть только слово"),
            ("yes: 1", "ключом может быть только слово"),
            ("~: 1", "ключом может быть только слово"),
            (".nan: 1", "такого числа нет"),
            ("? " + "k" * 100_000 + "\n: 1", "длиннее"),
            ("k" * 2_000 + ": 1", "нарушена запись"),
            ("x: " + "д" * 100_000, "длиннее"),
            ("\n".join(f"k{n}: 1" for n in range(6_000)), "значений"),
            ("\n".join(f"k{n}: 1" for n in range(1_000)), "и ещё"),
            ("x: [" + "1," * 6_000 + "1]", "значений"),
            ("---\na: 1", "нарушена запись"),
            ("\tx: 1", "табуляцией"),
            ('x: "не закрыто', "нарушена запись"),
            ("x: 'a\nb", "нарушена запись"),
            ("%YAML 9.9", "нарушена запись"),
            ("x: @a", "нарушена запись"),
            ("x: `a`", "нарушена запись"),
        ],
    ),
)
def test_what_a_person_does_not_write_is_refused_with_its_line(tmp_path, addition, words):
    said = outcome(f"{SHORT}{addition}\n", tmp_path)
    assert words in said
    assert re.search(r"строка \d", said)
    assert len(said) < 8_000


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"a\\0b"', "знак с кодом 0000"),
        ('"\\ud800 x"', "половина знака"),
        ('"\\x1b[31m"', "знак с кодом 001B"),
        ('"\\u2028"', "знак с кодом 2028"),
        ('"\\uffff"', "знак с кодом FFFF"),
    ],
)
@pytest.mark.parametrize("key", ["title", "results", "organisation", "source"])
def test_a_sign_that_nobody_sees_is_named_by_its_code(tmp_path, key, value, words):
    assert words in outcome(with_value(key, value), tmp_path)


# Files


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_an_encoding_of_any_editor_is_read(tmp_path, encoding):
    assert outcome(SHIPPED.encode(encoding), tmp_path) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SHIPPED.encode("utf-16")[:-1], "UTF-16"),
        (SHORT.replace("title", "ti\0tle", 1).encode(), "нулевые байты"),
        (SHORT.replace("title: ", "title: \x07", 1).encode(), "с кодом 0007"),
        (SHORT.encode() + b"#" * 400_000, "это не параметры"),
        (b"", "пуст"),
        (b"\xef\xbb\xbf", "пуст"),
        (b"\xff\xfe", "пуст"),
        (b"- a\n", "не содержит разделов"),
        (b"abc", "не содержит разделов"),
        (b"\xff" * 500, "не содержит разделов"),
        (SHIPPED.encode()[: len(SHIPPED.encode()) // 2], "строка"),
    ],
)
def test_a_file_that_is_no_params_is_refused_in_words(tmp_path, content, words):
    assert words in outcome(content, tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_place_of_params_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "2022.yml")
    with pytest.raises(ReportError, match="канал"):
        load_params(tmp_path / "2022.yml")


# The law


def _places():
    """Return the spans (start, end) of all values of the shipped params."""

    def values(node):
        if isinstance(node, yaml.MappingNode):
            for _, value in node.value:
                yield from values(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                yield from values(value)
        else:
            yield node.start_mark.index, node.end_mark.index

    return sorted(values(nodes_of(SHIPPED)))


PLACES = _places()
ODD = st.one_of(
    st.sampled_from(["", "~", "yes", "0202-01-01", "9999-12-31", "1e400", "-0", "0x10", ".nan", "{}", "[]", "[[[]]]"]),
    st.sampled_from(
        ['"\\0"', "'", '"', "#", "- a", "a: b", "&a b", "*a", "!!str x", "|", ">", "%", "@", "`", "\t", "\ud800"]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.text(max_size=40),
    st.integers(1, 10_000).map(lambda n: "д" * n),
    st.integers(1, 3_000).map(lambda n: "[" * n),
)


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.sampled_from(PLACES), value=ODD)
def test_any_value_in_place_of_any_other_is_loaded_or_named_with_its_line(tmp_path, place, value):
    start, end = place
    said = outcome(SHIPPED[:start] + value + SHIPPED[end:], tmp_path)
    assert not said or "строка" in said or "строке" in said or "не текст" in said or "кодировке" in said, said
    assert "Traceback" not in said
