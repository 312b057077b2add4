"""Telephony in a store, without a gateway behind it."""

from tests.support.builders import NOON

from speaknode import wiring
from speaknode.costs.models import CallPrices
from speaknode.kit.ids import new_id
from speaknode.phone_numbers.dynamo import DynamoPhoneNumberStore
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.telephony.dynamo import DynamoAccountStore
from speaknode.telephony.models import TelephonyAccount
from speaknode.telephony.ports import StoredAccount


class Books:
    """Accounts with nothing but their prices."""

    def __init__(self, **prices: str) -> None:
        self._prices = CallPrices.model_validate(prices)

    def get(self, space_id: str, account_id: str) -> TelephonyAccount:
        return TelephonyAccount(
            id=account_id,
            space_id=space_id,
            carrier="sip",
            name="pbx",
            prices=self._prices,
            created_at=NOON,
            updated_at=NOON,
        )


def stored_account(space_id: str) -> TelephonyAccount:
    wiring.telephony()
    account = TelephonyAccount(
        id=new_id("tel"),
        space_id=space_id,
        carrier="sip",
        name="pbx",
        settings={"server": "pbx.test", "allowed_addresses": ["203.0.113.7/32"]},
        created_at=NOON,
        updated_at=NOON,
    )
    DynamoAccountStore().insert(StoredAccount(account=account))
    return account


def stored_number(account: TelephonyAccount, number: str = "+15550001") -> PhoneNumber:
    made = PhoneNumber(
        id=new_id("pn"),
        space_id=account.space_id,
        number=number,
        telephony_account_id=account.id,
        created_at=NOON,
        updated_at=NOON,
    )
    DynamoPhoneNumberStore(wiring.connection()).insert(made)
    return made
