"""The API as a table of answers, so that commands run whole but without a network."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

Answer = Callable[[httpx.Request], httpx.Response]


class FakeApi:
    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.requests: list[httpx.Request] = []

    def on(self, method: str, path: str, document: Any, status: int = 200) -> None:
        self.answers[method, path] = lambda _: httpx.Response(status, json=document)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.get((request.method, request.url.path))
        if answer is None:
            problem = {"title": "Not found", "detail": f"no {request.url.path}"}
            return httpx.Response(404, json=problem, request=request)
        response = answer(request)
        response.request = request
        return response


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> FakeApi:
    fake = FakeApi()
    monkeypatch.setattr(
        httpx.HTTPTransport, "handle_request", lambda _, request: fake.handle(request)
    )
    monkeypatch.setenv("SPEAKNODE_API_URL", "http://api.test/dev")
    monkeypatch.setenv("SPEAKNODE_API_KEY", "sk_test")
    return fake
