"""What looks like a person's name and what does not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.personal_names import HIDDEN, looks_like_name, quotable, without_names
from tests.support.depth import every
from tests.support.planted_persons import FORMS

NAMES = (
    "Птицеловская Аэлита Изяславовна",
    "Аэлита Изяславовна Птицеловская",
    "Аэлита Изяславовна",
    "Многоречин Святобор Радимович",
    "многоречин иван радимович",
    "МНОГОРЕЧИНА МАРИЯ РАДИМОВНА",
    "Многоречина И. И.",
    "Многоречина И.И.",
    "Многоречина\u00a0И.\u00a0И.",
    "И.И. Многоречина",
    "И. И. Многоречина",
    "учитель Многоречина И. И., высшая категория",
    "Консультация для Многоречиной Марии Радимовны",
    "Беседа с Птицеловским Иваном Ильичом",
    "Алиев Вагиф Гасан оглы",
    "Гасанова Лейла Гасан кызы",
    "Многоречина Мария",
    "Мария Многоречина",
    "Мнoгopeчинa И. И.",
    "Сухово-Кобылина А. П.",
    "Многоречина М.",
    "Наставник — Многоречина И.И.",
)
NO_NAMES = (
    "МБОУ «СОШ имени Героя Советского Союза Ивана Ивановича Образцова»",
    "МБОУ «Гимназия им. А. С. Пушкина»",
    "Школа им. Ю.А. Гагарина",
    "МБОУ «Краснинская СОШ»",
    "МКОУ «Свердловская ООШ»",
    "учитель математики",
    "Заместитель директора по УВР",
    "Педагог-психолог",
    "методист МБУ «ИМЦ»",
    "Русский язык; Литература",
    "Математика",
    "с. Новоивановка",
    "г. Ленинск-Кузнецкий",
    "пос. Демьяновка, ул. Николая Островского",
    "Ленинск-Кузнецкий муниципальный округ",
    "Институт развития образования",
    "Всероссийская олимпиада школьников",
    "удостоверение № 4217 от 18.03.2022",
    "соглашение № 3 от 01.10.2021",
    "Семинар «Оценивание на уроке»",
    "Преодоление учебной неуспешности по математике",
    "ОГЭ по математике. Задачи",
    "Подготовка к ВПР в 5 классе",
    "Сказка о Царевне Лебеди",
    "Царевна Лебедь",
    "https://example.ru/news/7",
    "протокол № 2 от 17.02.2022",
    "Учитель будущего начинается сегодня: методическая система школы",
    "Основная общеобразовательная школа",
    "социально-экономические",
    "Методика обучения решению задач. Часть А.",
    "П-014",
    "edu203389",
    "",
    "12.5",
    "Роман Пушкина «Дубровский»",
    "Урок Победы",
    "высшая категория",
    "Управление образования администрации округа",
    "Посещены два урока наставника. Вывод положительный",
)


MORE_NAMES = (
    "Птицеловская Аэлита Изяславовна",
    "Аэлита Изяславовна",
    "Многоречин Святобор Радимович",
    "Провела Многоречина Мария",
    "Выступил Иван Многоречин",
    "учитель Многоречин И О",
    "Многоречина ИО",
    "И О Многоречина",
    "многоречина и. и.",
    "МНОГОРЕЧИНА И.И.",
    "МНОГОРЕЧИНА МАРИЯ",
    "мария многоречина",
    "Mnogorechina Maria Ivanovna",
    "Mnogorechin I.I.",
    "I. I. Mnogorechin",
    "Ivanov Ivan",
    "Sergei Petrov",
    "Yulia Smirnova",
    "ИвановИванИванович",
    "Иванов-Иван-Иванович",
    "Иванов.Иван.Иванович",
    "Ива\u200bнов Иван Ива\u200bнович",
    "Ива́нов Ива́н Ива́нович",
    "Шмидт Анна",
    "Ким Ольга Сергеевна",
    "Шмидт А. А.",
    "ШМИДТ А. А.",
    "О. Г. Ким",
    "Алиев Вагиф Гасан оглы",
    "Гасан-оглы Вагиф",
    "Рахимов Рустам угли Бахтиёр",
    "Сухово-Кобылина А. П.",
    "Консультация для Многоречиной М. Р.",
    "Беседа с Многоречиным Иваном",
    "Справку подготовила Е. Многоречина",
    "Е.Многоречина",
    "Исполнитель: Многоречина Е.",
    "тел. 8 (38456) 2-34-56",
    "+79135551234",
    "89135551234",
    "8-913-555-12-34",
    "mary@example.ru",
    "СНИЛС 123-456-789 01",
    "123-456-789 01",
    "паспорт серия 3208 № 123456",
    "32 08 123456",
    "3208 123456",
    "Мария\xa0Многоречина",
    "Марiя Ивановна",
    "Ольга Петровна и Анна Сергеевна",
    "О.П. и А.С. Многоречины",
    "Директор — Многоречин Пётр",
    "от имени Многоречиной Марии",
    "Гимназия им. А. С. Пушкина, директор Иванов Иван Иванович",
    "Гимназия им. А. С. Пушкина Иванова Мария Ивановна",
    "МБОУ СОШ им. Гагарина директор Иванова М. И.",
    "Иванова Мария, Петрова Анна",
    "Д. А. Медведев",
    "Ёлкина Ё. Ё.",
    "Иванов И.",
    "Ивановой Е. П.",
    "Ивановым Петром Сергеевичем",
    "Л. Н. Толстая",
    "«Иванова М. И.»",
    "(Иванова М. И.)",
    "Иванова/Мария/Ивановна",
    "\u202eИванова М. И.",
    "Иванова М.И.,Петрова А.С.",
    "Ｉｖａｎｏｖ Ｉｖａｎ",
    "иванова м.и.",
    "Фамилия: Иванова Имя: Мария Отчество: Ивановна",
    "Иванова М.И. – учитель",
    "Ивáнова М.И.",
    "Мария Иванова-Петрова",
    "Мария Ивановна",
    "Маша Иванова",
    "Гриценко Н. В.",
    "Гриценко Наталья",
    "Чернышёв Илья",
    "Ильич Пётр",
    "Черных Анна",
    "Дурново Пётр",
    "Коваль И.П.",
    "Мельник Юлия Олеговна",
)
MORE_NO_NAMES = (
    "МАОУ «Лицей № 1 имени академика М. А. Лаврентьева»",
    "Школа-интернат им. Героя России Романа Филипова",
    "МБОУ «Новоаннинская СОШ»",
    "Иванищевская ООШ",
    "Ольховатская средняя школа",
    "МКОУ СОШ п. Николаевский",
    "Семинар в Марьиновской школе",
    "Приём Е-почты",
    "Октябрьский район, с. Петровка",
    "Ярославская область",
    "ВсОШ по математике",
    "ЕГЭ. Базовый уровень. Часть Б",
    "Проверочная работа: РУ5, МА6, ОБ8",
    "учитель-логопед",
    "Советник директора по воспитанию",
    "Каменск-Уральский городской округ",
    "МБОУ «Гимназия № 3 им. А. С. Пушкина»",
    "имени Героя Советского Союза И. П. Сидорова",
    "ул. Ленина",
    "г. Ленинск-Кузнецкий, ул. Академика И. П. Павлова, 3",
    "МБОУ СОШ № 4 имени Дважды Героя Советского Союза Маршала Г. К. Жукова",
    "школа имени Зои Космодемьянской",
    "школа им. Ивана Ивановича Образцова",
    "проспект Юрия Гагарина",
    "МБОУ «СОШ № 5 Героя Советского Союза И. П. Сидорова»",
    "Пушкинские чтения",
    "Роман Пушкина «Дубровский»",
    "ВПР 2022. Математика. 5 класс",
    "Основной государственный экзамен",
    "ОСНОВНОЙ ГОСУДАРСТВЕННЫЙ ЭКЗАМЕН",
    "На уровне Основного общего образования",
    "Деревне Ивановка",
    "г. о. Самара",
    "Ивановский м. о.",
    "Ленинский р-н",
    "Вариант А Б В",
    "Класс 5 А",
    "Русский язык",
    "Александровский муниципальный округ",
    "Мариинский муниципальный район",
    "Мариинск Кемеровская область",
    "Ольгинский район",
    "село Ольгино",
    "деревня Елена",
    "Петровский городской округ",
    "Надежда Ивановская школа",
    "Вера, Надежда, Любовь",
    "33.333333333333336",
    "2021-09-01 2022-05-31",
    "2021-09-01 00:00:00",
    "1 2 3 4 5 6 7 8 9 10 11",
    "2022 123456",
    "ОГРН 1024201298765",
    "4212345678",
    "1024201298765",
    "0.1234567890",
    "ст. 28 Федерального закона № 273-ФЗ",
    "Приказ № 123-456 от 01.09.2021",
    "П-014",
    "edu203389",
    "М. П.",
    "И. о. директора",
    "и.о. директора школы",
    "т. е. педагоги",
    "и т. д. и т. п.",
    "Педагоги и т. д.",
    "Физика А. Б. В.",
    "Ч. А.",
    "Школа № 1 г. Иваново",
    "с. Новоивановка",
    "В. Устюг",
    "Н. Новгород",
    "К. Маркса",
    "Microsoft Excel",
    "Windows Server",
    "Visual Basic",
    "Zoom Meeting",
    "Google Forms",
    "Основы права",
    "Повышение уровня Основной школы",
    "Международный женский день",
    "Уроки В классе",
    "Команда Роман",
    "Александр Невский",
    "День Победы",
    "Царевна Лебедь",
    "Школьник Иван",
    "Мастер-класс «Роман в стихах»",
    "А. Б. В. Г.",
    "СОШ А. Б.",
    "Вероника",
    "Татьяна",
    "Город Владимир",
    "Владимирская область",
    "Школа Марии",
    "Год семьи",
    "Слово Е. в тексте",
    "Пункт 5 П. 2",
    "Отметки: 2, 3, 4, 5",
    "Прил. А. Б.",
    "Приложение А. Сводная",
    "см. прил. Б. Таблица",
    "Таблица А. 1",
    "Июнь Май",
    "Май Август",
    "Карл Маркс",
    "Лев Толстой",
    "Роза ветров",
    "МОУ Ивановская СОШ",
    "Краснинская СОШ",
    "Центр Надежда",
    "ДЮСШ Олимп",
    "ЦО Александровский",
    "Марина роща",
    "Марьина роща",
    "Иваново ГО",
    "Иванова ОО",
    "Калинина РФ",
    "Кузнецова СШ",
    "Программа «Учитель Кузбасса»",
    "п. Мария-Ра",
    "Смирнова ул.",
    "Петрова пр-т",
)
#: Institutions and streets named after people, as lists of schools write them.
NAMED_AFTER = (
    "МБОУ СОШ им.А.С.Пушкина",
    "МОУ СОШ №2 им.Героя РФ Иванова А.А.",
    "МБОУ СОШ №7 (им. Л.Н. Толстого)",
    "МАОУ гимназия №1 имени К.Д. Ушинского г. Иваново",
    "Гимназия им. Пушкина А.С. г. Орла",
    "Школа имени маршала Жукова Г.К.",
    "МБОУ СОШ им И П Сидорова",
    'МБОУ "СОШ №5 ИМ. И.П. СИДОРОВА"',
    "МБОУ СОШ №5 ИМЕНИ ГЕРОЯ СОВЕТСКОГО СОЮЗА СИДОРОВА ИВАНА ПЕТРОВИЧА",
    "СОШ имени братьев Ивана и Петра Сидоровых",
    "Лицей им. Л. Н. Толстого и А. С. Пушкина",
    "МБОУ СОШ имени Д.Н. Мамина-Сибиряка",
    "МКОУ «СОШ им. М. Горького»",
    "МКОУ «СОШ им. Хо Ши Мина»",
    "МБОУ СОШ №1 им. полного кавалера ордена Славы П.И. Сидорова",
    "МБОУ СОШ им. дважды Героя Социалистического Труда Ивана Ивановича Сидорова с. Петровка",
    "Школа имени первого космонавта Ю. А. Гагарина",
    "МБОУ СОШ имени Сергея Петровича Королёва",
    "МАОУ СОШ им. генерал-майора Хисматулина В.И.",
    "ГБОУ СОШ им. Н.С. Доровского с. Подбельск",
    "МБОУ ООШ им. Мустая Карима",
    "МБОУ «Лицей имени Г.Ф. Атякшева»",
    "МОБУ СОШ им. Героя Советского Союза Мифтаха Ахметовича Гарифуллина",
)
#: A person beside such a name is told all the same.
BESIDE_NAMED_AFTER = (
    "Гимназия им. Пушкина и Иванова Мария Ивановна",
    "им. Толстого, Иванова М. И.",
    "СОШ им. Гагарина, учитель Иванова М. И.",
    "СОШ им. Ю. А. Гагарина Иванова М. И.",
    "ул. Ленина Иванова М. И.",
    "Лицей им. Л. Н. Толстого и учитель А. С. Иванова",
)
#: So many of each the table holds at least.
TABLE = 150
PEOPLE = [form(number) for form in FORMS.values() for number in range(8)]
#: Texts about nobody, in which a person may stand.
AROUND = ("{}", "Ответственный: {}", "{}, учитель высшей категории", "Протокол № 2 от 17.02.2022; {}", "({})", "«{}»")


def test_the_table_is_large_enough():
    assert len({*NAMES, *MORE_NAMES, *(person.text for person in PEOPLE)}) >= TABLE
    assert len({*NO_NAMES, *MORE_NO_NAMES}) >= TABLE


@pytest.mark.parametrize("text", MORE_NAMES)
def test_further_spellings_of_a_name_are_told(text):
    assert looks_like_name(text)


@pytest.mark.parametrize("text", MORE_NO_NAMES)
def test_further_texts_about_nobody_are_none(text):
    assert not looks_like_name(text)


@pytest.mark.parametrize("text", NAMED_AFTER)
def test_an_institution_named_after_a_person_is_none(text):
    assert not looks_like_name(text)


@pytest.mark.parametrize("text", BESIDE_NAMED_AFTER)
def test_a_person_beside_an_institution_named_after_another_is_told(text):
    assert looks_like_name(text)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_told_in_each_surrounding(form):
    for number in range(10, 18):
        for around in AROUND:
            assert looks_like_name(around.format(FORMS[form](number).text)), (number, around)


@given(st.sampled_from([*NAMES, *MORE_NAMES]), st.text(" \t\n\u00a0", max_size=5), st.text(" \t\n", max_size=5))
def test_spaces_around_change_nothing(text, before, after):
    assert looks_like_name(before + text + after)


#: Forms whose words may be written in any case and joined by anything that looks like a space or like nothing.
FULL = ("фамилия, имя, отчество", "имя, отчество, фамилия", "имя и отчество")


@given(
    st.sampled_from(FULL),
    st.integers(0, 1000),
    st.sampled_from(["upper", "lower", "title", "swapcase"]),
    st.sampled_from([" ", "  ", "_", "\u00a0", "\u2009", "\t", "\n", "\u200b ", " \u00ad", ", ", "/"]),
)
def test_case_and_joiner_change_nothing(form, number, case, joiner):
    text = FORMS[form](number).text
    assert looks_like_name(joiner.join(getattr(text, case)().split()))


@given(st.sampled_from(FULL), st.integers(0, 1000), st.data())
def test_what_nobody_sees_within_a_name_changes_nothing(form, number, data):
    text = FORMS[form](number).text
    place = data.draw(st.integers(1, len(text) - 1))
    unseen = data.draw(st.sampled_from(["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u0301"]))
    assert looks_like_name(text[:place] + unseen + text[place:])


@given(st.text(max_size=60))
def test_any_text_is_judged_and_its_quotation_holds_nobody(text):
    shown = quotable(text)
    assert shown in (text, HIDDEN)
    assert quotable(shown) == shown


def test_a_message_keeps_its_own_words_and_hides_what_it_quotes():
    message = "На листе «Иванова М. И.» нет колонки «Код»: строка 3 не использована."
    assert without_names(message) == f"На листе «{HIDDEN}» нет колонки «Код»: строка 3 не использована."


@pytest.mark.parametrize(
    "part",
    every(
        4,
        [
            "я",
            "Иванов ",
            "И. ",
            "а@",
            "8 9",
            "А-",
            "Ab",
            "\u200b",
            "имени ",
            "1 ",
            "(1",
            "тел. 1 ",
            "им. А. С. ",
            "Иванович",
        ],
    ),
)
def test_a_cell_as_long_as_excel_lets_it_be_is_told_at_once(part):
    """A cell holds 32 767 letters at most; one of them took 23 seconds."""
    text = (part * 32_767)[:32_767]
    began = time.process_time()
    looks_like_name(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_told(text):
    assert looks_like_name(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_position_subject_school_or_place_is_no_name(text):
    assert not looks_like_name(text)


def test_no_word_of_the_declaration_and_of_the_programme_is_a_name():
    """Headers, hints, choices and examples of the form, and the shipped programme, hold nobody's name."""
    from shnor_lib.ground.project import ROOT
    from shnor_lib.ground.registers import register_sheets
    from shnor_lib.ingest.programme.documents import read_programme

    texts = [t for s in register_sheets() for c in s.columns for t in (*c.headers, c.hint, str(c.example))]
    texts += [word for s in register_sheets() for c in s.columns for word in (*c.suggestions, s.purpose, s.without)]
    for table in read_programme(ROOT / "data/leninsk-kuznetsky/Программа.xlsx").values():
        texts += [str(value) for name in table for value in table[name]]
    assert [text for text in texts if looks_like_name(text)] == []


def test_a_word_of_thousands_of_letters_is_told_at_once():
    """Found by fuzzing: the look for two letters and an initial went over the word once for each of its letters."""
    began = time.perf_counter()
    assert not looks_like_name("я" * 20_000)
    assert time.perf_counter() - began < 1
