import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from infra.local import sip_certificate


def test_it_is_made_once_and_fits_its_key(tmp_path: Path) -> None:
    directory = tmp_path / "sip-tls"
    certificate, key = sip_certificate.ensure(directory, "127.0.0.1")
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    assert key.stat().st_mode & 0o077 == 0
    first = certificate.read_text()
    sip_certificate.ensure(directory, "127.0.0.1")
    assert certificate.read_text() == first


def test_it_names_the_host() -> None:
    for host in ("127.0.0.1", "sip.example"):
        made = x509.load_pem_x509_certificate(sip_certificate.make(host)[0].encode())
        names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = names.get_values_for_type(x509.DNSName) or names.get_values_for_type(x509.IPAddress)
        assert found in ([host], [ipaddress.ip_address("127.0.0.1")])
