"""Where the platform may connect to. Pure: decides on URLs and addresses, opens nothing."""

import re
from collections.abc import Container
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from urllib.parse import urlsplit

from speaknode.egress.errors import UrlRefusedError

PORTS = frozenset({80, 443, 8080, 8443})
ANY_PORT = range(1, 65536)
_DEFAULT_PORT = {"http": 80, "https": 443}
# Public by number, but a cloud's own: Azure's wire server.
_CLOUD_OWN = frozenset({ip_address("168.63.129.16")})
# Which special ranges `is_global` knows differs between Python's patch releases.
_CLOSED_V4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's metadata
    IPv4Network("192.88.99.0/24"),  # 6to4 relays: leads to v6 that was not checked
)
_CLOSED_V6 = (
    IPv6Network("fec0::/10"),
    IPv6Network("100::/64"),
    IPv6Network("5f00::/16"),
    IPv6Network("3fff::/20"),
)
# v6 ranges that carry a v4 address, and the bit where it begins.
_CARRIERS_OF_V4 = (
    (IPv6Network("::/96"), 0),  # v4-compatible
    (IPv6Network("::ffff:0:0:0/96"), 0),  # SIIT
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_CLOSED_TUNNELS = (IPv6Network("2001::/32"), IPv6Network("64:ff9b:1::/48"))  # Teredo, local NAT64
_ISATAP = re.compile(r"^(?:0000|0200)5efe")
_NUMERIC_LABEL = re.compile(r"^(?:0x[0-9a-f]*|\d+)$", re.IGNORECASE)
_HOST = re.compile(r"^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$", re.IGNORECASE)
Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Reachable from everywhere, and nothing else hides in it."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        inner = _inner_v4(address)
        if inner is not None:
            return is_public(inner)
        if any(address in network for network in (*_CLOSED_V6, *_CLOSED_TUNNELS)):
            return False
    elif any(address in network for network in _CLOSED_V4):
        return False
    return address.is_global and not address.is_multicast and address not in _CLOUD_OWN


def _inner_v4(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    for network, shift in _CARRIERS_OF_V4:
        if address in network:
            return IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    if _ISATAP.match(f"{int(address) & (2**64 - 1):016x}"):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


@dataclass(frozen=True, slots=True)
class Policy:
    """`opened` are the operator's `host[:port]`s, as they stand in URLs: reachable although private."""

    opened: frozenset[str] = frozenset()
    ports: Container[int] = PORTS

    def is_opened(self, host: str, port: int) -> bool:
        name = host.lower().strip("[]").rstrip(".")
        spellings = {name, f"{name}:{port}", f"[{name}]", f"[{name}]:{port}"}
        return bool(spellings & {entry.lower() for entry in self.opened})

    def check(self, url: str) -> None:
        """The same for a URL as it is written."""
        try:
            found = urlsplit(url)
            port = found.port
        except ValueError:
            raise UrlRefusedError("it is not a URL") from None
        userinfo = "@" in found.netloc
        self.check_url(found.scheme, found.hostname or "", port, userinfo=userinfo)

    def problem(self, url: str) -> str | None:
        """Why it would be refused whatever its name resolves to: to be told to whoever saves it."""
        try:
            self.check(url)
        except UrlRefusedError as error:
            return error.message
        else:
            return None

    def check_url(self, scheme: str, host: str, port: int | None, *, userinfo: bool) -> None:
        """Raises UrlRefusedError for what needs no resolving to be refused."""
        if scheme not in _DEFAULT_PORT:
            raise UrlRefusedError("only http and https")
        if userinfo:
            raise UrlRefusedError("no user name or password in a URL")
        wanted = _DEFAULT_PORT[scheme] if port is None else port
        if self.is_opened(host, wanted):
            return
        if wanted not in self.ports:
            raise UrlRefusedError(f"port {wanted} is not open")
        self._check_host(host)

    def _check_host(self, host: str) -> None:
        bare = host.strip("[]")
        try:
            address = ip_address(bare)
        except ValueError:
            if not _HOST.match(bare):
                raise UrlRefusedError("not a host name") from None
            if f".{bare.rstrip('.').lower()}".endswith(".localhost"):
                raise UrlRefusedError("the host is not on the public internet") from None
            # 2852039166, 0xA9FEA9FE, 0251.0376.1: resolvers read these as addresses, people do not.
            if _NUMERIC_LABEL.match(bare.rstrip(".").rsplit(".", 1)[-1]):
                raise UrlRefusedError("not a host name") from None
            return
        self._check_address(address)

    def check_addresses(self, host: str, port: int, addresses: list[str]) -> list[str]:
        """The addresses to connect to. One that is not public spoils them all: a mixed answer is an attack."""
        if not addresses:
            raise UrlRefusedError("the host has no address")
        if self.is_opened(host, port):
            return addresses
        for text in addresses:
            self._check_address(ip_address(text))
        return addresses

    def _check_address(self, address: Address) -> None:
        if not is_public(address):
            raise UrlRefusedError("the host is not on the public internet")
