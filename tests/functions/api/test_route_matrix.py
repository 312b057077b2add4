"""Every route against every kind of stranger, taken from the routes themselves: a new one cannot be forgotten."""

import pytest
from tests.support.telephony import stored_account, stored_number

from api.app import app
from api.openapi import operations
from api.operation import Operation
from speaknode.access.models import Scope

from .conftest import Api, new_api

OPERATIONS = operations(app)
PRIVATE = [operation for operation in OPERATIONS if not operation.is_public]
IN_SPACE = [operation for operation in PRIVATE if "caller" in operation.takes]
# A credential is addressed by a name of the space's own choosing: the same name elsewhere is another one.
# What is the platform's belongs to no space: its own scope keeps strangers out, and they hear so.
OF_AN_ENTITY = [
    operation
    for operation in IN_SPACE
    if set(operation.path_params) - {"name"} and operation.scope is not Scope.PLATFORM_ADMIN
]
PUBLIC = {
    "get_health", "get_openapi", "get_docs", "get_demo_weather", "get_public_agent", "create_public_session",
    "return_to_public_session",
}  # fmt: skip
BODIES = {
    "AgentCreate": {"name": "Ada"},
    "AgentUpdate": {"name": "Ada"},
    "ToolInput": {"code": "a", "description": "b", "url": "https://example.com"},
    "KnowledgeCreate": {"name": "FAQ", "filename": "a.txt", "content": "aGVsbG8="},
    "ContactUploadCreate": {"filename": "a.csv", "size_bytes": 1},
    "ContactMapping": {"phone": "phone"},
    "DoNotCallAdd": {"numbers": ["+12025550143"]},
    "DoNotCallImport": {"content": "cGhvbmUKKzEyMDI1NTUwMTQzCg=="},
    "SoundCreate": {"name": "Rain", "filename": "a.wav", "size_bytes": 1},
    "InvitationCreate": {"email": "ada@example.com"},
    "MemberUpdate": {"role": "member"},
    "SpaceUpdate": {"name": "Mine"},
    "AccountCreate": {"carrier": "sip", "name": "pbx"},
    "PhoneNumberCreate": {"number": "+15550001", "telephony_account_id": "tel_x"},
    "CallLimitsInput": {"calls_per_day": 100},
    "CampaignInput": {"name": "Spring", "agent_id": "agt_x"},
    "ContactsAdd": {"contacts": [{"number": "+15550002"}]},
    "LabelPut": {"version": 1},
    "SplitPut": {"split": [{"version": 1, "weight": 1}]},
    "CredentialPut": {"value": "sk-x"},
    "LoopRequest": {"number": "+15550001"},
    "CallCreate": {"agent_id": "agt_x", "to": "+15550002", "from": "+15550001"},
}


def ids(operation: Operation) -> str:
    return operation.id


def body(operation: Operation) -> object:
    return BODIES.get(operation.body.annotation.__name__, {}) if operation.body else None


@pytest.fixture(scope="module")
def owner(cloud: None) -> Api:
    return new_api()


@pytest.fixture(scope="module")
def real(owner: Api) -> dict[str, str]:
    """One of everything in a space; nobody else can harm it, so it serves the whole module."""
    agent = owner("POST", "/v1/agents", {"name": "Ada"}).json["id"]
    owner("POST", f"/v1/agents/{agent}/publish")
    account = stored_account(owner.space_id)
    drawn_up = owner("POST", "/v1/campaigns", {"name": "Spring", "agent_id": agent})
    campaign = drawn_up.json["id"]
    owner("POST", "/v1/do-not-call", BODIES["DoNotCallAdd"])
    return {
        "agent_id": agent,
        "version": "1",
        "tool_id": owner("POST", "/v1/tools", BODIES["ToolInput"]).json["id"],
        "knowledge_id": owner("POST", "/v1/knowledge", BODIES["KnowledgeCreate"]).json["id"],
        "sound_id": owner("POST", "/v1/sounds", BODIES["SoundCreate"]).json["id"],
        "invitation_id": owner("POST", "/v1/invitations", BODIES["InvitationCreate"]).json["id"],
        "user_id": "usr_1",
        "session_id": owner("POST", "/v1/sessions", {"agent_id": agent}).json["id"],
        "campaign_id": campaign,
        "upload_id": owner(
            "POST", f"/v1/campaigns/{campaign}/contacts/uploads", BODIES["ContactUploadCreate"]
        ).json["id"],
        "kind": "mix",
        "number": "12025550143",
        "label": "prod",
        "key_id": owner("POST", "/v1/api-keys", {"name": "k"}).json["id"],
        "space_id": owner.space_id,
        "account_id": account.id,
        "number_id": stored_number(account).id,
    }


def test_the_public_routes_are_these() -> None:
    assert {operation.id for operation in OPERATIONS if operation.is_public} == PUBLIC


@pytest.mark.parametrize("operation", PRIVATE, ids=ids)
def test_no_token_is_401(operation: Operation, api: Api) -> None:
    path = operation.path.format(**dict.fromkeys(operation.path_params, "x"))
    for token in (None, "sk_bad_key", "ey.bad.token"):
        assert api(operation.method, path, body(operation), token=token).status == 401


@pytest.mark.parametrize("operation", IN_SPACE, ids=ids)
def test_a_foreign_space_is_404(operation: Operation, api: Api, stranger: Api) -> None:
    path = operation.path.format(**dict.fromkeys(operation.path_params, stranger.space_id))
    answer = api(
        operation.method, path, body(operation), headers={"Speaknode-Space": stranger.space_id}
    )
    assert (answer.status, answer.json["code"]) == (404, "space_not_found")


@pytest.mark.parametrize("operation", OF_AN_ENTITY, ids=ids)
def test_an_entity_of_a_foreign_space_is_404_and_unharmed(
    operation: Operation, owner: Api, stranger: Api, real: dict[str, str]
) -> None:
    path = operation.path.format(**real)
    assert stranger(operation.method, path, body(operation)).status == 404
    for kind, name in (("agents", "agent_id"), ("tools", "tool_id"), ("sessions", "session_id")):
        assert owner("GET", f"/v1/{kind}/{real[name]}").status == 200


@pytest.mark.parametrize("operation", IN_SPACE, ids=ids)
def test_every_write_needs_a_scope(operation: Operation) -> None:
    """Reading the space itself is all that any key may do."""
    assert operation.scope is not None or operation.id == "get_space"
    if operation.method != "GET":
        is_platforms = operation.scope is Scope.PLATFORM_ADMIN
        assert is_platforms or str(operation.scope).endswith(":write")
