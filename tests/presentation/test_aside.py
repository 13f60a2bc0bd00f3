"""Figures drawn aside are those drawn in place, whatever becomes of the copy that draws them."""

import os
import time
import warnings
from multiprocessing import Pipe

import pytest

from shnor_lib.presentation import report
from shnor_lib.presentation.aside import ALLOWED, Aside, made_here
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.school_names import told_apart
from tests.support import report_editions as editions
from tests.support.depth import every

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="без fork рисунки рисуются на месте")


def whose(edition) -> tuple[int, str]:
    return os.getpid(), edition


def fails_in_a_copy(edition):
    if os.getpid() != edition:
        raise ValueError("копия")
    return "здесь"


def warns_in_a_copy(edition):
    if os.getpid() != edition:
        warnings.warn("копия", stacklevel=1)
    return "здесь"


def dies_in_a_copy(edition):
    if os.getpid() != edition:
        os._exit(9)
    return "здесь"


def test_a_copy_makes_the_parts_and_no_others():
    aside = Aside([whose], "выпуск")
    pid, edition = aside.made(whose, "выпуск")
    assert (pid != os.getpid(), edition) == (True, "выпуск")
    assert aside.made(whose, "выпуск") == (pid, edition), "made once"
    assert aside.made(lambda edition: os.getpid(), "выпуск") == os.getpid()


@pytest.mark.parametrize("first", every(3, [fails_in_a_copy, warns_in_a_copy, dies_in_a_copy]))
def test_what_a_copy_cannot_make_is_made_here(first):
    aside = Aside([first, whose], os.getpid())
    assert aside.made(first, os.getpid()) == "здесь"
    assert (aside.made(whose, os.getpid())[0] == os.getpid()) == (first is dies_in_a_copy)


def test_an_error_comes_from_its_place():
    aside = Aside([fails_in_a_copy], 0)
    with pytest.raises(ValueError, match="копия"):
        aside.made(fails_in_a_copy, 0)


def test_a_copy_keeps_no_pipe_open():
    ours, theirs = Pipe(duplex=False)

    def slow(edition):
        time.sleep(5)

    aside = Aside([slow], "выпуск")
    theirs.close()
    started = time.monotonic()
    with pytest.raises(EOFError):
        ours.recv()
    assert time.monotonic() - started < 4, "the copy holds the other end"
    os.kill(aside._copy, 9)
    aside._receive()


def figures_of(section, edition, maker):
    values = report.shown(section, edition, maker)
    return [value for value in values if isinstance(value, PublicationFigure | PublicationFigures)]


@pytest.mark.slow
def test_the_report_draws_the_same_figures_aside(built_2022, monkeypatch):
    edition = editions.as_issued(built_2022)
    assert report._maker(edition) is made_here, "not in a process of anybody's"
    monkeypatch.setenv(ALLOWED, "1")
    maker = report._maker(edition)
    parts = list(report._figures(told_apart(edition)))
    aside = Aside.made.__get__(report._drawn_aside[edition])
    assert maker == aside and len(parts) >= 5
    shown = {section.id: figures_of(section, edition, maker) for section in report.all_sections()}
    here = {section.id: figures_of(section, edition, made_here) for section in report.all_sections()}
    assert shown == here
    assert sum(map(len, here.values())) >= 2
    assert set(report._drawn_aside[edition]._made) == set(parts), "the copy drew all of them"
