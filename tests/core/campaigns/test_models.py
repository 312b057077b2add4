import pytest
from pydantic import ValidationError
from tests.support.builders import NOON

from speaknode.campaigns.models import (
    CallingWindow,
    Campaign,
    CampaignSettings,
    Contact,
    ZoneMode,
    item_id_of,
)


def campaign(**settings: object) -> Campaign:
    chosen = CampaignSettings.model_validate({"name": "Spring", "agent_id": "agt_1", **settings})
    return Campaign(id="cmp_1", space_id="spc_1", settings=chosen, created_at=NOON, updated_at=NOON)


def test_a_number_is_one_item_however_it_is_written() -> None:
    numbers = {Contact(number=text).number for text in ("+15550001", "1 (555) 00-01")}
    assert {item_id_of("cmp_1", number) for number in numbers} == {item_id_of("cmp_1", "+15550001")}
    assert item_id_of("cmp_1", "+15550001") != item_id_of("cmp_2", "+15550001")


def test_the_mapping_renames_and_the_rest_keeps_its_name() -> None:
    contact = Contact(number="+15550001", variables={"First name": "Ann", "city": "Rome"})
    made = campaign(variables={"name": "First name", "street": "Street"})
    assert made.values_of(contact) == {"name": "Ann", "city": "Rome"}


@pytest.mark.parametrize(
    "window",
    [
        {"start": "10:00", "end": "10:00"},
        {"start": "09:00+01:00", "end": "10:00"},
        {"start": "09:00", "end": "10:00", "days": []},
    ],
)
def test_what_is_no_window(window: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CallingWindow.model_validate(window)


def test_a_message_for_machines_must_be_said() -> None:
    with pytest.raises(ValidationError, match="is required for `leave_message`"):
        campaign(voicemail={"action": "leave_message"})


def test_windows_by_the_campaigns_zone_need_one() -> None:
    window = {"start": "09:00", "end": "10:00"}
    with pytest.raises(ValidationError, match="is required for zone_mode"):
        campaign(zone_mode=ZoneMode.CAMPAIGN, windows=[window])
    with pytest.raises(ValidationError, match="time zone such as"):
        campaign(zone="Mars/Olympus")
