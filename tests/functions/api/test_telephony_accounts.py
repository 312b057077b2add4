"""What a space's carrier takes for a minute, over the API."""

import pytest
from tests.support.telephony import stored_account

from speaknode.telephony.sip.carrier import SipCarrier

from .conftest import Api, new_api


def test_a_carriers_prices_are_set_together_and_kept_by_other_changes(
    cloud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SipCarrier, "connect", lambda *_: {})  # the gateway is not there
    api: Api = new_api()
    account = stored_account(api.space_id)
    path = f"/v1/telephony-accounts/{account.id}"
    assert api("GET", path).json["prices"] == {
        "inbound_minute_usd": None,
        "outbound_minute_usd": None,
    }
    api("PATCH", path, {"prices": {"inbound_minute_usd": "0.0085", "outbound_minute_usd": "0.014"}})
    renamed = api("PATCH", path, {"name": "exchange"}).json
    assert renamed["prices"]["outbound_minute_usd"] == "0.014"
    emptied = api("PATCH", path, {"prices": {"inbound_minute_usd": "0.01"}}).json
    assert emptied["prices"] == {"inbound_minute_usd": "0.01", "outbound_minute_usd": None}


def test_a_price_that_is_none_is_named(cloud: None) -> None:
    api: Api = new_api()
    account = stored_account(api.space_id)
    wrong = {"prices": {"inbound_minute_usd": "-1", "outbound_hour_usd": "1"}}
    answer = api("PATCH", f"/v1/telephony-accounts/{account.id}", wrong)
    assert answer.status == 422
    assert sorted(answer.pointers) == ["/prices/inbound_minute_usd", "/prices/outbound_hour_usd"]
