"""ElevenLabs' conversational API as far as we use it, behind an httpx transport."""

import hashlib
import hmac
import itertools
import json
from typing import Any

import httpx

KEY, AGENT = "xi-key", "agent_3701k3ttaq12ewp8b7qv5rfyszkz"
BEGAN = 1_795_000_000
AUDIO = b"ID3\x04\x00\x00" + bytes(64)
Json = dict[str, Any]


class FakeElevenLabs:
    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.numbers: dict[str, Json] = {}
        self.conversations: dict[str, Json] = {}
        self.called: list[str] = []
        self.page_size = 2
        self.down = set[str]()

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def hold(self, ref: str, **fields: Any) -> Json:
        """A conversation that has ended; `fields` change what GET tells of it."""
        self.conversations[ref] = conversation(ref, **fields)
        return self.conversations[ref]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/convai/")
        self.called.append(f"{request.method} {path}")
        if request.headers.get("xi-api-key") != KEY:
            return _error(401, "invalid_api_key", "Invalid API key")
        if any(word in path for word in self.down):
            return _error(503, "unavailable", "try again")
        answer = self._answer(request, path.split("/"))
        return answer or _error(404, "not_found", "no such thing")

    def _answer(self, request: httpx.Request, path: list[str]) -> httpx.Response | None:
        body = json.loads(request.content) if request.content else {}
        match (request.method, path):
            case "GET", ["agents", agent] if agent == AGENT:
                return httpx.Response(200, json={"agent_id": agent, "name": "Reception"})
            case "GET", ["v2", "phone-numbers"]:
                return self._page(request, "phone_numbers", list(self.numbers.values()))
            case "POST", ["phone-numbers"]:
                return self._import(body)
            case "PATCH", ["phone-numbers", number_id]:
                self._assign(self.numbers[number_id], body)
                return httpx.Response(200, json=self.numbers[number_id])
            case "DELETE", ["phone-numbers", number_id]:
                return httpx.Response(200) if self.numbers.pop(number_id, None) else None
            case "GET", ["conversations", *rest]:
                return self._conversations(request, rest)
        return None

    def _conversations(self, request: httpx.Request, path: list[str]) -> httpx.Response | None:
        match path:
            case []:
                return self._list(request)
            case [ref] if ref in self.conversations:
                return httpx.Response(200, json=self.conversations[ref])
            case [ref, "audio"] if ref in self.conversations:
                return httpx.Response(200, content=AUDIO, headers={"content-type": "audio/mpeg"})
        return None

    def _import(self, body: Json) -> httpx.Response:
        assert body["provider"] == "sip_trunk"
        assert body["label"]
        number_id = f"phnum_{next(self._count)}"
        row = {"phone_number_id": number_id, "provider": "sip_trunk", "label": body["label"]}
        self.numbers[number_id] = row | {"phone_number": body["phone_number"]}
        self._assign(self.numbers[number_id], body)
        return httpx.Response(200, json={"phone_number_id": number_id})

    def _assign(self, row: Json, body: Json) -> None:
        trunk = body["inbound_trunk_config"]
        credentials = trunk["credentials"]
        row["assigned_agent"] = {"agent_id": body["agent_id"], "agent_name": "Reception"}
        row["inbound_trunk"] = {
            "allowed_addresses": trunk["allowed_addresses"],
            "media_encryption": trunk["media_encryption"],
            "has_auth_credentials": True,
            "username": credentials["username"],
        }
        row["_password"] = credentials["password"]

    def _list(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        rows = [
            {
                "agent_id": told["agent_id"], "conversation_id": ref, "status": told["status"],
                "start_time_unix_secs": told["metadata"]["start_time_unix_secs"],
                "call_duration_secs": told["metadata"]["call_duration_secs"],
                "message_count": len(told["transcript"]), "call_successful": "success",
            }
            for ref, told in self.conversations.items()
        ]  # fmt: skip
        wanted = [
            row
            for row in rows
            if row["agent_id"] == query["agent_id"]
            and row["start_time_unix_secs"] >= int(query["call_start_after_unix"])
        ]
        return self._page(request, "conversations", wanted)

    def _page(self, request: httpx.Request, key: str, rows: list[Json]) -> httpx.Response:
        start = int(request.url.params.get("cursor", "0"))
        end = start + self.page_size
        more = end < len(rows)
        page = {key: rows[start:end], "has_more": more, "next_cursor": str(end) if more else None}
        return httpx.Response(200, json=page)


def conversation(ref: str, **fields: Any) -> Json:
    phone = {
        "type": "sip_trunking", "direction": "inbound", "phone_number_id": "phnum_1",
        "agent_number": "+15550001", "external_number": "+15552222", "call_sid": "SCL_1",
        **fields.pop("phone_call", {}),
    }  # fmt: skip
    told: Json = {
        "agent_id": AGENT,
        "conversation_id": ref,
        "status": "done",
        "has_audio": True, "has_user_audio": True, "has_response_audio": True,
        "metadata": {
            "start_time_unix_secs": BEGAN, "call_duration_secs": 22, "main_language": "en",
            "termination_reason": "Client disconnected: 1000", "phone_call": phone,
        },
        "transcript": [
            {"role": "agent", "message": "Hello, reception.", "time_in_call_secs": 0},
            {"role": "user", "message": "When do you open?", "time_in_call_secs": 4},
            {
                "role": "agent", "message": None, "time_in_call_secs": 6,
                "tool_calls": [
                    {
                        "request_id": "tool_1", "tool_name": "opening_hours",
                        "params_as_json": '{"day": "monday"}', "tool_has_been_called": True,
                    }
                ],
                "tool_results": [
                    {
                        "request_id": "tool_1", "tool_name": "opening_hours", "is_error": False,
                        "result_value": "at nine", "tool_has_been_called": True,
                        "tool_latency_secs": 0.25,
                    }
                ],
            },
            {"role": "agent", "message": "At nine.", "time_in_call_secs": 7, "interrupted": True},
        ],
    }  # fmt: skip
    metadata = fields.pop("metadata", {})
    return told | fields | {"metadata": told["metadata"] | metadata}


def signature(secret: str, body: bytes, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v0={digest}"


def _error(status: int, code: str, message: str) -> httpx.Response:
    return httpx.Response(status, json={"detail": {"status": code, "message": message}})
