"""A contact that the API was given: held to the same rules as a row of a file."""

from typing import Any

from pydantic import ValidationError

from speaknode.agents.inputs import resolve_variables
from speaknode.agents.models import AgentConfig
from speaknode.campaigns.models import Campaign, Contact
from speaknode.campaigns.schemas import ContactInput
from speaknode.campaigns.values import typed
from speaknode.contacts.numbers import read_number
from speaknode.contacts.zones import agrees
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.validation import escaped, invalid


def read_contact(
    given: dict[str, Any], campaign: Campaign, config: AgentConfig, *, trust_zones: bool
) -> Contact:
    """Raises InvalidError naming the field; where no zone is given the number tells it, if it is certain."""
    try:
        contact = Contact.model_validate(ContactInput.model_validate(given).model_dump())
    except ValidationError as error:
        raise invalid(error, given) from error
    _check_values(contact, campaign, config)
    number = read_number(contact.number, None)
    if number is None:
        return contact
    if contact.zone is None:
        return contact.model_copy(update={"zone": number.zone})
    if not trust_zones and not agrees(contact.zone, number.zones):
        message = f"{contact.number} is not in {contact.zone} but in {', '.join(number.zones[:3])}"
        raise InvalidError.field("/zone", message, code="zone_conflict")
    return contact


def _check_values(contact: Contact, campaign: Campaign, config: AgentConfig) -> None:
    """What is wrong is told by the contact's own name for it."""
    try:
        resolve_variables(config.variables, typed(config, campaign.values_of(contact)))
    except InvalidError as error:
        fields = tuple(_by_own_name(field, campaign.settings.variables) for field in error.fields)
        raise InvalidError(error.message, code=error.code, fields=fields) from error


def _by_own_name(field: FieldError, own_names: dict[str, str]) -> FieldError:
    name = field.pointer.rpartition("/")[2]
    pointer = f"/variables/{escaped(own_names.get(name, name))}"
    return FieldError(pointer=pointer, message=field.message)
