"""Telephony in a store, without a gateway behind it."""

from tests.support.builders import NOON

from speaknode import wiring
from speaknode.kit.ids import new_id
from speaknode.phone_numbers.dynamo import DynamoPhoneNumberStore
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.telephony.dynamo import DynamoAccountStore
from speaknode.telephony.models import TelephonyAccount
from speaknode.telephony.ports import StoredAccount


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
