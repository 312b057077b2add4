import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from infra.local import livekit_binary, livekit_config
from infra.local.errors import LocalError
from infra.local.home import Home
from infra.local.ports import HOST, Ports


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").create()


def test_keys_are_long_and_stay(home: Home) -> None:
    pair = livekit_config.keys(home)
    assert len(pair.secret) >= 32
    livekit_config.write(home, Ports(), pair, "http://hook")
    assert livekit_config.keys(home) == pair
    assert home.livekit_config.stat().st_mode & 0o077 == 0


def test_config_binds_loopback_and_calls_the_receiver(home: Home) -> None:
    pair = livekit_config.keys(home)
    written = livekit_config.config(Ports(livekit=1, livekit_udp=2), pair, "http://hook")
    assert written["bind_addresses"] == [HOST]
    assert written["rtc"]["node_ip"] == HOST
    assert (written["port"], written["rtc"]["udp_port"], written["rtc"]["tcp_port"]) == (1, 2, 0)
    assert written["webhook"] == {"api_key": pair.key, "urls": ["http://hook"]}
    assert yaml.safe_load(yaml.safe_dump(written)) == written


@pytest.fixture
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No binary on PATH, no Go, an empty cache."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(livekit_binary, "_target", lambda: "linux_amd64")
    return tmp_path


def archive(binary: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as made:
        member = tarfile.TarInfo("livekit-server")
        member.size = len(binary)
        made.addfile(member, io.BytesIO(binary))
    return buffer.getvalue()


def serve(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    def get(url: str, **_: Any) -> httpx.Response:
        return httpx.Response(200, content=content, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", get)


def test_release_is_installed_when_its_checksum_matches(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = archive(b"#!/bin/sh\necho livekit-server version 1.13.5\n")
    serve(monkeypatch, content)
    known = {"linux_amd64": hashlib.sha256(content).hexdigest()}
    monkeypatch.setattr(livekit_binary, "CHECKSUMS", known)
    binary = livekit_binary.obtain(lambda _: None)
    assert binary == livekit_binary.find()
    assert binary.stat().st_mode & 0o111


def test_a_forged_release_is_refused(empty_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, archive(b"evil"))
    with pytest.raises(LocalError, match="checksum"):
        livekit_binary.obtain(lambda _: None)
    assert livekit_binary.find() is None


def test_without_network_and_compiler_the_way_out_is_named(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> httpx.Response:
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(httpx, "get", refuse)
    with pytest.raises(LocalError, match=r"Install Go|put livekit-server on PATH"):
        livekit_binary.obtain(lambda _: None)


def test_another_version_on_path_is_not_taken(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = empty_machine / "bin" / "livekit-server"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\necho livekit-server version 1.8.0\n")
    other.chmod(0o755)
    assert livekit_binary.find() is None


def test_a_livekit_elsewhere_needs_its_keys(home: Home) -> None:
    env = {"SPEAKNODE_LIVEKIT_URL": "wss://cloud", "SPEAKNODE_LIVEKIT_API_KEY": "k"}
    with pytest.raises(LocalError, match="SPEAKNODE_LIVEKIT_API_SECRET"):
        livekit_config.keys(home, env)
    env["SPEAKNODE_LIVEKIT_API_SECRET"] = "s"
    assert livekit_config.keys(home, env) == livekit_config.Keys("k", "s")
