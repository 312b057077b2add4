"""Knowledge: documents and web pages that agents look things up in."""

import time

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page, PageQuery
from speaknode.knowledge.errors import KnowledgeNotFoundError, NotUploadedError
from speaknode.knowledge.models import Knowledge
from speaknode.knowledge.schemas import (
    KnowledgeCreate,
    KnowledgeCreated,
    KnowledgeSearch,
    SearchResult,
)

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/knowledge", scope=Scope.AGENTS_READ)
def list_knowledge(caller: Caller, query: PageQuery) -> Page[Knowledge]:
    """List the documents of the space, newest first."""
    return wiring.knowledge().list(caller.space_id, query.cursor, query.limit)


@endpoint(
    routes,
    "POST",
    "/v1/knowledge",
    scope=Scope.AGENTS_WRITE,
    status=201,
    location="/v1/knowledge/{0.id}",
)
def create_knowledge(caller: Caller, body: KnowledgeCreate) -> KnowledgeCreated:
    """Add a web page or a file.

    A file of up to 700 KB can be sent at once as `content`. For a larger one the answer has an
    `upload.url`: PUT the bytes there, then POST to `/v1/knowledge/{knowledge_id}/process`.
    """
    return wiring.knowledge().create(caller.space_id, body)


@endpoint(
    routes,
    "GET",
    "/v1/knowledge/{knowledge_id}",
    scope=Scope.AGENTS_READ,
    errors=(KnowledgeNotFoundError,),
)
def get_knowledge(caller: Caller, knowledge_id: str) -> Knowledge:
    """Get a document with the state of its processing."""
    return wiring.knowledge().get(caller.space_id, knowledge_id)


@endpoint(
    routes,
    "DELETE",
    "/v1/knowledge/{knowledge_id}",
    scope=Scope.AGENTS_WRITE,
    errors=(KnowledgeNotFoundError,),
)
def delete_knowledge(caller: Caller, knowledge_id: str) -> None:
    """Delete a document; agents that name it find nothing there."""
    wiring.knowledge().delete(caller.space_id, knowledge_id)


@endpoint(
    routes,
    "POST",
    "/v1/knowledge/{knowledge_id}/process",
    scope=Scope.AGENTS_WRITE,
    status=202,
    errors=(KnowledgeNotFoundError, NotUploadedError),
)
def process_knowledge(caller: Caller, knowledge_id: str) -> Knowledge:
    """Process what was uploaded, try a failed document again, or read a web page anew."""
    return wiring.knowledge().process(caller.space_id, knowledge_id)


@endpoint(
    routes,
    "GET",
    "/v1/knowledge/{knowledge_id}/search",
    scope=Scope.AGENTS_READ,
    errors=(KnowledgeNotFoundError,),
)
def search_knowledge(caller: Caller, knowledge_id: str, query: KnowledgeSearch) -> SearchResult:
    """Find passages as an agent would during a conversation."""
    started = time.perf_counter()
    passages = wiring.knowledge().search_one(caller.space_id, knowledge_id, query.q, query.limit)
    elapsed_ms = round((time.perf_counter() - started) * 1000, 1)
    return SearchResult(passages=passages, elapsed_ms=elapsed_ms)
