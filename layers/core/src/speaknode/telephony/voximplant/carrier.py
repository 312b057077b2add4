"""VoxImplant as a carrier: what `connect` makes there, numbers, and calls by StartScenarios."""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from ulid import ULID

from speaknode.kit.errors import InvalidError
from speaknode.telephony.models import (
    AvailableNumber,
    BoundNumber,
    CarrierCall,
    Gateway,
    OpenAccount,
    OutboundCall,
    SetupStep,
    SipDial,
    StepStatus,
    TestResult,
)
from speaknode.telephony.ports import CarrierContext, Tell, untold
from speaknode.telephony.voximplant import scenario
from speaknode.telephony.voximplant.client import (
    Json,
    VoxClient,
    VoxRefusedError,
    VoxTimeoutError,
)
from speaknode.telephony.voximplant.config import VoxImplantSettings
from speaknode.telephony.voximplant.provisioning import Provisioning

_CATEGORY = "GEOGRAPHIC"
_CLOCKS_APART = timedelta(seconds=60)


class VoxImplantCarrier:
    def __init__(
        self,
        context: CarrierContext,
        client: Callable[[VoxImplantSettings], VoxClient] = VoxClient,
    ) -> None:
        self._context, self._make_client = context, client

    def test(self, account: OpenAccount) -> TestResult:
        began = time.monotonic()
        try:
            found = self._client(account).call("GetAccountInfo")["result"]
        except VoxRefusedError as error:
            detail = "wrong credentials" if error.is_about_credentials else error.message
            return TestResult(ok=False, detail=detail)
        took = round((time.monotonic() - began) * 1000, 1)
        working = bool(found.get("active", True)) and not found.get("frozen")
        state = "active" if working else "frozen"
        return TestResult(
            ok=working, detail=f"{found.get('account_name')}, {state}", latency_ms=took
        )

    def connect(
        self, account: OpenAccount, bound: list[BoundNumber], tell: Tell = untold
    ) -> dict[str, str]:
        client, settings = self._client(account), _settings(account)
        if settings.application_id and settings.rule_id:  # made by hand
            state = {"application_id": settings.application_id, "rule_id": settings.rule_id}
        else:
            state = self._provisioning(client, account, tell).ensure(self._secrets(account))
        wanted = {number.number.lstrip("+") for number in bound}
        ours = set(filter(None, account.state.get("numbers", "").split(",")))
        account.state["numbers"] = ",".join(sorted(ours | wanted))
        there = {
            str(row["phone_number"])
            for row in client.each("GetPhoneNumbers", application_id=state["application_id"])
            if str(row.get("rule_id", "")) == state["rule_id"]
        }
        for number in sorted(wanted - there):
            _bind(client, state, number, bind=True)
        if wanted:
            tell(
                SetupStep(name="numbers", status=StepStatus.DONE, detail=", ".join(sorted(wanted)))
            )
        for number in sorted((there & ours) - wanted):
            _bind(client, state, number, bind=False)
        return {**state, "numbers": ",".join(sorted(wanted))}

    def disconnect(self, account: OpenAccount) -> None:
        client = self._client(account)
        for number in filter(None, account.state.get("numbers", "").split(",")):
            _bind(client, account.state, number, bind=False)
        if not _settings(account).application_id:
            self._provisioning(client, account).remove()

    def gateway(self, account: OpenAccount) -> Gateway | None:
        return None

    def list_numbers(self, account: OpenAccount) -> Iterable[AvailableNumber]:
        for row in self._client(account).each("GetPhoneNumbers"):
            yield AvailableNumber(
                number=f"+{row['phone_number']}",
                carrier_ref=str(row["phone_id"]),
                country=row.get("phone_country_code"),
                monthly_cost=_money(row),
            )

    def search_numbers(
        self, account: OpenAccount, *, country: str, contains: str | None
    ) -> Iterable[AvailableNumber]:
        client, wanted = self._client(account), {"country_code": country}
        regions = client.call(
            "GetPhoneNumberRegions", **wanted, phone_category_name=_CATEGORY, omit_empty=True
        )
        for region in regions.get("result", []):
            found = client.call(
                "GetNewPhoneNumbers",
                **wanted,
                phone_category_name=_CATEGORY,
                phone_region_id=str(region["phone_region_id"]),
                phone_number_mask=f"*{contains}*" if contains else None,
            )
            for row in found.get("result", []):
                number = f"+{row['phone_number']}"
                ref = f"{country}:{region['phone_region_id']}"
                yield AvailableNumber(
                    number=number, carrier_ref=ref, country=country, monthly_cost=_money(row)
                )

    def buy_number(self, account: OpenAccount, number: str) -> AvailableNumber:
        """Once: a number that the account has already is not bought again."""
        owned = {each.number: each for each in self.list_numbers(account)}
        if number in owned:
            return owned[number]
        country, region = self._on_sale(account, number)
        self._client(account).call(
            "AttachPhoneNumber",
            country_code=country,
            phone_category_name=_CATEGORY,
            phone_region_id=region,
            phone_number=number.lstrip("+"),
        )
        return next(each for each in self.list_numbers(account) if each.number == number)

    def _on_sale(self, account: OpenAccount, number: str) -> tuple[str, str]:
        digits = number.lstrip("+")
        rows = self._client(account).call("GetPhoneNumberCategories").get("result", [])
        # Several countries may share a prefix, as those of North America do.
        for row in rows:
            if not row.get("can_list_phone_numbers", True):
                continue
            if not digits.startswith(str(row.get("phone_prefix", "?"))):
                continue
            found = self.search_numbers(account, country=str(row["country_code"]), contains=digits)
            for each in found:
                if each.number == number and each.carrier_ref:
                    country, _, region = each.carrier_ref.partition(":")
                    return country, region
        raise InvalidError(f"{number} is not for sale", code="number_not_available")

    def sip_dial(self, account: OpenAccount, call: OutboundCall) -> SipDial | None:
        return None

    def dial(self, account: OpenAccount, call: OutboundCall) -> CarrierCall:
        """Every success of StartScenarios is a call, so what is there is looked for before, and after a time-out."""
        rule = account.state.get("rule_id")
        if rule is None:
            raise InvalidError("the account has no rule yet", code="account_not_ready")
        client = self._client(account)
        if known := _find(client, call):
            return known
        try:
            made = client.call(
                "StartScenarios", rule_id=rule, script_custom_data=_custom_data(call)
            )
        except VoxTimeoutError:
            if known := _find(client, call):
                return known
            raise
        return CarrierCall(ref=str(made["call_session_history_id"]))

    def hang_up(self, account: OpenAccount, call: CarrierCall) -> None:
        """Closing the room ends the bridge's call, and that tells the scenario to hang up."""

    def _client(self, account: OpenAccount) -> VoxClient:
        return self._make_client(_settings(account))

    def _provisioning(
        self, client: VoxClient, account: OpenAccount, tell: Tell = untold
    ) -> Provisioning:
        name = "sn-" + account.id.split("_", 1)[-1].lower()
        return Provisioning(client, name, account.state, tell)

    def _secrets(self, account: OpenAccount) -> dict[str, str]:
        if not self._context.public_url:
            raise InvalidError("SPEAKNODE_PUBLIC_URL is not set", code="no_public_url")
        hooks = f"{self._context.public_url}/hooks/voximplant/{account.space_id}/{account.id}"
        values = (hooks, signing_key(self._context.secret, account.id))
        return dict(zip(scenario.SECRETS, values, strict=True))


def signing_key(secret: str, account_id: str) -> str:
    """What an account's scenario signs with: derived, so nothing has to be kept."""
    return hmac.new(
        secret.encode(), f"voximplant:{account_id}".encode(), hashlib.sha256
    ).hexdigest()


def _settings(account: OpenAccount) -> VoxImplantSettings:
    settings: VoxImplantSettings = account.settings
    return settings


def _bind(client: VoxClient, state: dict[str, str], number: str, *, bind: bool) -> None:
    client.call(
        "BindPhoneNumberToApplication",
        phone_number=number,
        application_id=state["application_id"],
        rule_id=state["rule_id"],
        bind=bind,
    )


def _custom_data(call: OutboundCall) -> str:
    """What the scenario is started with: whose call it is, and how long it may ring."""
    return f"{call.session_id} {call.ring_timeout_s}"


def _find(client: VoxClient, call: OutboundCall) -> CarrierCall | None:
    """The session of VoxImplant that was started with this session's id."""
    made = ULID.from_str(call.session_id.split("_", 1)[1]).datetime
    rows = client.each(
        "GetCallHistory",
        from_date=(made - _CLOCKS_APART).strftime("%Y-%m-%d %H:%M:%S"),
        to_date=(datetime.now(UTC) + _CLOCKS_APART).strftime("%Y-%m-%d %H:%M:%S"),
        call_session_history_custom_data=_custom_data(call),
    )
    row = next((row for row in rows if row.get("custom_data") == _custom_data(call)), None)
    return CarrierCall(ref=str(row["call_session_history_id"])) if row else None


def _money(row: Json) -> str | None:
    price = row.get("phone_price")
    return None if price is None else str(price)
