"""What agents know, and what is learnt of their conversations afterwards."""

from functools import cache
from typing import TYPE_CHECKING

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings
from speaknode.knowledge.dynamo import DynamoKnowledgeStore, KnowledgeRecord
from speaknode.wiring.parts.agents import agents, credentials, model_store
from speaknode.wiring.parts.ground import client, connect, egress, egress_policy
from speaknode.wiring.parts.sessions import analysis_store, session_store

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.analysis.ports import AnalysisQueue
    from speaknode.analysis.runs import AnalysisRuns
    from speaknode.analysis.service import AnalysisService
    from speaknode.kit.s3 import S3Files
    from speaknode.knowledge.embedding import OpenAiEmbedder
    from speaknode.knowledge.processing import KnowledgeProcessing
    from speaknode.knowledge.service import KnowledgeService
    from speaknode.knowledge.sqs import SqsProcessQueue

TABLES: dict[type[Model], str] = {
    KnowledgeRecord: "knowledge_table",
}


@cache
def _connection() -> Connection:
    return connect(TABLES)


def _knowledge_files() -> "S3Files":
    from speaknode.kit.s3 import S3Files

    return S3Files(client=client("s3"), bucket=settings().knowledge_bucket)


@cache
def embedder() -> "OpenAiEmbedder | None":
    """None: knowledge is found by its words."""
    config = settings()
    if not config.embedding_model:
        return None
    from speaknode.knowledge.embedding import OpenAiEmbedder

    return OpenAiEmbedder(
        base_url=config.openai_base_url,
        api_key=config.openai_api_key.get_secret_value(),
        model=config.embedding_model,
    )


@cache
def knowledge() -> "KnowledgeService":
    from speaknode.knowledge.retrieval import Librarian
    from speaknode.knowledge.service import KnowledgeService

    _connection()
    store, files = DynamoKnowledgeStore(), _knowledge_files()
    return KnowledgeService(
        store=store,
        files=files,
        queue=_process_queue(),
        librarian=Librarian(store=store, files=files, embedder=embedder()),
        clock=utc_now,
        policy=egress_policy(),
    )


def _process_queue() -> "SqsProcessQueue":
    from speaknode.knowledge.sqs import SqsProcessQueue

    return SqsProcessQueue(client=client("sqs"), queue_url=settings().knowledge_queue_url)


@cache
def knowledge_processing() -> "KnowledgeProcessing":
    from speaknode.knowledge.processing import KnowledgeProcessing
    from speaknode.knowledge.web import EgressWeb

    _connection()
    return KnowledgeProcessing(
        store=DynamoKnowledgeStore(),
        files=_knowledge_files(),
        web=EgressWeb(egress()),
        queue=_process_queue(),
        embedder=embedder(),
        clock=utc_now,
    )


@cache
def analysis() -> "AnalysisService":
    from speaknode.analysis.service import AnalysisService

    return AnalysisService(
        store=analysis_store(),
        sessions=session_store(),
        agents=agents(),
        queue=_analysis_queue(),
        clock=utc_now,
    )


def _analysis_queue() -> "AnalysisQueue":
    from speaknode.analysis.sqs import SqsAnalysisQueue

    return SqsAnalysisQueue(client=client("sqs"), queue_url=settings().analysis_queue_url)


@cache
def analysis_runs() -> "AnalysisRuns":
    from speaknode.analysis.analysts import ConfiguredAnalysts
    from speaknode.analysis.runs import AnalysisRuns
    from speaknode.costs.service import CostService

    return AnalysisRuns(
        store=analysis_store(),
        sessions=session_store(),
        analysts=ConfiguredAnalysts(settings(), credentials().resolve),
        queue=_analysis_queue(),
        costs=CostService(model_store()),
        clock=utc_now,
    )
