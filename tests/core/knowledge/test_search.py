"""Chunks and ranking: people's questions find the passage that answers them, in English and in Russian."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.knowledge import LetterEmbedder

from speaknode.knowledge import index as indexing
from speaknode.knowledge.chunks import CHUNK_CHARACTERS, cut
from speaknode.knowledge.models import Chunk, Document, Section
from speaknode.knowledge.tokens import tokenize

FACTS = [
    Chunk(text="We are open from nine in the morning until nine in the evening.", heading="Hours"),
    Chunk(text="On Saturdays and Sundays the shop closes at six.", heading="Hours › Weekend"),
    Chunk(text="Delivery within the city costs five dollars and takes two hours."),
    Chunk(text="Returned goods are refunded within fourteen days of the purchase."),
    Chunk(text="You can pay by card, by bank transfer or in cash to the courier."),
    Chunk(text="The warranty on lawn mowers is five years; on trimmers it is two years."),
    Chunk(text="Мы работаем ежедневно с девяти до двадцати одного часа.", heading="Режим работы"),
    Chunk(text="Доставка по городу стоит триста рублей и занимает два часа."),
    Chunk(text="Вернуть товар и получить деньги назад можно в течение четырнадцати дней."),
    Chunk(text="Оплатить заказ можно картой, переводом или наличными курьеру."),
    Chunk(text="Гарантия на газонокосилки составляет пять лет, на триммеры — два года."),
    Chunk(text="Парковка для клиентов бесплатная, въезд со двора."),
]
QUESTIONS = [
    ("what time do you open in the morning", 0),
    ("when do you close on Saturday?", 1),
    ("how much is a delivery to my place in the city", 2),
    ("Can I return it and get a refund?", 3),
    ("can I pay with a card", 4),
    ("how long is the warranty for a lawn mower", 5),
    ("в какие часы вы работаете", 6),
    ("сколько стоит доставка", 7),
    ("хочу вернуть покупку, как вернуть деньги?", 8),
    ("можно ли оплатить картой", 9),
    ("какая гарантия на газонокосилку", 10),
    ("у вас есть бесплатная парковка?", 11),
]
MISSPELT = [
    ("delivry in the city", 2),
    ("refnded goods", 3),
    ("warrenty for a mower", 5),
    ("сколько стоит достафка", 7),
    ("горантия на газонокасилки", 10),
    ("бесплатная порковка", 11),
]
STRANGE = [
    "tell me a joke",
    "как зовут вашего президента",
    "hello",
    "да, спасибо большое",
    "paris or london",
    "доктор Паркер",
    "um",
    "",
]


@pytest.fixture(scope="module")
def index() -> indexing.Index:
    return indexing.load(indexing.dump(indexing.build(FACTS)))


@pytest.mark.parametrize(("question", "answer"), [*QUESTIONS, *MISSPELT])
def test_the_answer_comes_first(index: indexing.Index, question: str, answer: int) -> None:
    [scores] = indexing.score_words([index], question)
    assert int(scores.argmax()) == answer
    assert 0.12 < scores[answer] <= 1


@pytest.mark.parametrize("question", STRANGE)
def test_what_has_no_answer_finds_none(index: indexing.Index, question: str) -> None:
    [scores] = indexing.score_words([index], question)
    assert scores.max() < 0.12


def test_a_document_of_one_chunk_answers_too() -> None:
    index = indexing.build([Chunk(text="Возврат принимаем в течение десяти дней.")])
    [scores] = indexing.score_words([index], "как вернуть товар, возврат")
    assert scores[0] > 0.12
    [scores] = indexing.score_words([index], "какая сегодня погода в Москве")
    assert scores[0] == 0


def test_two_documents_are_ranked_as_one() -> None:
    halves = [indexing.build(FACTS[:6]), indexing.build(FACTS[6:])]
    [whole] = indexing.score_words([indexing.build(FACTS)], "сколько стоит доставка")
    parts = indexing.score_words(halves, "сколько стоит доставка")
    assert [*parts[0], *parts[1]] == pytest.approx(list(whole), abs=1e-6)


def test_a_file_holds_everything() -> None:
    embedder = LetterEmbedder()
    vectors = embedder.embed([chunk.text for chunk in FACTS])
    made = indexing.build(FACTS, vectors, embedder.name)
    back = indexing.load(indexing.dump(made))
    assert (back.chunks, back.embedder) == (made.chunks, "letters")
    query = indexing.unit_vector(embedder.embed_query("delivery"))
    assert indexing.score_meaning(back, query) == pytest.approx(
        indexing.score_meaning(made, query), abs=1e-2
    )
    assert back.frequency("deliveri") == 1


def test_words_compare_by_their_stems() -> None:
    assert tokenize("Deliveries") == tokenize("delivery")
    assert tokenize("Доставкой ЁЛКИ") == tokenize("доставка елка")
    assert tokenize("The 24/7 and the") == ["24", "7"]
    assert set(tokenize("wifi xray")) <= set(tokenize("Wi-Fi and X-rays"))
    assert set(tokenize("送货费用")) <= set(tokenize("我们的送货费用是五元"))


class TestCut:
    def test_headings_pages_and_overlap(self) -> None:
        sentences = [f"Sentence number {number} says something." for number in range(60)]
        section = Section(text=" ".join(sentences), headings=("A", "B"), page=7)
        chunks = list(cut(Document(sections=(section,))))
        assert len(chunks) > 2
        assert {(chunk.heading, chunk.page) for chunk in chunks} == {("A › B", 7)}
        for before, after in itertools.pairwise(chunks):
            assert after.text.split(". ")[0] in before.text

    @given(st.text(max_size=4000))
    def test_nothing_is_lost_and_nothing_is_too_long(self, text: str) -> None:
        chunks = list(cut(Document(sections=(Section(text=text),))))
        assert all(len(chunk.text) <= 1.3 * CHUNK_CHARACTERS for chunk in chunks)
        kept = "".join(chunk.text for chunk in chunks)
        assert {letter for letter in text if letter.isalnum()} <= set(kept)

    def test_a_sentence_of_a_script_without_spaces_stays_whole(self) -> None:
        sentence = "我们的营业时间是上午九点到下午六点。"
        chunks = list(cut(Document(sections=(Section(text=sentence * 200),))))
        assert len(chunks) > 2
        assert all(chunk.text.replace(" ", "").endswith(sentence) for chunk in chunks)

    def test_text_without_stops(self) -> None:
        chunks = list(cut(Document(sections=(Section(text="word " * 2000),))))
        assert sum(chunk.text.count("word") for chunk in chunks) == 2000
