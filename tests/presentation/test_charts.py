"""What the charts say and how they look on the programme's schools and on odd data."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.programme.due_dates import recurrence_of
from shnor_lib.ground.wording import NBSP
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts import results_and_plan as charts
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT, PAGE_WIDTH, spread, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
THRESHOLD = 30

#: Приложение 1 in part: shares of «2» in ВПР МА 5 2019, ВПР МА 6 2019 and 2021, ВПР МА 7 2021, ОГЭ МА 2019 and 2021.
COLUMNS = [
    ("VPR", "MA", 5, 2019),
    ("VPR", "MA", 6, 2019),
    ("VPR", "MA", 6, 2021),
    ("VPR", "MA", 7, 2021),
    ("OGE", "MA", 9, 2019),
    ("OGE", "MA", 9, 2021),
]
SHARES = {
    "МБОУ «Краснинская СОШ»": (10, 11, 15, 17, 8, 10),
    "МБОУ «Ариничевская СОШ»": (30, 65, 25, 21, 0, 44),
    "МБОУ «Демьяновская СОШ»": (56, 17, 13, 24, 6, 15),
    "МБОУ «Панфиловская СОШ»": (35, 11, 10, 13, 7, 0),
    "МБОУ «Подгорновская СОШ»": (32, 18, 23, 26, 0, 20),
    "МКОУ «Свердловская ООШ»": (0, 33, 0, 0, 0, 0),
    "МБОУ «Мирновская ООШ»": (31, 20, 9, 14, 0, 15),
}

PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]
RESULTS = ["school_id", "school", *PROCEDURE, "fail_pct", "reading", "doubtful"]
MEANS = ["mean_from_pct", "mean_to_pct"]


def results_of(shares: dict[str, tuple], columns=COLUMNS) -> pd.DataFrame:
    rows = [
        (f"lk{place:02d}", school, assessment, None, subject, grade, year, share, "as_read", False)
        for place, (school, values) in enumerate(shares.items(), start=1)
        for (assessment, subject, grade, year), share in zip(columns, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=RESULTS)


def pairs_of(results: pd.DataFrame, kind: str, limited: bool = False) -> pd.DataFrame:
    step = 2 if kind == "cohort" else 0
    before = results[results["school_year"] == 2019].assign(grade_to=lambda frame: frame["grade"] + step)
    after = results[results["school_year"] == 2021][["school_id", "assessment", "subject", "grade", "fail_pct"]]
    pairs = before.merge(
        after.rename(columns={"grade": "grade_to", "fail_pct": "fail_to_pct"}),
        on=["school_id", "assessment", "subject", "grade_to"],
    ).rename(columns={"grade": "grade_from", "fail_pct": "fail_from_pct", "school_year": "year_from"})
    return pairs.assign(
        kind=kind,
        year_to=2021,
        change_pp=pairs["fail_to_pct"] - pairs["fail_from_pct"],
        comparability=np.where(limited & (pairs["assessment"] == "OGE"), "limited", "full"),
    )


def school_dynamics_of(changes: dict[str, tuple[float, float]], scope: str = "VPR", firm=True) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"lk{place:02d}", school, scope, 1, before, after, after - before, after < before, firm)
            for place, (school, (before, after)) in enumerate(changes.items(), start=1)
        ],
        columns=["school_id", "school", "scope", "pairs", *MEANS, "change_pp", "positive", "firm"],
    )


def indicator(identifier="И7", unit="%", target=40.0, actual=None, status="no_data", **values) -> dict:
    empty = {"baseline": None, "range_low": None, "range_high": None}
    named = {"id": identifier, "name": "Доля школ с положительной динамикой", "unit": unit, "target": target}
    return {**named, "actual": actual, "status": status, **empty, **values}


def plan_item(identifier="1", due="январь", dates="2022-01-31", status="no_record") -> dict:
    activity = "Создание рабочей группы по разработке целевой модели системы методического сопровождения"
    term = {"due": due, "recurrence": recurrence_of(due).every, "occurrence_dates": dates}
    return {"id": identifier, "activity": activity, **term, "status": status}


def texts(figure) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


def height_mm(figure) -> float:
    return float(re.search(r'height="([\d.]+)pt"', figure.svg).group(1)) / 72 * 25.4


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return results_of(SHARES)


@pytest.fixture(scope="module")
def all_figures(results) -> dict:
    changes = {school: (values[1], values[2]) for school, values in SHARES.items()}
    return {
        "heat_map": charts.heat_map(results, THRESHOLD),
        "cohort": charts.slope_chart(pairs_of(results, "cohort"), "cohort", THRESHOLD),
        "same_grade": charts.slope_chart(pairs_of(results, "same_grade", limited=True), "same_grade", THRESHOLD),
        "dot_change": charts.dot_change(school_dynamics_of(changes)),
        "indicator_bars": charts.indicator_bars(pd.DataFrame([indicator(), indicator("И6", "шт.", 3)])),
        "plan_calendar": charts.plan_calendar(pd.DataFrame([plan_item(), plan_item("5", "По запросам", None)])),
    }


# All charts


def test_each_figure_is_a_page_wide_and_stays_within_the_page(all_figures):
    for figure in all_figures.values():
        root = ElementTree.fromstring(figure.svg)
        width, height = (float(root.get(side).removesuffix("pt")) / 72 * 25.4 for side in ("width", "height"))
        assert figure.width_mm == pytest.approx(PAGE_WIDTH, abs=0.1)
        assert width == pytest.approx(PAGE_WIDTH, abs=0.1)
        assert height <= PAGE_HEIGHT


def test_each_figure_has_a_russian_caption_and_alternative_text(all_figures):
    for figure in all_figures.values():
        assert re.match(r"[А-Я][а-я]", figure.caption)
        assert re.fullmatch(r"[А-Я].{20,}\.", figure.alt)
        assert "nan" not in figure.alt and "<NA>" not in figure.alt


def test_no_text_is_smaller_than_print_allows_and_all_of_it_is_in_the_house_font(all_figures):
    for figure in all_figures.values():
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", figure.svg)]
        assert sizes and min(sizes) >= theme.SMALL
        assert set(re.findall(r"font-family: ([^;\"]+)", figure.svg)) == {f"'{theme.FONT}'"}


def test_the_same_table_gives_the_same_bytes(results):
    assert charts.heat_map(results, THRESHOLD).svg == charts.heat_map(results.copy(), THRESHOLD).svg


def test_bytes_do_not_depend_on_the_hash_seed():
    code = (
        "import sys, pandas as pd, hashlib\n"
        "from shnor_lib.presentation.charts import results_and_plan as charts\n"
        "rows = [('a', 'МБОУ «А»', 'VPR', None, 'MA', g, 2021, 10.0 * g, 'as_read', False) for g in (5, 6, 7)]\n"
        f"names = {RESULTS}\n"
        "print(hashlib.sha256(charts.heat_map(pd.DataFrame(rows, columns=names), 30).svg.encode()).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(prints) == 1


def test_a_caption_can_be_given(results):
    assert charts.heat_map(results, THRESHOLD, caption="Своя подпись").caption == "Своя подпись"


def test_no_rows_give_no_figure(results):
    changes = school_dynamics_of({"Школа": (10.0, 20.0)})
    assert charts.heat_map(results.head(0), THRESHOLD) is None
    assert charts.heat_maps(results.head(0), THRESHOLD) == ()
    assert charts.slope_chart(pairs_of(results, "same_grade"), "cohort", THRESHOLD) is None
    assert charts.slope_charts(pairs_of(results, "same_grade"), "cohort", THRESHOLD) == ()
    assert charts.dot_change(changes.head(0)) is None
    assert charts.dot_change(changes.assign(pairs=0, change_pp=None)) is None
    assert charts.indicator_bars(pd.DataFrame([indicator()]).head(0)) is None
    assert charts.plan_calendar(pd.DataFrame([plan_item()]).head(0)) is None


# Heat map


def test_heat_map_prints_every_value_and_short_names_in_the_tables_order(results):
    words = texts(charts.heat_map(results, THRESHOLD))
    names = [word for word in words if word.endswith(("СОШ", "ООШ"))]
    assert names == [re.search("«(.+)»", school).group(1) for school in SHARES]
    values = sorted(int(word) for word in words if re.fullmatch(r"\d{1,2}", word))
    assert values == sorted(share for shares in SHARES.values() for share in shares)


def test_heat_map_frames_and_prints_bold_what_is_at_the_threshold_and_above(results):
    svg = charts.heat_map(results, THRESHOLD).svg
    bold = re.findall(r'<text style="font-weight: 700[^>]*>(\d+)</text>', svg)
    low = [share for shares in SHARES.values() for share in shares if share >= THRESHOLD]
    assert sorted(map(int, bold)) == sorted(low)
    assert svg.count(f"stroke: {theme.LOW}; stroke-width: 1.1") == len(low)


def test_heat_map_alternative_text_counts_low_results_without_ranking(results):
    alt = plain(charts.heat_map(results, THRESHOLD).alt)
    assert "7 школ, 6 процедур" in alt
    assert "не ниже порога 30 % в 8 из 42 (19,0 %)" in alt
    assert "Краснинская СОШ – 0, Ариничевская СОШ – 3, Демьяновская СОШ – 1" in alt


@pytest.mark.parametrize(
    ("share", "reading", "doubtful", "expected"),
    [
        (0.0, "as_read", True, "0?"),
        (0.0, "repaired", False, "0*"),
        (0.0, "repaired", True, "0?*"),
        (27.27, "as_read", False, "27,3"),
        (29.96, "as_read", False, "29,96"),
        (100.0, "as_read", False, "100"),
        (None, "not_held", False, "–"),
        (None, "repaired", False, "–*"),
        (None, "missing", False, "x"),
        (None, "ambiguous", False, "?"),
    ],
)
def test_signs_in_the_cells(share, reading, doubtful, expected):
    row = results_of({"Школа": (share,)}, COLUMNS[:1]).assign(reading=reading, doubtful=doubtful)
    assert expected in texts(charts.heat_map(row, THRESHOLD))


def test_heat_map_legend_names_only_the_signs_that_occur(results):
    assert not any("под сомнением" in word for word in texts(charts.heat_map(results, THRESHOLD)))
    words = " ".join(texts(charts.heat_map(results.assign(doubtful=True), THRESHOLD)))
    assert "под сомнением" in words and "исправлению" not in words


def test_procedures_stand_by_assessment_subject_grade_and_year(results):
    shuffled = results.sample(frac=1, random_state=1).sort_values("school_id", kind="stable")
    assert charts.heat_map(shuffled, THRESHOLD).svg == charts.heat_map(results, THRESHOLD).svg


@pytest.mark.parametrize("threshold", [0, 5, 30, 50, 95, 100])
def test_any_threshold_splits_the_scale(results, threshold):
    words = " ".join(texts(charts.heat_map(results, threshold)))
    assert f"порог {threshold} %" in plain(words)


@pytest.mark.parametrize("share", [0.0, 100.0, None])
def test_equal_values_everywhere(share):
    same = results_of({"МБОУ «А»": (share,) * 6, "МБОУ «Б»": (share,) * 6}).assign(
        reading="as_read" if share is not None else "missing"
    )
    figure = charts.heat_map(same, THRESHOLD)
    assert "2 школы" in plain(figure.alt)
    assert ("известных результатов нет" in figure.alt.lower()) == (share is None)


def test_levels_are_marked_and_explained():
    exam = results_of({"Школа": (10,)}, [("EGE", "MA", 11, 2019)]).assign(level="profile")
    words = [plain(word) for word in texts(charts.heat_map(exam, THRESHOLD))]
    assert {"МА (п)", "(п) профильный уровень"} <= set(words)


def test_tables_read_from_an_edition_are_drawn_alike(results):
    types = {"fail_pct": "Float64", "grade": "Int64", "school_year": "Int64", "doubtful": "boolean", "level": "string"}
    assert charts.heat_map(results.astype(types), THRESHOLD).svg == charts.heat_map(results, THRESHOLD).svg


def test_schools_with_one_short_name_are_told_apart():
    twins = results_of({"МБОУ «СОШ № 1»": (1,), "МКОУ «СОШ № 1»": (2,)}, COLUMNS[:1])
    assert {"МБОУ «СОШ № 1»", "МКОУ «СОШ № 1»"} <= set(map(plain, texts(charts.heat_map(twins, THRESHOLD))))


def test_forty_schools_and_sixty_procedures_are_cut_into_pages():
    columns = [
        ("VPR", subject, grade, year)
        for subject in ("RU", "MA", "BI")
        for grade in (5, 6, 7, 8)
        for year in range(2018, 2023)
    ]
    many = results_of({f"МБОУ «Школа имени героя № {place}»": (20,) * 60 for place in range(40)}, columns)
    pages = charts.heat_maps(many, THRESHOLD)
    assert len(pages) == 3
    assert pages[0].caption.endswith("(часть 1 из 3)")
    assert max(map(height_mm, pages)) <= PAGE_HEIGHT
    shown = sum(texts(page).count("20") for page in pages)
    assert shown == 40 * 60


# Slope charts


def test_panels_of_a_part_of_the_slopes_are_as_wide_as_in_the_others():
    columns = [("VPR", "RU", grade, year) for grade in (4, 5, 6, 7, 8) for year in (2019, 2021)]
    columns += [("VPR", "MA", grade, year) for grade in (4, 5, 6, 7) for year in (2019, 2021)]
    table = results_of({f"МБОУ «Школа имени героя № {place}»": (20, 10) * 9 for place in range(20)}, columns)
    pages = charts.slope_charts(pairs_of(table, "same_grade"), "same_grade", THRESHOLD)
    assert len(pages) == 3 and max(map(height_mm, pages)) <= PAGE_HEIGHT
    alone = [word for word in texts(pages[-1]) if word.startswith("ВПР")]
    assert len(alone) == 1
    years = [re.findall(r'x="([\d.]+)"[^>]*>20(?:19|21)<', page.svg) for page in pages]
    assert years[-1] and years[-1] == years[0][:2]


def test_slopes_label_each_school_and_the_mean(results):
    words = [plain(word) for word in texts(charts.slope_chart(pairs_of(results, "cohort"), "cohort", THRESHOLD))]
    assert {"Краснинская СОШ 17", "Демьяновская СОШ 24", "среднее 16,4"} <= set(words)


def test_slopes_alternative_text_tells_the_means(results):
    alt = plain(charts.slope_chart(pairs_of(results, "cohort"), "cohort", THRESHOLD).alt)
    assert "ВПР МА, из 5 в 7 класс, 2019 и 2021 годы: в среднем снизилась на 11,3 п. п. (с 27,7 до 16,4 %)" in alt
    assert "снизилась в 5, выросла в 1 из 7 школ" in alt


def test_limited_comparability_is_dashed_and_said(results):
    full, limited = (
        charts.slope_chart(pairs_of(results, "same_grade", limited=way), "same_grade", THRESHOLD)
        for way in (False, True)
    )
    assert "stroke-dasharray: 3.6" not in full.svg and "stroke-dasharray: 3.6" in limited.svg
    assert "сопоставимость ограничена" in texts(limited) and "сопоставимость ограничена" not in texts(full)


def test_one_school_has_no_mean(results):
    one = pairs_of(results[results["school_id"] == "lk01"], "same_grade")
    figure = charts.slope_chart(one, "same_grade", THRESHOLD)
    assert not any(word.startswith("среднее ") and word[-1].isdigit() for word in texts(figure))
    assert "из 1 школы" in plain(figure.alt)


def test_labels_of_forty_schools_do_not_overlap():
    many = results_of({f"МБОУ «Школа № {place}»": (12, 15) for place in range(40)}, [COLUMNS[0], COLUMNS[3]])
    figure = charts.slope_chart(pairs_of(many, "cohort"), "cohort", THRESHOLD)
    places = sorted(
        float(element.get("y"))
        for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")
        if "".join(element.itertext()).startswith("Школа")
    )
    assert len(places) == 40
    assert min(np.diff(places)) >= theme.SMALL


# Change of schools


def test_scopes_stand_side_by_side_and_the_merged_one_is_left_out():
    scopes = ["VPR", "OGE_EGE", "all"]
    table = pd.concat(
        [school_dynamics_of({"МБОУ «А»": (20.0, 10.0 + place)}, scope) for place, scope in enumerate(scopes)]
    )
    words = texts(charts.dot_change(table))
    assert {"ВПР", "ОГЭ и ЕГЭ", "−10,0", "−9,0"} <= set(words)
    assert "−8,0" not in words


def test_a_change_that_is_not_firm_is_hollow():
    firm, unsure = (charts.dot_change(school_dynamics_of({"А": (20.0, 10.0)}, firm=way)).svg for way in (True, False))
    hollow = f"fill: {theme.PAPER}; stroke: {theme.ACCENT}"
    assert unsure.count(hollow) == firm.count(hollow) + 1


def test_changes_are_counted_in_words():
    table = school_dynamics_of({"А": (20.0, 10.0), "Б": (10.0, 20.0), "В": (5.0, 5.0)}).astype({"firm": "boolean"})
    table.loc[1, "firm"] = pd.NA
    alt = plain(charts.dot_change(table).alt)
    assert "ВПР: снизилась в 1 (подтверждено в 1), выросла в 1 из 3 школ" in alt
    assert "ОГЭ и ЕГЭ: сопоставимых пар нет" in alt


def test_a_school_without_pairs_or_with_open_readings_says_so():
    table = school_dynamics_of({"А": (20.0, 10.0), "Б": (np.nan, np.nan), "В": (np.nan, np.nan)})
    table.loc[1, "pairs"] = 0
    assert {"нет пар", "не определено"} <= set(texts(charts.dot_change(table)))


def test_changes_of_a_hundred_schools_are_cut_into_pages():
    many = school_dynamics_of({f"МБОУ «Школа № {place}»": (20.0, 10.0) for place in range(100)})
    pages = charts.dot_changes(many)
    assert len(pages) > 1
    assert pages[0].caption.endswith(f"(часть 1 из {len(pages)})")
    assert max(map(height_mm, pages)) <= PAGE_HEIGHT
    shown = [word for page in pages for word in texts(page) if "Школа" in word]
    assert len(shown) == len(set(shown)) == 100


# Indicators


def test_no_data_is_said_and_never_drawn_as_zero():
    figure = charts.indicator_bars(pd.DataFrame([indicator(), indicator("И6", "шт.", 3)]))
    words = [plain(word) for word in texts(figure)]
    assert words.count("нет данных") == 3  # two rows and the legend
    assert {"цель 40 %", "цель 3 шт."} <= set(words)
    assert "И7: нет данных, цель 40 %. И6: нет данных, цель 3 шт" in plain(figure.alt)


def test_baseline_is_named_as_before_the_programme():
    row = indicator(baseline=57.142857, range_low=42.857, range_high=85.714)
    figure = charts.indicator_bars(pd.DataFrame([row]))
    assert "до начала Программы 57,1 %" in plain(figure.alt)
    assert any("до начала Программы" in word for word in texts(figure))


@pytest.mark.parametrize(
    ("row", "alt", "beside"),
    [
        (indicator(actual=42.857, status="met"), "И7: 42,9 %, цель 40 %, достигнута", "факт 42,9 %"),
        (indicator(actual=0.0, status="not_met"), "И7: 0 %, цель 40 %, не достигнута", "факт 0 %"),
        (indicator("П1", target=None, actual=100, status="no_target"), "П1: 100 %, цель не задана", "цель не задана"),
        (indicator("И6", "шт.", 3, 2, "not_met"), "И6: 2 шт., цель 3 шт., не достигнута", "факт 2 шт."),
    ],
)
def test_fact_against_target(row, alt, beside):
    figure = charts.indicator_bars(pd.DataFrame([row]))
    assert alt in plain(figure.alt)
    assert beside in [plain(word) for word in texts(figure)]


# Plan


def test_calendar_covers_the_months_there_are_and_counts_statuses():
    plan = pd.DataFrame([plan_item(), plan_item("4", "1 раз в месяц", "2022-02-28; 2022-03-31", "done")])
    figure = charts.plan_calendar(plan)
    assert {"2022", "янв", "фев", "мар"} <= set(texts(figure)) and "апр" not in texts(figure)
    assert "2 пункта, с 01.2022 по 03.2022" in plain(figure.alt)
    assert "Выполнено: 1; сведения не представлены: 1" in figure.alt


def test_items_without_a_term_say_why():
    plan = pd.DataFrame([plan_item("5", "По запросам", None, "no_deadline"), plan_item("8", None, None, "no_deadline")])
    assert {"по запросам", "срок не установлен"} <= set(texts(charts.plan_calendar(plan)))


def test_each_status_has_a_shape_of_its_own():
    statuses = ["done", "overdue", "upcoming", "no_record"]
    figures = [charts.plan_calendar(pd.DataFrame([plan_item(status=status)])) for status in statuses]
    assert len({re.sub(r"<text.*?</text>", "", figure.svg) for figure in figures}) == len(statuses)


# Places of labels


PLACES = st.lists(st.floats(0, 100), max_size=25)


@given(PLACES, st.floats(0.1, 10))
def test_spread_labels_keep_their_gap_their_order_and_the_bounds(wanted, gap):
    places = spread(wanted, gap, 0, 100)
    room = min(gap, 100 / max(1, len(wanted) - 1))
    ordered = sorted(places)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(ordered))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)
    ranks = sorted(range(len(wanted)), key=lambda place: wanted[place])
    assert [places[rank] for rank in ranks] == ordered


def test_labels_with_room_stay_where_they_want():
    assert spread([50, 10, 90], 5, 0, 100) == [50, 10, 90]


@given(st.text(alphabet="абвгд АБ", min_size=1, max_size=120), st.floats(8, 80), st.integers(1, 3))
def test_wrapped_text_fits(text, width, lines):
    broken = wrapped(text, width, lines).split("\n")
    assert len(broken) <= lines
    assert all(text_width(line) <= width for line in broken)


def test_a_long_plan_is_cut_into_pages():
    plan = pd.DataFrame([plan_item(str(number)) for number in range(1, 71)])
    pages = charts.plan_calendars(plan)
    assert len(pages) > 1 and max(map(height_mm, pages)) <= PAGE_HEIGHT
    numbers = [word for page in pages for word in texts(page) if word.isdigit() and len(word) < 3]
    assert sorted(map(int, numbers)) == list(range(1, 71))
    assert len(charts.plan_calendars(plan.head(23))) == 1 and not charts.plan_calendars(plan.head(0))
