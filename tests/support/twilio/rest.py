"""Twilio's REST API as far as we use it, behind an httpx transport: state, paging, and its ways of refusing."""

import base64
import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import httpx

SID = "AC" + "a" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
Row = dict[str, Any]
Form = dict[str, list[str]]


class FakeTwilio:
    """Where `loses` says so it does what it is asked and then does not answer, as a network does."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.numbers: dict[str, Row] = {}
        self.for_sale = ["+15550177", "+15550178"]
        self.calls: dict[str, Row] = {}
        self.trunks: dict[str, Row] = {}
        self.credential_lists: dict[str, Row] = {}
        self.address_lists: dict[str, Row] = {}
        self.requests: list[tuple[str, str, Form]] = []
        self.loses: Callable[[httpx.Request], bool] = lambda request: False
        self.page_size = 2
        self.now = datetime.now(UTC)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def own(self, number: str) -> str:
        sid = self._sid("PN")
        self.numbers[sid] = {
            "sid": sid, "phone_number": number, "friendly_name": number, "iso_country": "US",
            "voice_url": "", "status_callback": "", "trunk_sid": "",
        }  # fmt: skip
        return sid

    def _sid(self, kind: str) -> str:
        return f"{kind}{next(self._count):032x}"

    def _handle(self, request: httpx.Request) -> httpx.Response:
        form = parse_qs(request.content.decode(), keep_blank_values=True)
        expected = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return _refuse(401, 20003, "Authenticate")
        path = request.url.path
        self.requests.append((request.method, path, form))
        root = f"/2010-04-01/Accounts/{SID}"
        if path == f"{root}.json":
            answer = _ok({"status": "active", "type": "Full"})
        elif request.url.host == "trunking.twilio.com":
            answer = self._trunking(request, path.removeprefix("/v1/Trunks").strip("/"), form)
        elif path.startswith(root + "/"):
            answer = self._account(request, path.removeprefix(root + "/"), form)
        else:
            answer = _refuse(404, 20404, "not found")
        if self.loses(request):
            raise httpx.ReadTimeout("no answer", request=request)
        return answer

    def _account(self, request: httpx.Request, path: str, form: Form) -> httpx.Response:
        parts = path.removesuffix(".json").split("/")
        kinds: dict[str, Callable[[httpx.Request, list[str], Form], httpx.Response]] = {
            "IncomingPhoneNumbers": self._numbers,
            "AvailablePhoneNumbers": self._available,
            "Calls": self._calls,
            "SIP": self._sip,
        }
        return kinds[parts[0]](request, parts[1:], form)

    def _numbers(self, request: httpx.Request, parts: list[str], form: Form) -> httpx.Response:
        if parts:
            row = self.numbers.get(parts[0])
            if row is None:
                return _refuse(404, 20404, "not found")
            row.update({_snake(name): values[0] for name, values in form.items()})
            return _ok(row)
        if request.method == "POST":
            number = form["PhoneNumber"][0]
            if number not in self.for_sale:
                return _refuse(400, 21422, "PhoneNumber is not available")
            self.for_sale.remove(number)
            return _ok(self.numbers[self.own(number)])
        wanted = request.url.params.get("PhoneNumber")
        rows = [row for row in self.numbers.values() if wanted in (None, row["phone_number"])]
        return self._page(request, "incoming_phone_numbers", rows)

    def _available(self, request: httpx.Request, parts: list[str], form: Form) -> httpx.Response:
        rows = [
            {"phone_number": n, "friendly_name": n, "iso_country": parts[0]} for n in self.for_sale
        ]
        return _ok({"available_phone_numbers": rows})

    def _calls(self, request: httpx.Request, parts: list[str], form: Form) -> httpx.Response:
        if parts:
            row = self.calls.get(parts[0])
            if row is None or row["status"] == "completed":
                return _refuse(404, 20404, "not found")
            row.update({_snake(name): values[0] for name, values in form.items()})
            return _ok(row)
        if request.method == "GET":
            asked = request.url.params
            rows = [
                row
                for row in self.calls.values()
                if row["to"] == asked["To"] and row["from"] == asked["From"]
                and asked.get("Status", row["status"]) == row["status"]
            ]  # fmt: skip
            return _ok({"calls": rows})
        if len({"Url", "Twiml", "ApplicationSid"} & set(form)) != 1:
            return _refuse(400, 21205, "Url or Twiml is required")
        sid = self._sid("CA")
        self.calls[sid] = {
            "sid": sid, "to": form["To"][0], "from": form["From"][0], "status": "queued",
            "date_created": format_datetime(self.now), "form": form,
        }  # fmt: skip
        return _ok(self.calls[sid])

    def _sip(self, request: httpx.Request, parts: list[str], form: Form) -> httpx.Response:
        if parts[0] == "IpAccessControlLists":
            return self._addresses(request, parts[1:], form)
        rows = self.credential_lists
        if len(parts) == 1:
            if request.method == "GET":
                return self._page(request, "credential_lists", list(rows.values()))
            sid = self._sid("CL")
            rows[sid] = {"sid": sid, "friendly_name": form["FriendlyName"][0], "users": {}}
            return _ok(rows[sid])
        if parts[1] not in rows:
            return _refuse(404, 20404, "not found")
        if request.method == "DELETE":
            del rows[parts[1]]
            return httpx.Response(204)
        if len(parts) == 3:
            password = form["Password"][0]
            strong = [any(map(test, password)) for test in (str.isdigit, str.islower, str.isupper)]
            if len(password) < 12 or not all(strong):
                return _refuse(400, 21612, "weak password")
            rows[parts[1]]["users"][form["Username"][0]] = password
        return _ok(rows[parts[1]])

    def _addresses(self, request: httpx.Request, parts: list[str], form: Form) -> httpx.Response:
        rows, given = self.address_lists, {_snake(name): v[0] for name, v in form.items()}
        if not parts:
            if request.method == "GET":
                return self._page(request, "ip_access_control_lists", list(rows.values()))
            sid = self._sid("AL")
            rows[sid] = {"sid": sid, **given, "addresses": {}}
            return _ok(rows[sid])
        if parts[0] not in rows:
            return _refuse(404, 20404, "not found")
        addresses: dict[str, Row] = rows[parts[0]]["addresses"]
        if request.method == "DELETE":
            (addresses if len(parts) > 1 else rows).pop(parts[-1])
            return httpx.Response(204)
        if len(parts) == 1:
            return _ok(rows[parts[0]])
        if request.method == "GET":
            return self._page(request, "ip_addresses", list(addresses.values()))
        sid = self._sid("IP")
        addresses[sid] = {"sid": sid, **given}
        return _ok(addresses[sid])

    def _trunking(self, request: httpx.Request, path: str, form: Form) -> httpx.Response:
        parts = [part for part in path.split("/") if part]
        if not parts:
            if request.method == "GET":
                return self._page(request, "trunks", list(self.trunks.values()))
            sid = self._sid("TK")
            self.trunks[sid] = {
                "sid": sid, "friendly_name": form["FriendlyName"][0],
                "domain_name": form["DomainName"][0], "OriginationUrls": {},
                "CredentialLists": {}, "PhoneNumbers": {}, "IpAccessControlLists": {},
            }  # fmt: skip
            return _ok(self.trunks[sid])
        trunk = self.trunks.get(parts[0])
        if trunk is None:
            return _refuse(404, 20404, "not found")
        if len(parts) > 1:
            return self._of_trunk(request, trunk, parts[1:], form)
        if request.method == "DELETE":
            del self.trunks[parts[0]]
            return httpx.Response(204)
        return _ok(trunk)

    def _of_trunk(
        self, request: httpx.Request, trunk: Row, parts: list[str], form: Form
    ) -> httpx.Response:
        rows: dict[str, Row] = trunk[parts[0]]
        if request.method == "DELETE":
            rows.pop(parts[1], None)
            return httpx.Response(204)
        if request.method == "GET":
            return self._page(request, _snake(parts[0]), list(rows.values()))
        row = {_snake(name): values[0] for name, values in form.items()}
        given = ("credential_list_sid", "ip_access_control_list_sid", "phone_number_sid")
        sid = next((row[name] for name in given if name in row), None) or self._sid("OU")
        rows[sid] = {"sid": sid, **row}
        return _ok(rows[sid])

    def _page(self, request: httpx.Request, key: str, rows: list[Row]) -> httpx.Response:
        """Smaller pages than asked for, which Twilio may give as well."""
        page = int(request.url.params.get("Page", "0"))
        shown = rows[page * self.page_size : (page + 1) * self.page_size]
        more = (page + 1) * self.page_size < len(rows)
        following = f"{request.url.path}?Page={page + 1}" if more else None
        if request.url.host == "trunking.twilio.com":
            full = f"https://{request.url.host}{following}" if following else None
            return _ok({key: shown, "meta": {"key": key, "next_page_url": full}})
        return _ok({key: shown, "next_page_uri": following})


def _ok(body: Row) -> httpx.Response:
    return httpx.Response(200, text=json.dumps(body))


def _refuse(status: int, code: int, message: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "message": message, "status": status})


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")
