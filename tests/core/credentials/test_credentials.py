"""Secrets: sealed for one place, listed without being told, opened only by the platform."""

import base64
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from tests.support.builders import NOON, FakeClock

from speaknode import wiring
from speaknode.credentials.dynamo import CredentialRecord, DynamoCredentialStore
from speaknode.credentials.errors import (
    CredentialNotFoundError,
    CredentialUnreadableError,
    VaultNotConfiguredError,
)
from speaknode.credentials.kms import KmsVault
from speaknode.credentials.models import PLATFORM, Credential, Sealed
from speaknode.credentials.ports import CredentialStore
from speaknode.credentials.service import CredentialService
from speaknode.kit.errors import StaleRevisionError
from speaknode.kit.models import Page
from speaknode.kit.settings import settings

KEY = SecretStr("sk-proj-0123456789abcdef")


class MemoryCredentialStore:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], tuple[Credential, Sealed]] = {}

    def get(self, space_id: str, name: str) -> tuple[Credential, Sealed] | None:
        return self.rows.get((space_id, name))

    def put(self, credential: Credential, sealed: Sealed, *, previous_revision: int) -> None:
        key = credential.space_id, credential.name
        current = self.rows[key][0].revision if key in self.rows else 0
        if current != previous_revision:
            raise StaleRevisionError("credential")
        self.rows[key] = credential, sealed

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Credential]:
        return Page(
            items=[row for key, (row, _) in sorted(self.rows.items()) if key[0] == space_id]
        )

    def delete(self, credential: Credential) -> None:
        del self.rows[credential.space_id, credential.name]


class OpenVault:
    """Seals nothing, but remembers for which place."""

    def seal(self, secret: str, *, space_id: str, name: str) -> Sealed:
        return Sealed(ciphertext=secret, nonce="", wrapped_key=f"{space_id}/{name}")

    def open(self, sealed: Sealed, *, space_id: str, name: str) -> str:
        if sealed.wrapped_key != f"{space_id}/{name}":
            raise CredentialUnreadableError(name)
        return sealed.ciphertext


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[CredentialStore]:
    if request.param == "memory":
        yield MemoryCredentialStore()
        return
    request.getfixturevalue("memory_aws")
    wiring.connection()
    yield DynamoCredentialStore()


@pytest.fixture
def service(store: CredentialStore) -> CredentialService:
    return CredentialService(store=store, vault=OpenVault(), clock=FakeClock())


class TestService:
    def test_put_tells_only_the_end(self, service: CredentialService) -> None:
        made = service.put("spc_1", "openai", KEY)
        assert (made.last_4, made.created_at, made.revision) == ("cdef", NOON, 1)
        assert KEY.get_secret_value() not in made.model_dump_json()
        assert service.put("spc_1", "short", SecretStr("hunter2")).last_4 == ""

    def test_replacing_keeps_when_it_was_made(self, service: CredentialService) -> None:
        first = service.put("spc_1", "openai", KEY)
        same = service.put("spc_1", "openai", KEY)
        other = service.put("spc_1", "openai", SecretStr("sk-another-key-of-ours"))
        assert (same.fingerprint, same.revision) == (first.fingerprint, 2)
        assert other.fingerprint != first.fingerprint
        assert service.put("spc_2", "openai", KEY).fingerprint != first.fingerprint

    def test_own_before_the_platforms(self, service: CredentialService) -> None:
        assert service.resolve("spc_1", "openai") is None
        service.put(PLATFORM, "openai", SecretStr("platform"))
        assert service.resolve("spc_1", "openai") == SecretStr("platform")
        assert service.owner_of("spc_1", "openai") == PLATFORM
        service.put("spc_1", "openai", KEY)
        assert service.resolve("spc_1", "openai") == KEY
        assert service.owner_of("spc_1", "openai") == "spc_1"

    def test_a_secret_ref_never_reaches_the_platforms(self, service: CredentialService) -> None:
        service.put(PLATFORM, "openai", KEY)
        with pytest.raises(CredentialNotFoundError):
            service.reveal("spc_1", "openai")

    def test_list_and_delete(self, service: CredentialService) -> None:
        for name in ("openai", "crm"):
            service.put("spc_1", name, KEY)
        service.put("spc_2", "other", KEY)
        assert [item.name for item in service.list("spc_1").items] == ["crm", "openai"]
        service.delete("spc_1", "crm")
        assert [item.name for item in service.list("spc_1").items] == ["openai"]
        with pytest.raises(CredentialNotFoundError):
            service.delete("spc_1", "crm")


class TestStore:
    def test_two_writers(self, store: CredentialStore, service: CredentialService) -> None:
        made = service.put("spc_1", "openai", KEY)
        sealed = OpenVault().seal("x", space_id="spc_1", name="openai")
        for previous in (0, 2):
            with pytest.raises(StaleRevisionError):
                store.put(made, sealed, previous_revision=previous)


@pytest.mark.usefixtures("memory_aws")
class TestKms:
    def vault(self) -> KmsVault:
        return KmsVault(client=wiring.client("kms"), key_id=settings().kms_key_id)

    def test_round_trip_and_nothing_readable_in_storage(self) -> None:
        wiring.credentials().put("spc_1", "openai", KEY)
        assert wiring.credentials().resolve("spc_1", "openai") == KEY
        (row,) = CredentialRecord.scan()
        stored = row.body.model_dump_json() + row.sealed.model_dump_json()
        assert KEY.get_secret_value() not in stored
        assert KEY.get_secret_value().encode() not in base64.b64decode(row.sealed.ciphertext)

    def test_opens_only_in_its_place(self) -> None:
        sealed = self.vault().seal("s", space_id="spc_1", name="openai")
        for space_id, name in (("spc_2", "openai"), ("spc_1", "groq")):
            with pytest.raises(CredentialUnreadableError):
                self.vault().open(sealed, space_id=space_id, name=name)

    @pytest.mark.parametrize("part", ["ciphertext", "nonce", "wrapped_key"])
    def test_tampering_is_noticed(self, part: str) -> None:
        sealed = self.vault().seal("secret", space_id="spc_1", name="openai")
        raw = bytearray(base64.b64decode(getattr(sealed, part)))
        raw[-1] ^= 1
        bad = sealed.model_copy(update={part: base64.b64encode(bytes(raw)).decode()})
        with pytest.raises(CredentialUnreadableError):
            self.vault().open(bad, space_id="spc_1", name="openai")

    def test_every_secret_has_its_own_key(self) -> None:
        one, two = (self.vault().seal("s", space_id="spc_1", name="openai") for _ in range(2))
        assert one.wrapped_key != two.wrapped_key
        assert one.ciphertext != two.ciphertext

    def test_without_a_kms_key_nothing_is_kept(self) -> None:
        with pytest.raises(VaultNotConfiguredError):
            KmsVault(client=None, key_id="").seal("s", space_id="spc_1", name="openai")
