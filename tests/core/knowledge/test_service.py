"""A document's way from upload to passages, and every way it can go wrong."""

import base64
from datetime import timedelta

import pytest
from tests.support import documents
from tests.support.knowledge import Desk, LetterEmbedder

from speaknode.kit.errors import InvalidError, UnavailableError
from speaknode.knowledge.errors import KnowledgeNotFoundError, NotUploadedError
from speaknode.knowledge.models import KnowledgeStatus, ProcessKnowledge
from speaknode.knowledge.paths import original_key
from speaknode.knowledge.ports import WebPage
from speaknode.knowledge.schemas import KnowledgeCreate

URL = "https://shop.test/faq"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def inline(desk: Desk, content: bytes, filename: str = "faq.md") -> str:
    data = KnowledgeCreate(
        name="FAQ", filename=filename, content=base64.b64encode(content).decode()
    )
    return desk.service.create("spc_1", data).id


def page(desk: Desk) -> str:
    return desk.service.create(
        "spc_1", KnowledgeCreate.model_validate({"name": "P", "url": URL})
    ).id


def settled(desk: Desk, knowledge_id: str) -> tuple[KnowledgeStatus, str | None]:
    desk.work()
    knowledge = desk.service.get("spc_1", knowledge_id)
    return knowledge.status, knowledge.reason


class TestAdd:
    def test_a_small_file_at_once(self, desk: Desk) -> None:
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        assert settled(desk, knowledge_id) == (KnowledgeStatus.READY, None)
        knowledge = desk.service.get("spc_1", knowledge_id)
        assert (knowledge.title, knowledge.chunk_count) == ("Warranty", 2)
        [first] = desk.service.search("spc_1", [knowledge_id], "how long is the warranty", 1)
        assert first.text == "Our lawn mowers carry a five-year warranty."
        assert first.source == "FAQ › Warranty"

    def test_an_upload(self, desk: Desk) -> None:
        data = KnowledgeCreate(name="Rules", filename="Rules.DOCX", size_bytes=40_000)
        created = desk.service.create("spc_1", data)
        assert created.status is KnowledgeStatus.UPLOADING
        assert created.upload is not None
        with pytest.raises(NotUploadedError):
            desk.service.process("spc_1", created.id)
        desk.files.objects[original_key("spc_1", created.id)] = documents.docx()
        assert desk.service.process("spc_1", created.id).status is KnowledgeStatus.PROCESSING
        assert settled(desk, created.id) == (KnowledgeStatus.READY, None)

    def test_a_web_page(self, desk: Desk) -> None:
        desk.web.pages[URL] = WebPage(
            content=documents.HTML.encode(), content_type="text/html", charset="utf-8"
        )
        knowledge_id = page(desk)
        assert settled(desk, knowledge_id) == (KnowledgeStatus.READY, None)
        [first] = desk.service.search("spc_1", [knowledge_id], "почём мужские стрижки", 1)
        assert "1500" in first.text
        assert first.url == URL

    def test_an_upload_needs_its_size_and_base64_is_checked(self, desk: Desk) -> None:
        with pytest.raises(InvalidError) as raised:
            desk.service.create("spc_1", KnowledgeCreate(name="x", filename="a.pdf"))
        assert raised.value.fields[0].pointer == "/size_bytes"
        bad = KnowledgeCreate(name="x", filename="a.pdf", content="not base64!")
        with pytest.raises(InvalidError):
            desk.service.create("spc_1", bad)
        assert desk.store.rows == {}
        lines = KnowledgeCreate(name="x", filename="a.txt", content="aGVs\nbG8=\n")
        assert desk.service.create("spc_1", lines).size_bytes == len(b"hello")

    @pytest.mark.parametrize(
        "fields",
        [
            {"filename": "a.exe"},
            {"filename": "noending"},
            {"filename": "pdf"},
            {"filename": "a.pdf", "size_bytes": 21 * 1024 * 1024},
        ],
    )
    def test_inputs_that_make_no_sense(self, fields: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            KnowledgeCreate.model_validate({"name": "x"} | fields)

    @pytest.mark.parametrize(
        "fields", [{}, {"url": URL, "filename": "a.pdf"}, {"url": URL, "content": "aGk="}]
    )
    def test_one_source(self, desk: Desk, fields: dict[str, object]) -> None:
        with pytest.raises(InvalidError):
            desk.service.create("spc_1", KnowledgeCreate.model_validate({"name": "x"} | fields))


class TestFailures:
    def test_reasons_are_told(self, desk: Desk) -> None:
        cases = {
            inline(desk, b"nothing", "a.pdf"): "the file is not a PDF",
            inline(desk, b"  ", "a.txt"): "there is no text in the document",
            page(desk): "the page answers 404",
        }
        for knowledge_id, reason in cases.items():
            assert settled(desk, knowledge_id) == (KnowledgeStatus.FAILED, reason)

    def test_a_page_of_another_kind(self, desk: Desk) -> None:
        desk.web.pages[URL] = WebPage(content=b"\x89PNG", content_type="image/png")
        assert settled(desk, page(desk)) == (
            KnowledgeStatus.FAILED,
            "the page sends image/png, which cannot be read",
        )

    def test_a_service_that_is_away_is_waited_for_then_told(self, desk: Desk) -> None:
        knowledge_id = inline(desk, b"some text", "a.txt")
        desk.files.is_down = True
        for _ in range(2):
            assert desk.processing.process(desk.queue.sent.pop(0)) is KnowledgeStatus.PROCESSING
        assert desk.processing.process(desk.queue.sent.pop(0)) is KnowledgeStatus.FAILED
        assert desk.queue.sent == []
        desk.files.is_down = False
        desk.service.process("spc_1", knowledge_id)
        assert settled(desk, knowledge_id) == (KnowledgeStatus.READY, None)

    def test_a_model_that_restarts_is_asked_again_after_minutes_not_at_once(self) -> None:
        desk = Desk(embedder=LetterEmbedder())
        assert desk.embedder
        knowledge_id = inline(desk, b"some text", "a.txt")
        desk.embedder.is_down = True
        desk.processing.process(desk.queue.sent.pop(0))
        desk.processing.process(desk.queue.sent.pop(0))
        [again] = desk.queue.sent
        assert (desk.queue.delays_s, again.attempt) == ([0, 60, 600], 3)
        desk.embedder.is_down = False
        assert settled(desk, knowledge_id) == (KnowledgeStatus.READY, None)

    def test_a_document_that_kills_the_process_fails_at_last(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inline(desk, b"some text", "a.txt")
        [message] = desk.queue.sent

        def die(*_: object) -> None:
            raise MemoryError

        with monkeypatch.context() as patch:
            patch.setattr(desk.processing, "_run", die)
            for _ in range(3):
                with pytest.raises(MemoryError):
                    desk.processing.process(message)
        desk.processing.process(message)
        knowledge = desk.service.get("spc_1", message.knowledge_id)
        assert knowledge.status is KnowledgeStatus.FAILED

    def test_a_queue_that_is_down_leaves_no_document_waiting(self, desk: Desk) -> None:
        desk.queue.is_down = True
        with pytest.raises(UnavailableError):
            inline(desk, b"some text", "a.txt")
        [stored] = desk.store.rows.values()
        assert stored.knowledge.status is KnowledgeStatus.FAILED


class TestAgain:
    def test_a_message_twice_does_its_work_once(self, desk: Desk) -> None:
        inline(desk, b"some text", "a.txt")
        [message] = desk.queue.sent
        assert desk.processing.process(message) is KnowledgeStatus.READY
        before = dict(desk.files.objects)
        assert desk.processing.process(message) is None
        assert desk.files.objects == before

    def test_a_page_read_again_keeps_answering_meanwhile(self, desk: Desk) -> None:
        desk.web.pages[URL] = WebPage(content=b"<p>Old price 100", content_type="text/html")
        knowledge_id = page(desk)
        desk.work()
        desk.web.pages[URL] = WebPage(content=b"<p>New price 200", content_type="text/html")
        desk.service.process("spc_1", knowledge_id)
        [old] = desk.service.search("spc_1", [knowledge_id], "price")
        desk.work()
        desk.now_s += 60
        [new] = desk.service.search("spc_1", [knowledge_id], "price")
        assert (old.text, new.text) == ("Old price 100", "New price 200")
        assert len([key for key in desk.files.objects if key.endswith(".npz")]) == 1

    def test_a_failed_rerun_leaves_the_old_index(self, desk: Desk) -> None:
        desk.web.pages[URL] = WebPage(content=b"<p>Old price 100", content_type="text/html")
        knowledge_id = page(desk)
        desk.work()
        del desk.web.pages[URL]
        desk.service.process("spc_1", knowledge_id)
        assert settled(desk, knowledge_id)[0] is KnowledgeStatus.FAILED
        assert desk.service.search("spc_1", [knowledge_id], "price")

    def test_a_stuck_run_may_be_started_anew(self, desk: Desk) -> None:
        knowledge_id = inline(desk, b"some text", "a.txt")
        desk.queue.sent.clear()
        desk.service.process("spc_1", knowledge_id)
        assert desk.queue.sent == []
        desk.clock.advance(timedelta(hours=1).total_seconds())
        desk.service.process("spc_1", knowledge_id)
        assert settled(desk, knowledge_id)[0] is KnowledgeStatus.READY

    def test_deleted_while_processing(self, desk: Desk) -> None:
        knowledge_id = inline(desk, b"some text", "a.txt")
        [message] = desk.queue.sent
        desk.service.delete("spc_1", knowledge_id)
        assert desk.processing.process(message) is None
        assert desk.files.objects == {}


class TestRead:
    def test_other_spaces_see_nothing(self, desk: Desk) -> None:
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        desk.work()
        for call in (desk.service.get, desk.service.delete, desk.service.process):
            with pytest.raises(KnowledgeNotFoundError):
                call("spc_2", knowledge_id)
        assert desk.service.search("spc_2", [knowledge_id], "warranty") == []
        assert (
            desk.processing.process(
                ProcessKnowledge(space_id="spc_2", knowledge_id=knowledge_id, job="job_x")
            )
            is None
        )
        with pytest.raises(InvalidError) as raised:
            desk.service.check_ids("spc_2", [knowledge_id])
        assert raised.value.fields[0].pointer == "/knowledge_ids/0"
        desk.service.check_ids("spc_1", [knowledge_id])

    def test_a_turn_asks_no_storage(self, desk: Desk) -> None:
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        desk.work()
        library = desk.service.open("spc_1", [knowledge_id, "knw_none", knowledge_id])
        reads = desk.store.reads, len(desk.files.reads)
        assert library.search("warranty")
        assert desk.service.search("spc_1", [knowledge_id], "engine blades")
        assert (desk.store.reads, len(desk.files.reads)) == reads

    def test_what_has_just_become_ready_is_found(self, desk: Desk) -> None:
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        assert desk.service.search("spc_1", [knowledge_id], "warranty") == []
        desk.work()
        assert desk.service.search("spc_1", [knowledge_id], "warranty")

    def test_an_index_replaced_meanwhile_is_followed(self, desk: Desk) -> None:
        desk.web.pages[URL] = WebPage(content=b"<p>Old price 100", content_type="text/html")
        knowledge_id = page(desk)
        desk.work()
        desk.service.search("spc_1", [knowledge_id], "price")
        desk.web.pages[URL] = WebPage(content=b"<p>New price 200", content_type="text/html")
        desk.service.process("spc_1", knowledge_id)
        desk.work()
        [kept] = desk.service.search("spc_1", [knowledge_id], "price")
        assert kept.text == "Old price 100"  # for half a minute, from memory
        [now] = desk.service.search_one("spc_1", knowledge_id, "price")
        assert now.text == "New price 200"

    def test_nothing_to_search(self, desk: Desk) -> None:
        assert desk.service.search("spc_1", [], "warranty") == []


class TestVectors:
    def test_words_and_meaning_together(self) -> None:
        desk = Desk(embedder=LetterEmbedder())
        knowledge_id = inline(desk, b"# A\nzzzz zebra\n# B\nOctopus", "a.md")
        desk.work()
        assert desk.service.get("spc_1", knowledge_id).embedder == "letters"
        [first, *_] = desk.service.search("spc_1", [knowledge_id], "zzz")
        assert first.text == "zzzz zebra"

    def test_a_model_that_is_away_costs_only_its_share(self) -> None:
        embedder = LetterEmbedder()
        desk = Desk(embedder=embedder)
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        desk.work()
        embedder.is_down = True
        assert desk.service.search("spc_1", [knowledge_id], "warranty")

    def test_vectors_of_another_model_are_not_compared(self) -> None:
        desk = Desk(embedder=LetterEmbedder())
        knowledge_id = inline(desk, documents.MARKDOWN.encode())
        desk.work()
        other = LetterEmbedder()
        other.name = "others"
        desk.service._librarian._embedder = other
        assert desk.service.search("spc_1", [knowledge_id], "warranty")
        assert other.asked == 0
