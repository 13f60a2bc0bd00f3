"""YAML as a file of params may use it: words, numbers, dates, lists; every mistake a Russian sentence with its line.

What a person does not write by hand is refused before it costs anything: anchors, tags, numbers of a thousand digits,
thousands of levels.
"""

import math
import re
from typing import Any

import yaml

from shnor_lib.ground.legible import has_half_signs
from shnor_lib.ground.wording import number

#: The longest file of params takes some kilobytes.
LARGEST_PARAMS_BYTES = 300_000
#: Levels and values of a file; the shipped ones have six and about three hundred.
MOST_LEVELS, MOST_VALUES = 20, 5_000
#: A text longer than this is none of a title, a source or a reason.
LONGEST_TEXT = 4_000
LONGEST_QUOTE = 80

MOST_DIGITS = 15

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_INT, _FLOAT, _MERGE = (f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "merge"))


class ParamsMistake(yaml.constructor.ConstructorError):
    """A mistake that is named in Russian already; the mark says where it is."""

    def __init__(self, problem: str, mark: yaml.Mark):
        super().__init__(None, None, problem, mark)


class _Loader(yaml.SafeLoader):
    """Safe YAML within the bounds above, in which a repeated key or an impossible date is a mistake with its line."""

    def __init__(self, text: str):
        super().__init__(text)
        self._level = self._values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ParamsMistake("ссылки YAML (знаки & и *) не читаются: впишите значение целиком", event.start_mark)
        if getattr(event, "tag", None):
            raise ParamsMistake("пометки вида YAML (знак !) не читаются: уберите её", event.start_mark)
        self._level, self._values = self._level + 1, self._values + 1
        if self._level > MOST_LEVELS:
            raise ParamsMistake(f"вложенность больше {MOST_LEVELS} уровней", event.start_mark)
        if self._values > MOST_VALUES:
            raise ParamsMistake(f"в файле больше {number(MOST_VALUES)} значений", event.start_mark)
        node = super().compose_node(parent, index)
        self._level -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise ParamsMistake("ключом может быть только слово", key_node.start_mark)
            key = "" if key_node.tag == _MERGE else self.construct_object(key_node, deep=True)
            if not isinstance(key, str) or not key:
                raise ParamsMistake(f"ключом может быть только слово, указано «{_cut(key_node)}»", key_node.start_mark)
            if key in seen:
                raise ParamsMistake(f"ключ «{key[:LONGEST_QUOTE]}» указан дважды", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        if isinstance(node, yaml.ScalarNode):
            node.value = _whole_signs(node)
            _refuse_odd_scalar(node)
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError):  # a thirteenth month
            raise ParamsMistake(f"такой даты или такого числа нет: «{_cut(node)}»", node.start_mark) from None


def _whole_signs(node: yaml.ScalarNode) -> str:
    r"""Return the text with signs that are written in halves («\ud83d\ude00») made whole; half of one is a mistake."""
    text = str(node.value)
    if not has_half_signs(text):
        return text
    whole = text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="surrogatepass")
    if has_half_signs(whole):
        raise ParamsMistake(
            "в кавычках записана половина знака (код вида \\uD83D); впишите сам знак или уберите этот код",
            node.start_mark,
        )
    return whole


def _refuse_odd_scalar(node: yaml.ScalarNode) -> None:
    """Refuse a value that YAML reads otherwise than a person does, or that no field holds."""
    if (node.tag == _FLOAT and not _is_finite(node.value)) or (node.tag == _INT and len(node.value) > MOST_DIGITS):
        raise ParamsMistake(f"такого числа нет: «{_cut(node)}»", node.start_mark)
    if len(node.value) > LONGEST_TEXT:
        problem = f"текст длиннее {number(LONGEST_TEXT)} знаков: «{_cut(node)}…»"
        raise ParamsMistake(problem, node.start_mark)
    if unseen := _UNSEEN.search(node.value):
        raise ParamsMistake(f"в тексте стоит недопустимый знак с кодом {ord(unseen[0]):04X}", node.start_mark)
    if node.tag == _INT and not _WHOLE.fullmatch(node.value):
        problem = f"число пишется одними цифрами и без нулей впереди, указано «{_cut(node)}»; текст возьмите в кавычки"
        raise ParamsMistake(problem, node.start_mark)


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _cut(node: yaml.Node) -> str:
    return str(node.value)[:LONGEST_QUOTE]


def loaded(text: str) -> tuple[Any, yaml.Node | None]:
    """Return what a text of YAML says, and its nodes with their lines.

    Raises:
        yaml.YAMLError: it says nothing that params may; `complaint` words it.
    """
    loader = _Loader(text)
    node = loader.get_single_node()
    return (None if node is None else loader.construct_document(node)), node


def nodes_of(text: str) -> yaml.Node | None:
    """Return the nodes of a text that was loaded before."""
    return _Loader(text).get_single_node()


def complaint(error: yaml.YAMLError, text: str) -> str:
    """Return the line of a mistake and what it is: «, строка 5: …»."""
    lines = text.splitlines()
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else _line_of_position(error, text)
    where = f", строка {line}" if line else ""
    if isinstance(error, ParamsMistake):
        return f"{where}: {error.problem}"
    if isinstance(error, yaml.reader.ReaderError):
        code = error.character if isinstance(error.character, int) else ord(error.character)
        return f"{where}: недопустимый знак с кодом {code:04X}"
    if line and lines and "\t" in lines[min(line, len(lines)) - 1]:
        return f"{where}: отступ сделан табуляцией; замените её пробелами"
    return f"{where}: нарушена запись «ключ: значение» (проверьте отступы, кавычки и двоеточия)"


def _line_of_position(error: yaml.YAMLError, text: str) -> int:
    position = getattr(error, "position", None)
    return 0 if position is None else text.count("\n", 0, position) + 1
