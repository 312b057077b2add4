"""Vapi's tools: requests and functions become webhook tools, built-in ones settings of the agent."""

import re
from itertools import chain, count
from typing import Any

from pydantic import ValidationError

from speaknode.agents.naming import BUILT_IN
from speaknode.agents.vapi.source import Source
from speaknode.agents.vapi.texts import Texts
from speaknode.kit.errors import InvalidError
from speaknode.tools.checks import check_tool
from speaknode.tools.schemas import ToolInput

_URL_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_NO_COUNTERPART = {
    "handoff": "hand-offs need the id of a Speaknode agent: add them to `handoffs`",
    "query": "knowledge bases are not imported: add files under knowledge",
}


class Tools:
    """Collects what an assistant's tools come to."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.webhooks: list[ToolInput] = []
        self.system: dict[str, Any] = {}
        self.mcp_servers: list[dict[str, Any]] = []
        self.ends_calls = False

    def add(self, source: Source) -> None:
        kind = source.take("type", str) or ""
        make = getattr(self, f"_{kind}", None) if kind in _KNOWN else None
        if make is None:
            source.note("", _NO_COUNTERPART.get(kind, f"tools of type {kind!r} are not known here"))
            return
        make(source)
        source.rest()

    def _endCall(self, source: Source) -> None:  # noqa: N802 (named as Vapi names the type)
        self.ends_calls = True
        source.ignore("function")

    def _dtmf(self, source: Source) -> None:
        self.system["send_dtmf"] = True
        source.ignore("function")

    def _voicemail(self, source: Source) -> None:
        said = [m.take("content", str) for m in source.children("messages")]
        text = next(filter(None, said), None)
        if text is None:
            text = "Please call back."
            source.note("", f"has no words: {text!r} is left as the message")
        message = self._texts.convert(text, f"{source.pointer}/messages")
        self.system["leave_voicemail"] = {"message": message}
        source.ignore("function")

    def _transferCall(self, source: Source) -> None:  # noqa: N802 (the same)
        source.ignore("function")
        for index, part in enumerate(source.children("destinations")):
            kind = part.take("type", str)
            address = part.take("number", str) or part.take("sipUri", str)
            if kind not in ("number", "sip") or not address:
                part.note("", "only numbers and SIP addresses can be transferred to")
                continue
            plan = part.child("transferPlan")
            mode = "warm" if (plan.take("mode", str) or "").startswith("warm") else "cold"
            destination = {
                "name": f"destination_{index + 1}",
                "description": part.take("description", str) or f"Transfer to {address}",
                "destination": address,
                "mode": mode,
                "message": self._texts.convert(part.take("message", str) or "", part.pointer)
                or None,
            }
            self.system.setdefault("transfer_call", []).append(destination)
            plan.rest()
            part.ignore("numberE164CheckEnabled")
            part.rest()

    def _mcp(self, source: Source) -> None:
        server = source.child("server")
        source.ignore("function")
        if url := server.take("url", str):
            name = f"mcp_{len(self.mcp_servers) + 1}"
            self.mcp_servers.append({"name": name, "url": url})
        server.lose("set a credential and `secret_ref`", "secret", "headers", "credentialId")
        server.rest()

    def _apiRequest(self, source: Source) -> None:  # noqa: N802 (the same)
        source.lose("set the credential's header on the tool", "credentialId")
        fields = {
            "code": self._named(source, f"request_{len(self.webhooks) + 1}"),
            "description": source.take("description", str) or "An HTTP request.",
            "method": source.take("method", str) or "GET",
            # A `{name}` of ours is filled from the arguments, as Vapi's `{{name}}` is.
            "url": _URL_VARIABLE.sub(r"{\1}", source.take("url", str) or ""),
            "headers": _fixed(source.child("headers")),
            "parameters": _schema(source, "body"),
        }
        self._webhook(source, fields, source)

    def _function(self, source: Source) -> None:
        function, server = source.child("function"), source.child("server")
        url = server.take("url", str)
        if not url:
            source.note("", "a function without its own server URL cannot be called from here")
            source.ignore(*source.data)
            return
        server.note("url", "is sent the bare arguments here, not Vapi's tool-calls message")
        server.lose("set it as a header of the tool", "secret", "credentialId")
        fields = {
            "code": self._named(function, f"function_{len(self.webhooks) + 1}"),
            "description": function.take("description", str) or "A function.",
            "method": "POST",
            "url": url,
            "headers": _fixed(server.child("headers")),
            "parameters": _schema(function, "parameters"),
        }
        self._webhook(source, fields, server)
        function.ignore("strict")
        function.rest()
        server.rest()

    def _webhook(self, source: Source, fields: dict[str, Any], timing: Source) -> None:
        seconds = timing.number("timeoutSeconds")
        if seconds is not None:
            fields["timeout_ms"] = int(timing.within("timeoutSeconds", seconds, 0.1, 60) * 1000)
        fields |= _speech(source, self._texts)
        wanted = fields["code"]
        fields["code"] = self._free(wanted)
        if fields["code"] != wanted:
            source.note("", f"the name {wanted} is taken: it is called {fields['code']} here")
        try:
            tool = ToolInput.model_validate(fields)
            check_tool(tool)
        except ValidationError as error:
            first = error.errors()[0]
            source.note("", f"is left out: {'/'.join(map(str, first['loc']))}: {first['msg']}")
        except InvalidError as error:
            source.note("", f"is left out: {error.message}")
        else:
            self.webhooks.append(tool)

    def _named(self, source: Source, otherwise: str) -> str:
        """The prompt may speak of it by its name, so another one is told."""
        name = source.take("name", str) or otherwise
        if (code := _code(name)) != name:
            source.note("name", f"it is called {code} here: see whether the prompt names it")
        return code

    def _free(self, code: str) -> str:
        taken = BUILT_IN | {tool.code for tool in self.webhooks}
        others = (f"{code[:60]}_{number}" for number in count(2))
        return next(name for name in chain([code], others) if name not in taken)


_KNOWN = frozenset(
    {"endCall", "dtmf", "voicemail", "transferCall", "mcp", "apiRequest", "function"}
)


def _code(name: str) -> str:
    cleaned = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    return (cleaned.strip("_") if cleaned[:1].isalpha() else f"tool_{cleaned.strip('_')}")[:64]


def _schema(source: Source, key: str) -> dict[str, Any]:
    given = source.take(key, dict)
    if given and given.get("type") == "object":
        return given
    if given:
        source.note(key, "only the schema of an object can be one of arguments")
    return {"type": "object", "properties": {}}


def _fixed(source: Source) -> dict[str, str]:
    """Headers as Vapi writes them: a JSON schema whose properties have values, or a plain object."""
    properties = source.data.get("properties")
    if isinstance(properties, dict):
        source.ignore(*source.data)
        pairs = {
            name: part.get("value") if isinstance(part, dict) else None
            for name, part in properties.items()
        }
    else:
        pairs = source.data
    for name, value in pairs.items():
        if not isinstance(value, str | int):
            source.note(name, "is no fixed value")
    return {name: str(value) for name, value in pairs.items() if isinstance(value, str | int)}


def _speech(source: Source, texts: Texts) -> dict[str, Any]:
    """What Vapi says while a tool runs, in the fields that our tools have for it."""
    made: dict[str, Any] = {}
    for message in source.children("messages"):
        kind, text = message.take("type", str), message.take("content", str)
        delay_ms = message.number("timingMilliseconds")
        message.ignore("blocking")
        if not text:
            message.note("", "has no text")
            continue
        text = texts.convert(text, message.pointer)
        if kind == "request-start":
            made.setdefault("pre_speech", text)
        elif kind == "request-failed" and "on_error_speech" in ToolInput.model_fields:
            made["on_error_speech"] = text
        elif kind == "request-response-delayed" and "progress_speech" in ToolInput.model_fields:
            line = {"after_ms": int(delay_ms or 3000), "text": text}
            made.setdefault("progress_speech", []).append(line)
        else:
            message.note("type", f"{kind} is not said here")
    return made
