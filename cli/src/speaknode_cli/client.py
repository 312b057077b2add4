"""The management API as the command sees it: JSON in, JSON out, every failure one clear line."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from json import JSONDecodeError
from types import TracebackType
from typing import Any, Self

import httpx
import typer
from infra.local.home import Home
from pydantic import BaseModel, ValidationError

Json = dict[str, Any]

EXIT_REFUSED = 1
EXIT_UNREACHABLE = 3
EXIT_CONVERSATION = 4


class CliError(Exception):
    """Ends the command with one line on stderr."""

    exit_code = EXIT_REFUSED


class ApiError(CliError):
    """The API answered with a problem document."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class UnreachableError(CliError):
    exit_code = EXIT_UNREACHABLE


class Installation(BaseModel):
    """Where the API is and who we are to it."""

    api_url: str
    api_key: str
    demo_agent_id: str | None = None


def find_installation(api_url: str | None = None, api_key: str | None = None) -> Installation:
    """The options if given, else SPEAKNODE_API_URL/SPEAKNODE_API_KEY, else `.local/run.json`."""
    url = api_url or os.environ.get("SPEAKNODE_API_URL")
    key = api_key or os.environ.get("SPEAKNODE_API_KEY")
    if url and key:
        return Installation(api_url=url, api_key=key)
    run_file = Home.from_env().run_file
    try:
        found = Installation.model_validate_json(run_file.read_bytes())
    except FileNotFoundError as error:
        raise UnreachableError(
            f"no installation found: {run_file} is not there; start one with `make up`, "
            "or give --api-url and --api-key"
        ) from error
    except ValidationError as error:
        raise UnreachableError(
            f"{run_file} is damaged ({error.error_count()} wrong fields); run `make up`"
        ) from error
    return found.model_copy(
        update={"api_url": url or found.api_url, "api_key": key or found.api_key}
    )


class Client:
    def __init__(
        self, installation: Installation, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=installation.api_url.rstrip("/") + "/v1/",
            headers={"Authorization": f"Bearer {installation.api_key}"},
            timeout=httpx.Timeout(30, connect=5),
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str, **query: str | int | None) -> Json:
        return self._request("GET", path, query=query)

    def post(self, path: str, body: Json | None = None) -> Json:
        return self._request("POST", path, body=body or {})

    def patch(self, path: str, body: Json) -> Json:
        return self._request("PATCH", path, body=body)

    def delete(self, path: str) -> Json:
        return self._request("DELETE", path)

    def items(self, path: str, *, limit: int, **query: str | None) -> Iterator[Json]:
        """At most `limit` items, following the cursor from page to page."""
        cursor: str | None = None
        left = limit
        while left > 0:
            page = self.get(path, limit=min(left, 100), cursor=cursor, **query)
            yield from page["items"][:left]
            left -= len(page["items"])
            cursor = page.get("next_cursor")
            if cursor is None:
                return

    def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Json | None = None,
    ) -> Json:
        params = {name: value for name, value in (query or {}).items() if value is not None}
        try:
            response = self._http.request(method, path, params=params, json=body)
        except httpx.TransportError as error:
            raise UnreachableError(
                f"the API at {self._http.base_url} does not answer ({error}); is it up?"
            ) from error
        if response.is_error:
            raise ApiError(response.status_code, problem_line(response))
        return response.json() if response.content else {}


def problem_line(response: httpx.Response) -> str:
    """`422 The input is not valid: /variables/name: is required`."""
    try:
        problem = response.json()
    except (JSONDecodeError, UnicodeDecodeError):
        problem = None
    if not isinstance(problem, dict):
        return f"{response.status_code} from {response.request.url.path}"
    title = problem.get("title") or problem.get("message") or response.reason_phrase
    line = f"{response.status_code} {title}"
    fields = [
        f"{field.get('pointer') or '/'}: {field.get('message')}"
        for field in problem.get("errors") or []
        if isinstance(field, dict)
    ]
    # The fields say it all; the detail then only repeats them.
    told = "; ".join(fields) or problem.get("detail")
    return f"{line}: {told}" if told else line


@contextmanager
def plain_errors() -> Iterator[None]:
    """A known failure is one line and an exit code, never a traceback."""
    try:
        yield
    except CliError as error:
        typer.secho(f"error: {error}", err=True, fg=typer.colors.RED)
        raise typer.Exit(error.exit_code) from error
