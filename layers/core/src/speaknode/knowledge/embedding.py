"""The `Embedder` port over any OpenAI-compatible `/embeddings`."""

from collections.abc import Sequence

import httpx

from speaknode.kit.errors import UnavailableError

BATCH = 64
INDEXING_TIMEOUT_S = 30.0
QUERY_TIMEOUT_S = 0.8


class OpenAiEmbedder:
    """The operator configures the address, so it may be one of their own network."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        model: str,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._model = model
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/", headers=headers, transport=transport
        )

    @property
    def name(self) -> str:
        return self._model

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        vectors: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            vectors += self._ask(texts[start : start + BATCH], INDEXING_TIMEOUT_S)
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._ask([text], QUERY_TIMEOUT_S)[0]

    def _ask(self, texts: Sequence[str], timeout_s: float) -> list[list[float]]:
        request = {"model": self._model, "input": list(texts)}
        try:
            answer = self._client.post("embeddings", json=request, timeout=timeout_s)
            answer.raise_for_status()
            data = sorted(answer.json()["data"], key=lambda entry: entry["index"])
            vectors = [[float(value) for value in entry["embedding"]] for entry in data]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise UnavailableError("the embedding model did not answer") from error
        if len(vectors) != len(texts):
            raise UnavailableError("the embedding model answered for other texts")
        return vectors
