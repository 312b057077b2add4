"""VoxImplant's Management API as far as we use it, behind an httpx transport; errors come in a 200, as theirs do."""

import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx
import jwt

ACCOUNT, KEY = "1234567", "0123-4567"
Row = dict[str, Any]
Form = dict[str, str]


class FakeVoxImplant:
    """`fails` names methods that are refused; where `loses` says so it does what it is asked and does not answer."""

    def __init__(self, public_key: str = "") -> None:
        self._count = itertools.count(100)
        self._public_key = public_key
        self.applications: dict[str, Row] = {}
        self.scenarios: dict[str, Row] = {}
        self.rules: dict[str, Row] = {}
        self.secrets: dict[str, Row] = {}
        self.numbers: dict[str, Row] = {}
        self.sessions: list[Row] = []
        self.for_sale = ["15550177"]
        self.called: list[str] = []
        self.fails = set[str]()
        self.loses: Callable[[str], bool] = lambda method: False

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def own(self, number: str) -> None:
        self.numbers[number] = {
            "phone_id": next(self._count), "phone_number": number, "phone_country_code": "US",
            "phone_price": 1.0,
        }  # fmt: skip

    def _handle(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, content=b"OggS", headers={"content-type": "audio/mpeg"})
        form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        method = request.url.path.strip("/").split("/")[-1]
        if not self._is_known(request, form):
            return _error(100, "Authorization failed")
        self.called.append(method)
        if method in self.fails:
            return _error(101, f"{method} refused")
        work = getattr(self, f"_{method}", None)
        answer = httpx.Response(200, json=work(form)) if work else _error(103, "unknown command")
        if self.loses(method):
            raise httpx.ReadTimeout("no answer", request=request)
        return answer

    def _is_known(self, request: httpx.Request, form: Form) -> bool:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not bearer:
            return (form.get("account_id"), form.get("api_key")) == (ACCOUNT, KEY)
        try:
            claims = jwt.decode(bearer, self._public_key, algorithms=["RS256"])
        except jwt.PyJWTError:
            return False
        kid = jwt.get_unverified_header(bearer).get("kid")
        return claims["iss"] == ACCOUNT and claims["exp"] - claims["iat"] <= 3600 and kid == "k1"

    def _GetAccountInfo(self, form: Form) -> Row:  # noqa: N802 # theirs
        return {"result": {"account_id": 1, "account_name": "acme", "active": True}}

    def _AddApplication(self, form: Form) -> Row:  # noqa: N802
        row = {
            "application_id": next(self._count),
            "application_name": f"{form['application_name']}.acme.voximplant.com",
        }
        self.applications[str(row["application_id"])] = row
        return {"result": 1, **row}

    def _GetApplications(self, form: Form) -> Row:  # noqa: N802
        return _page(form, self.applications.values())

    def _DelApplication(self, form: Form) -> Row:  # noqa: N802
        del self.applications[form["application_id"]]
        return {"result": 1}

    def _GetSecrets(self, form: Form) -> Row:  # noqa: N802
        rows = [{k: v for k, v in row.items() if k != "value"} for row in self.secrets.values()]
        return _page(form, rows)

    def _AddSecret(self, form: Form) -> Row:  # noqa: N802
        row = {"secret_id": next(self._count), "secret_name": form["secret_name"]}
        self.secrets[str(row["secret_id"])] = {**row, "value": form["secret_value"]}
        return {"result": 1, **row}

    def _SetSecretInfo(self, form: Form) -> Row:  # noqa: N802
        self.secrets[form["secret_id"]]["value"] = form["secret_value"]
        return {"result": 1}

    def _AddScenario(self, form: Form) -> Row:  # noqa: N802
        assert len(form["scenario_name"]) < 30
        assert len(form["scenario_script"].encode()) < 128 * 1024
        row = {"scenario_id": next(self._count), "scenario_name": form["scenario_name"]}
        self.scenarios[str(row["scenario_id"])] = {**row, "script": form["scenario_script"]}
        return {"result": 1, **row}

    def _GetScenarios(self, form: Form) -> Row:  # noqa: N802
        if "scenario_id" in form:
            row = self.scenarios[form["scenario_id"]]
            return {"result": [{**row, "scenario_script": row["script"]}]}
        return _page(form, self.scenarios.values())

    def _SetScenarioInfo(self, form: Form) -> Row:  # noqa: N802
        self.scenarios[form["scenario_id"]]["script"] = form["scenario_script"]
        return {"result": 1}

    def _DelScenario(self, form: Form) -> Row:  # noqa: N802
        del self.scenarios[form["scenario_id"]]
        return {"result": 1}

    def _AddRule(self, form: Form) -> Row:  # noqa: N802
        row = {
            "rule_id": next(self._count), "rule_name": form["rule_name"],
            "scenarios": [{"scenario_id": int(form["scenario_id"])}],
        }  # fmt: skip
        self.rules[str(row["rule_id"])] = row
        return {"result": 1, **row}

    def _GetRules(self, form: Form) -> Row:  # noqa: N802
        return _page(form, self.rules.values())

    def _BindScenario(self, form: Form) -> Row:  # noqa: N802
        self.rules[form["rule_id"]]["scenarios"].append({"scenario_id": int(form["scenario_id"])})
        return {"result": 1}

    def _DelRule(self, form: Form) -> Row:  # noqa: N802
        del self.rules[form["rule_id"]]
        return {"result": 1}

    def _GetPhoneNumbers(self, form: Form) -> Row:  # noqa: N802
        wanted = form.get("application_id")
        rows = [r for r in self.numbers.values() if wanted in (None, r.get("application_id"))]
        return _page(form, rows)

    def _BindPhoneNumberToApplication(self, form: Form) -> Row:  # noqa: N802
        row = self.numbers[form["phone_number"]]
        bound = form["bind"] == "true"
        row["application_id"] = form["application_id"] if bound else None
        row["rule_id"] = form["rule_id"] if bound else None
        return {"result": 1}

    def _GetPhoneNumberCategories(self, form: Form) -> Row:  # noqa: N802
        return {"result": [{"country_code": "US", "phone_prefix": "1"}]}

    def _GetPhoneNumberRegions(self, form: Form) -> Row:  # noqa: N802
        return {"result": [{"phone_region_id": 9}]}

    def _GetNewPhoneNumbers(self, form: Form) -> Row:  # noqa: N802
        mask = form.get("phone_number_mask", "").strip("*")
        rows = [{"phone_number": n, "phone_price": 1} for n in self.for_sale if mask in n]
        return {"result": rows}

    def _AttachPhoneNumber(self, form: Form) -> Row:  # noqa: N802
        self.for_sale.remove(form["phone_number"])
        self.own(form["phone_number"])
        return {"result": 1}

    def _StartScenarios(self, form: Form) -> Row:  # noqa: N802
        assert len(form["script_custom_data"].encode()) <= 200
        assert form["rule_id"] in self.rules
        row = {
            "call_session_history_id": next(self._count), "custom_data": form["script_custom_data"],
        }  # fmt: skip
        self.sessions.append(row)
        return {"result": 1, **row}

    def _GetCallHistory(self, form: Form) -> Row:  # noqa: N802
        assert form["from_date"] < form["to_date"]
        wanted, ref = (
            form.get("call_session_history_custom_data"),
            form.get("call_session_history_id"),
        )
        rows = [r for r in self.sessions if wanted in (None, r["custom_data"])]
        return _page(form, [r for r in rows if ref in (None, str(r["call_session_history_id"]))])

    def hold(self, ref: int, **fields: Any) -> Row:
        """A call that came in at +15550001 and is over."""
        leg = {
            "call_id": ref, "start_time": "2026-11-20 12:00:00", "duration": 20, "incoming": True,
            "local_number": "15550001", "remote_number": "15552222", "successful": True,
        }  # fmt: skip
        row: Row = {
            "call_session_history_id": ref, "custom_data": None, "start_date": "2026-11-20 12:00:00",
            "duration": 20, "finish_reason": "Normal termination", "calls": [leg], "records": [],
            **fields,
        }  # fmt: skip
        self.sessions.append(row)
        return row


def _page(form: Form, rows: Any) -> Row:
    offset, count = int(form.get("offset", 0)), int(form.get("count", 20))
    shown = list(rows)[offset : offset + count]
    return {"result": shown, "count": len(shown), "total_count": len(list(rows))}


def _error(code: int, message: str) -> httpx.Response:
    return httpx.Response(200, json={"error": {"code": code, "msg": message}})
