"""What a route's declaration and signature tell: enough to serve it and to document it."""

import inspect
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chalice.app import Response
from pydantic import TypeAdapter

from speaknode.access.models import Scope
from speaknode.kit.errors import SpeaknodeError

_PATH_PARAM = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Parameter:
    annotation: Any
    adapter: TypeAdapter[Any]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    function: Callable[..., Any]
    tag: str
    scope: Scope | None
    status: HTTPStatus
    errors: tuple[type[SpeaknodeError], ...]
    location: str | None
    media_types: tuple[str, ...]
    takes: frozenset[str]
    path_params: dict[str, Parameter] = field(default_factory=dict)
    body: Parameter | None = None
    query: Parameter | None = None
    returns: Parameter | None = None
    document: Parameter | None = None
    """What the raw request holds, for those who read of it."""

    @property
    def id(self) -> str:
        return self.function.__name__

    @property
    def is_public(self) -> bool:
        return not self.takes & {"caller", "identity"}

    @property
    def is_create(self) -> bool:
        return self.status is HTTPStatus.CREATED

    @property
    def summary(self) -> str:
        return self._doc()[0].rstrip(".")

    @property
    def description(self) -> str:
        return "\n".join(self._doc()[1:]).strip()

    def _doc(self) -> list[str]:
        return (
            inspect.getdoc(self.function) or self.id.replace("_", " ").capitalize()
        ).splitlines()


def describe(
    function: Callable[..., Any],
    method: str,
    path: str,
    *,
    scope: Scope | None,
    status: int | None,
    errors: tuple[type[SpeaknodeError], ...],
    location: str | None,
    media_type: str | tuple[str, ...],
    document: Any = None,
) -> Operation:
    hints = typing.get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters
    returned = hints.pop("return")
    nothing = returned is type(None)
    untyped = nothing or returned is Response
    return Operation(
        method=method,
        path=path,
        function=function,
        tag=function.__module__.rsplit(".", 1)[-1].replace("_", "-"),
        scope=scope,
        status=HTTPStatus(status or (HTTPStatus.NO_CONTENT if nothing else HTTPStatus.OK)),
        errors=errors,
        location=location,
        media_types=(media_type,) if isinstance(media_type, str) else media_type,
        takes=frozenset(parameters),
        path_params={name: _parameter(hints[name]) for name in _PATH_PARAM.findall(path)},
        body=_parameter(
            hints["body"], required=parameters["body"].default is inspect.Parameter.empty
        )
        if "body" in hints
        else None,
        query=_parameter(hints["query"]) if "query" in hints else None,
        returns=None if untyped else _parameter(returned),
        document=_parameter(document) if document else None,
    )


def _parameter(annotation: Any, *, required: bool = True) -> Parameter:
    return Parameter(annotation, TypeAdapter(annotation), required)
