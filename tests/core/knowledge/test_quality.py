"""How often people's questions find what answers them, in four documents of English and Russian.

Each question: what the caller said, the last words last, and what the right passage holds.
"""

from pathlib import Path

import pytest
from tests.support.builders import NOON

from speaknode.knowledge import index as indexing
from speaknode.knowledge import readers
from speaknode.knowledge.chunks import cut
from speaknode.knowledge.models import ENDINGS, Knowledge, KnowledgeStatus
from speaknode.knowledge.retrieval import Book, Library

CORPUS = Path(__file__).parent / "corpus"
LIMIT = 4
ALONE: list[tuple[str, ...]] = [
    ("What time do you close on Saturdays?", "Saturday from 9:00"),
    ("are you open on sunday", "Sundays and public holidays"),
    ("how much does it cost to have a wisdom tooth pulled out", "wisdom tooth is $320"),
    ("whats the price of teeth whitening", "Whitening at the office"),
    ("do you take Cigna", "Cigna"),
    ("I don't have insurance, is there any plan", "membership plan"),
    ("Can I cancell my apointment for tomorow", "24 hours before"),
    ("where can i park my car", "Parking in the yard"),
    ("which bus goes to you", "Bus lines"),
    ("how old must my kid be to see the dentist", "age of three"),
    ("my tooth was knocked out what do I do", "knocked-out"),
    ("who does braces, is there an orthodontist", "orthodontist"),
    ("can I smoke after you pulled my tooth", "smoking for two days"),
    ("can i get my xrays by email", "copy of your X-rays"),
    ("how much is the unlimited plan", "Unlimited is $45"),
    ("what does roaming cost in Turkey", "Elsewhere data"),
    ("my phone was stolen, block my sim card", "stolen SIM"),
    ("the light on my router is red", "red light"),
    ("what's the wifi pasword by default", "default Wi-Fi"),
    ("when is the bill due", "due on the 20th"),
    ("I want to leave and keep my number", "porting PIN"),
    ("gigabit fiber price", "1000 Mbit"),
    ("what is the penalty if I end the contract early", "Ending a contract"),
    ("сколько стоит доставка", "Доставка по Москве"),
    ("привезёте бесплатно если закажу на шесть тысяч", "бесплатно"),
    ("где можно забрать заказ самому", "Забрать заказ"),
    ("верну ли я деньги за семена", "семена возврату"),
    ("какая гарантия на газонокосилку", "газонокосилки"),
    ("скидка для пенсионеров есть?", "пенсионерам"),
    ("когда продаёте рассаду помидоров", "Рассаду томатов"),
    ("почём селитра", "Селитра"),
    ("можно ли в рассрочку", "Рассрочка"),
    ("как часто стричь газон", "Косите траву"),
    ("хочу поговорить с отделом опта", "отдела опта"),
    ("я потерял карту что делать", "карта потеряна"),
    ("какой процент по вкладу копилка", "Копилка"),
    ("сколько стоит обслуживание дебетовой карты", "Обслуживание бесплатно"),
    ("какие документы нужны для ипотеки", "справка о доходах"),
    ("комиссия за снятие наличных с кредитки", "Снимать с неё наличные"),
    ("у меня спрашивают код из смс", "Мошенники"),
    ("до скольки работаете в субботу отделение банка", "в субботу до 16"),
    ("ипатека для семьи с рибенком", "Семейная ипотека"),
    ("можна вирнуть гозонокосилку", "14 дней"),
]
FOLLOWING: list[tuple[str, ...]] = [
    ("How much is a root canal?", "And for a molar?", "molar $980"),
    ("How much is whitening at the clinic?", "How long does it take?", "ninety minutes"),
    ("Is roaming free in Europe?", "And how do I switch it on?", "Switch roaming on"),
    ("Tell me about the standard plan", "and how much data does it have?", "Standard is $25"),
    ("Do you have veneers?", "What do they cost?", "veneers"),
    ("What are your opening hours?", "And on Saturdays?", "Saturday from 9:00"),
    ("I lost my SIM card", "How much is a new one?", "replacement is $10"),
    ("сколько стоит доставка по москве", "а в регионы?", "В регионы"),
    ("есть ли у вас гарантия на триммеры", "и где её делают?", "Сервисный центр"),
    ("расскажите про кредитную карту", "а какая там ставка?", "29,9"),
    ("какой вклад самый выгодный", "а пополнять его можно?", "пополнять нельзя"),
    ("можно ли забрать заказ самому", "а сколько он хранится?", "хранится пять"),
    ("какая первоначальная сумма по ипотеке", "а на какой срок?", "срок до 30"),
    ("перевыпустите мне карту", "сколько это стоит?", "Перевыпуск"),
]
NOWHERE = [
    ("What are your opening hours?", "Do you do tattoos?"),
    ("How much is a root canal?", "Can you recommend a restaurant nearby?"),
    ("сколько стоит доставка", "а вы продаёте холодильники?"),
    ("какая ставка по кредитной карте", "расскажите анекдот"),
    ("Is roaming free in Europe?", "Thank you very much, goodbye"),
    ("скидка для пенсионеров есть?", "спасибо, до свидания"),
    ("what does fibre cost", "my favourite singer is Madonna"),
    ("tell me a joke",),
    ("какая погода в Сочи",),
    ("When is the bill due?", "Okay, great"),
    ("when is the bill due", "What is the capital of France?"),
    ("сколько стоит доставка", "ага понятно"),
]


def _book(path: Path) -> Book:
    document = readers.read(ENDINGS[path.suffix[1:]], path.read_bytes())
    knowledge = Knowledge(
        id=path.stem,
        space_id="spc_1",
        name=path.stem,
        status=KnowledgeStatus.READY,
        created_at=NOON,
        updated_at=NOON,
    )
    return Book(knowledge, indexing.build(list(cut(document))))


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(tuple(map(_book, sorted(CORPUS.iterdir()))))


def _places(library: Library, questions: list[tuple[str, ...]]) -> list[int | None]:
    """Where among the passages the answer stands."""
    found = []
    for *said, answer in questions:
        passages = library.answer(said, LIMIT)
        fitting = (place for place, one in enumerate(passages) if answer in one.text)
        found.append(next(fitting, None))
    return found


def test_questions_that_stand_alone(library: Library) -> None:
    places = _places(library, ALONE)
    assert None not in places, ALONE[places.index(None)]
    assert places.count(0) >= 0.95 * len(places)


def test_questions_that_lean_on_the_one_before(library: Library) -> None:
    places = _places(library, FOLLOWING)
    assert None not in places, FOLLOWING[places.index(None)]
    assert places.count(0) >= 0.9 * len(places)


def test_a_change_of_subject_takes_nothing_along(library: Library) -> None:
    taken = [said for said in NOWHERE if library.answer(said, LIMIT)]
    assert len(taken) <= 2, taken
