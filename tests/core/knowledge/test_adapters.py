"""Stores, files, queue, web and hosted embeddings keep what their ports promise."""

import json
from collections.abc import Iterator

import httpx
import pytest
from tests.support.builders import NOON
from tests.support.knowledge import MemoryKnowledgeStore
from tests.support.network import MemoryNetwork, Names, page, redirecting

from speaknode import wiring
from speaknode.egress.fetch import Egress
from speaknode.egress.policy import Policy
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.kit.s3 import S3Files
from speaknode.knowledge.dynamo import DynamoKnowledgeStore
from speaknode.knowledge.embedding import OpenAiEmbedder
from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Knowledge, KnowledgeStatus, StoredKnowledge
from speaknode.knowledge.ports import KnowledgeStore
from speaknode.knowledge.web import EgressWeb


def stored(number: int = 1, space_id: str = "spc_1", revision: int = 1) -> StoredKnowledge:
    knowledge = Knowledge(
        id=f"knw_{number}",
        space_id=space_id,
        name="FAQ",
        status=KnowledgeStatus.PROCESSING,
        created_at=NOON,
        updated_at=NOON,
        revision=revision,
    )
    return StoredKnowledge(knowledge=knowledge, job="job_1")


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[KnowledgeStore]:
    if request.param == "memory":
        yield MemoryKnowledgeStore()
        return
    request.getfixturevalue("memory_aws")
    wiring.connection()
    yield DynamoKnowledgeStore()


class TestStore:
    def test_round_trip_within_the_space(self, store: KnowledgeStore) -> None:
        store.insert(stored())
        assert store.get("spc_1", "knw_1") == stored()
        assert store.get("spc_2", "knw_1") is None
        with pytest.raises(ConflictError):
            store.insert(stored())

    def test_revisions(self, store: KnowledgeStore) -> None:
        store.insert(stored())
        store.replace(stored(revision=2), previous_revision=1)
        with pytest.raises(ConflictError):
            store.replace(stored(revision=2), previous_revision=1)
        store.delete("spc_1", "knw_1")
        with pytest.raises(ConflictError):
            store.replace(stored(revision=3), previous_revision=2)
        assert store.get("spc_1", "knw_1") is None

    def test_newest_first(self, store: KnowledgeStore) -> None:
        for number in (1, 2, 3):
            store.insert(stored(number))
        store.insert(stored(4, space_id="spc_2"))
        assert [item.id for item in store.list("spc_1", None, 2).items] == ["knw_3", "knw_2"]


@pytest.mark.usefixtures("memory_aws")
class TestFiles:
    def test_objects(self) -> None:
        files = S3Files(client=wiring.client("s3"), bucket="knowledge")
        files.put("a/b", b"hello")
        assert (files.get("a/b"), files.size("a/b")) == (b"hello", 5)
        files.delete("a/b", "a/none")
        assert (files.get("a/b"), files.size("a/b")) == (None, None)

    def test_an_upload_link_binds_the_length(self) -> None:
        files = S3Files(client=wiring.client("s3"), bucket="knowledge")
        link = httpx.URL(files.upload_link("a/b", size_bytes=5, ttl_s=60))
        assert link.params["X-Amz-SignedHeaders"] == "content-length;host"

    def test_a_missing_bucket_may_be_tried_again(self) -> None:
        files = S3Files(client=wiring.client("s3"), bucket="nowhere")
        with pytest.raises(UnavailableError):
            files.put("a", b"b")


class TestWeb:
    def web(self, network: MemoryNetwork) -> EgressWeb:
        names = Names(site_test=[["93.184.216.34"]], inside_test=[["10.0.0.1"]])
        return EgressWeb(Egress(Policy(), resolver=names, network=network))

    def test_a_page_with_its_charset(self) -> None:
        server = page(b"<p>hi", content_type="text/html; charset=windows-1251")
        loaded = self.web(MemoryNetwork({"93.184.216.34": server})).load("https://site.test/")
        assert (loaded.content, loaded.content_type, loaded.charset) == (
            b"<p>hi",
            "text/html",
            "windows-1251",
        )

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("http://169.254.169.254/latest/meta-data", "refused"),
            ("http://inside.test/", "refused"),
            ("http://nowhere.test/", "cannot be loaded"),
            ("http://site.test/", "answers 404"),
        ],
    )
    def test_reasons_are_told(self, url: str, reason: str) -> None:
        network = MemoryNetwork({"93.184.216.34": page(b"no", status="404 Not Found")})
        with pytest.raises(UnreadableDocumentError, match=reason):
            self.web(network).load(url)

    def test_a_redirect_inside_is_refused(self) -> None:
        network = MemoryNetwork({"93.184.216.34": redirecting("http://10.0.0.1/")})
        with pytest.raises(UnreadableDocumentError, match="refused"):
            self.web(network).load("http://site.test/")


class TestEmbedding:
    def embedder(self, answer: httpx.Response) -> OpenAiEmbedder:
        self.asked: list[httpx.Request] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return answer

        return OpenAiEmbedder(
            base_url="https://models.test/v1",
            api_key="k",
            model="m",
            transport=httpx.MockTransport(handle),
        )

    def test_vectors_in_order(self) -> None:
        data = [{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0]}]
        embedder = self.embedder(httpx.Response(200, json={"data": data}))
        assert embedder.embed(["a", "b"]) == [[1.0, 0.0], [0.0, 1.0]]
        [request] = self.asked
        assert str(request.url) == "https://models.test/v1/embeddings"
        assert json.loads(request.content) == {"model": "m", "input": ["a", "b"]}
        assert request.headers["authorization"] == "Bearer k"

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(500),
            httpx.Response(200, text="?"),
            httpx.Response(200, json={"data": []}),
        ],
    )
    def test_whatever_goes_wrong_may_be_tried_again(self, answer: httpx.Response) -> None:
        with pytest.raises(UnavailableError):
            self.embedder(answer).embed_query("a")
