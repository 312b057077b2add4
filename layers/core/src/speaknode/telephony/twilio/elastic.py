"""An Elastic SIP trunk of ours in the account, both ways: each step looks before it makes, so all may be repeated."""

import base64
import hashlib
import hmac
import ipaddress

from speaknode.kit.errors import NotFoundError
from speaknode.telephony.models import Gateway
from speaknode.telephony.twilio.client import Json, TwilioClient

_ADDRESSES = "SIP/IpAccessControlLists"


class ElasticTrunk:
    def __init__(
        self, client: TwilioClient, name: str, state: dict[str, str], *, secret: str
    ) -> None:
        """`state` gets each id as soon as there is one; `name` finds again what was made all the same."""
        self._client, self._name, self._state = client, name, state
        # Derived, not stored: the account's state is there for everybody of the space to see.
        self.username, self.password = name, _password(secret, name)

    @property
    def _proof(self) -> str:
        return hashlib.sha256(self.password.encode()).hexdigest()[:12]

    def ensure(self, gateway: Gateway, number_sids: list[str]) -> dict[str, str]:
        """The account's new state: the ids of what was made."""
        trunk = self._trunk()
        self._credentials(trunk)
        self._addresses(trunk, gateway.outbound_addresses)
        self._origination(trunk, f"sip:{gateway.domain}:{gateway.port};transport=tcp")
        self._numbers(trunk, number_sids)
        return self._state

    def remove(self) -> None:
        trunk, credentials = self._state.get("trunk_sid"), self._state.get("credential_list_sid")
        if trunk:
            self._client.delete(f"v1/Trunks/{trunk}")
        if credentials:
            self._client.delete(f"SIP/CredentialLists/{credentials}.json")
        if addresses := self._state.get("address_list_sid"):
            self._client.delete(f"{_ADDRESSES}/{addresses}.json")

    def _trunk(self) -> str:
        trunk = self._alive("trunk_sid", "v1/Trunks/{}") or self._named("v1/Trunks", "trunks")
        if trunk is None:
            domain = f"{self._name.lower()}.pstn.twilio.com"
            form = {"FriendlyName": self._name, "DomainName": domain, "TransferMode": "enable-all"}
            trunk = self._client.post("v1/Trunks", form)
        self._state |= {"trunk_sid": trunk["sid"], "termination": trunk["domain_name"]}
        return str(trunk["sid"])

    def _credentials(self, trunk: str) -> None:
        lists = "SIP/CredentialLists"
        found = self._alive("credential_list_sid", lists + "/{}.json")
        if found is None or self._state.get("password_proof") != self._proof:
            if old := found or self._named(f"{lists}.json", "credential_lists"):
                self._client.delete(f"{lists}/{old['sid']}.json")  # its password is another
            found = self._client.post(f"{lists}.json", {"FriendlyName": self._name})
            form = {"Username": self.username, "Password": self.password}
            self._client.post(f"{lists}/{found['sid']}/Credentials.json", form)
        sid = str(found["sid"])
        self._state |= {"credential_list_sid": sid, "password_proof": self._proof}
        attached = self._client.each(f"v1/Trunks/{trunk}/CredentialLists", "credential_lists")
        if all(row["sid"] != sid for row in attached):
            self._client.post(f"v1/Trunks/{trunk}/CredentialLists", {"CredentialListSid": sid})

    def _addresses(self, trunk: str, allowed: list[str]) -> None:
        """Twilio wants password and address both, so only where all of our addresses are known."""
        found = self._alive("address_list_sid", _ADDRESSES + "/{}.json")
        found = found or self._named(f"{_ADDRESSES}.json", "ip_access_control_lists")
        if not allowed:
            if found:
                self._client.delete(f"{_ADDRESSES}/{found['sid']}.json")
            self._state.pop("address_list_sid", None)
            return
        found = found or self._client.post(f"{_ADDRESSES}.json", {"FriendlyName": self._name})
        sid = self._state["address_list_sid"] = str(found["sid"])
        self._allow(f"{_ADDRESSES}/{sid}/IpAddresses", {_network(text) for text in allowed})
        path = f"v1/Trunks/{trunk}/IpAccessControlLists"
        attached = self._client.each(path, "ip_access_control_lists")
        if all(row["sid"] != sid for row in attached):
            self._client.post(path, {"IpAccessControlListSid": sid})

    def _allow(self, path: str, wanted: set[tuple[str, int]]) -> None:
        rows = {
            (str(row["ip_address"]), int(row["cidr_prefix_length"])): str(row["sid"])
            for row in self._client.each(f"{path}.json", "ip_addresses")
        }
        for address, length in sorted(wanted - rows.keys()):
            form = {"IpAddress": address, "CidrPrefixLength": str(length)}
            self._client.post(f"{path}.json", {"FriendlyName": address, **form})
        for gone in sorted(rows.keys() - wanted):
            self._client.delete(f"{path}/{rows[gone]}.json")

    def _origination(self, trunk: str, address: str) -> None:
        path = f"v1/Trunks/{trunk}/OriginationUrls"
        urls = list(self._client.each(path, "origination_urls"))
        for row in urls:
            if row["friendly_name"] == self._name and row["sip_url"] != address:
                self._client.delete(f"{path}/{row['sid']}")
        if all(row["sip_url"] != address for row in urls):
            form = {"FriendlyName": self._name, "SipUrl": address}
            self._client.post(path, {**form, "Weight": "10", "Priority": "10", "Enabled": "true"})

    def _numbers(self, trunk: str, wanted: list[str]) -> None:
        path = f"v1/Trunks/{trunk}/PhoneNumbers"
        attached = {str(row["sid"]) for row in self._client.each(path, "phone_numbers")}
        for sid in sorted(set(wanted) - attached):
            self._client.post(path, {"PhoneNumberSid": sid})
        for sid in sorted(attached - set(wanted)):
            self._client.delete(f"{path}/{sid}")

    def _alive(self, key: str, path: str) -> Json | None:
        """What the state names, if it is still there."""
        if key not in self._state:
            return None
        try:
            return self._client.get(path.format(self._state[key]))
        except NotFoundError:
            return None

    def _named(self, path: str, key: str) -> Json | None:
        rows = (row for row in self._client.each(path, key) if row["friendly_name"] == self._name)
        return next(rows, None)


def _network(text: str) -> tuple[str, int]:
    network = ipaddress.ip_network(text, strict=False)
    return str(network.network_address), network.prefixlen


def _password(secret: str, name: str) -> str:
    """Twilio wants 12 characters or more, with a digit, a small and a capital letter."""
    derived = hmac.new(secret.encode(), f"twilio-trunk:{name}".encode(), hashlib.sha256).digest()
    return "aA1" + base64.urlsafe_b64encode(derived).decode().rstrip("=")
