"""The knowledge queue's consumer, from the API's message to a document that can be searched."""

import base64

import pytest
from tests.support import documents
from tests.support.sqs import consume, drain

from knowledge.process import handler
from speaknode import wiring
from speaknode.kit.errors import UnavailableError
from speaknode.knowledge.models import KnowledgeStatus
from speaknode.knowledge.schemas import KnowledgeCreate

pytestmark = pytest.mark.usefixtures("memory_aws")


def create(filename: str, content: bytes) -> str:
    data = KnowledgeCreate(
        name="FAQ", filename=filename, content=base64.b64encode(content).decode()
    )
    return wiring.knowledge().create("spc_1", data).id


@pytest.mark.parametrize(
    ("filename", "content", "query", "answer"),
    [
        ("a.md", documents.MARKDOWN.encode(), "warranty", "five-year"),
        ("a.html", documents.HTML.encode(), "стрижка", "1500"),
        ("a.docx", documents.docx(), "доставка", "два часа"),
        ("a.pdf", documents.pdf([["Returns within ten days."]]), "return", "ten days"),
        ("a.txt", "Мы открыты в субботу.".encode(), "суббота", "открыты"),
    ],
)
def test_every_kind_becomes_searchable(
    filename: str, content: bytes, query: str, answer: str
) -> None:
    knowledge_id = create(filename, content)
    [body] = drain("knowledge")
    assert consume(handler, body, body) == []
    assert wiring.knowledge().get("spc_1", knowledge_id).status is KnowledgeStatus.READY
    [first, *_] = wiring.knowledge().search("spc_1", [knowledge_id], query)
    assert answer in first.text


def test_a_broken_file_fails_with_its_reason_and_leaves_the_queue() -> None:
    knowledge_id = create("a.pdf", b"broken")
    [body] = drain("knowledge")
    assert consume(handler, body, "not json") == ["m1"]
    knowledge = wiring.knowledge().get("spc_1", knowledge_id)
    assert (knowledge.status, knowledge.reason) == (
        KnowledgeStatus.FAILED,
        "the file is not a PDF",
    )


def test_a_model_that_is_away_is_asked_once_by_a_message_and_the_next_one_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The consumer's own quick repeats would use up all tries within a second."""
    asked: list[object] = []

    def away(texts: object) -> None:
        asked.append(texts)
        raise UnavailableError("the embedding model did not answer")

    monkeypatch.setattr(wiring.knowledge_processing(), "_embed", away)
    knowledge_id = create("a.txt", b"some text")
    [body] = drain("knowledge")
    assert consume(handler, body) == []
    assert len(asked) == 1
    assert wiring.knowledge().get("spc_1", knowledge_id).status is KnowledgeStatus.PROCESSING
