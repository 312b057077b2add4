"""A campaign over real SIP: everybody is called as the policy says, whatever process is killed meanwhile."""

import contextlib
import csv
import io
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from infra.local import sip_binary
from tests.support import sipp
from tests.support.conversations import read
from tests.support.installation import Installation, until
from tests.support.livekit_server import free_ports
from tests.support.numbers import fresh_number
from tests.support.softphone import available

Json = dict[str, Any]
_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
CONTACTS = int(os.environ.get("SPEAKNODE_CAMPAIGN_CONTACTS", "6"))
KILLS = int(os.environ.get("SPEAKNODE_CAMPAIGN_KILLS", "1"))
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300 + 30 * CONTACTS),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
KINDS = ("answered", "busy", "no_answer")
PREFIXES = dict(zip(KINDS, ("+155510", "+155511", "+155512"), strict=True))
OURS = fresh_number()
ATTEMPTS = {"answered": 1, "busy": 2, "no_answer": 1}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """One PBX with everybody's telephone: the number says who answers, is busy, or is out."""
    directory, port = tmp_path_factory.mktemp("people"), free_ports(1)[0]
    with sipp.village(directory, port):
        yield port, directory


@pytest.fixture(scope="module")
def number(installation: Installation, people: tuple[int, Path]) -> str:
    with installation.api() as api:
        settings = {
            "server": f"127.0.0.1:{people[0]}",
            "transport": "udp",
            "country": "US",
            "allowed_addresses": ["127.0.0.1/32"],
        }
        account: Json = {"carrier": "sip", "name": "village", "settings": settings}
        account["calls_per_second"] = 5
        account_id = _made(api, "/v1/telephony-accounts", account)
        line: Json = {"number": OURS, "telephony_account_id": account_id}
        line["settings"] = {"ring_timeout_s": 6}
        return _made(api, "/v1/phone-numbers", line)


def _made(api: httpx.Client, path: str, body: Json) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def _contacts() -> list[Json]:
    kinds = [KINDS[place % 3] for place in range(CONTACTS)]
    return [{"number": f"{PREFIXES[kind]}{place:02d}"} for place, kind in enumerate(kinds)]


def _kind(number: str) -> str:
    return next(kind for kind, prefix in PREFIXES.items() if number.startswith(prefix))


def _kill_some(installation: Installation, over: threading.Event, seed: int) -> None:
    """A function's process dies now and then, whatever it was about."""
    random_ = random.Random(seed)
    for _ in range(KILLS):
        if over.wait(random_.uniform(4, 8)):
            return
        forks = installation.processes("infra.local.zygote")
        parents = {process.pid for process in forks}
        with contextlib.suppress(psutil.Error, IndexError, OSError):
            os.kill(random_.choice([p.pid for p in forks if p.ppid() in parents]), signal.SIGKILL)


def _progress(api: httpx.Client, campaign_id: str) -> Json | None:
    with contextlib.suppress(httpx.HTTPError):
        answer = api.get(f"/v1/campaigns/{campaign_id}")
        if answer.status_code == 200:
            found: Json = answer.json()
            return found if found["ended_at"] else None
    return None


def test_everybody_is_called_as_often_as_the_policy_says(
    installation: Installation,
    api: httpx.Client,
    ada: str,
    number: str,
    people: tuple[int, Path],
) -> None:
    api.post(f"/v1/agents/{ada}/publish")
    body = {
        "name": "Village",
        "agent_id": ada,
        "phone_number_ids": [number],
        "concurrency": 3,
        "cps": 5,
        "breaker": None,
        "retries": {
            "busy": {"max_attempts": 2, "delay_s": 2},
            "no_answer": {"max_attempts": 1},
            "failed": {"max_attempts": 5, "delay_s": 2},
        },
        "max_attempts": 5,
    }
    campaign_id = _made(api, "/v1/campaigns", body)
    added = api.post(f"/v1/campaigns/{campaign_id}/contacts", json={"contacts": _contacts()})
    assert added.json()["added"] == CONTACTS, added.text
    over = threading.Event()
    killer = threading.Thread(target=_kill_some, args=(installation, over, 3))
    started = api.post(f"/v1/campaigns/{campaign_id}/start")
    assert started.json()["status"] == "running", started.text
    killer.start()
    try:
        patience_s = 240 + 25 * CONTACTS
        campaign = until(
            "the end of the campaign", lambda: _progress(api, campaign_id), patience_s=patience_s
        )
    finally:
        over.set()
        killer.join()
    _check(api, campaign, people[1])


def _check(api: httpx.Client, campaign: Json, directory: Path) -> None:
    """The report, the sessions and the telephones tell the same story."""
    assert campaign["status"] == "completed"
    items = _items(api, campaign["id"])
    assert len(items) == CONTACTS
    rang = Counter(sipp.invited(directory))
    for item in items:
        kind = _kind(item["contact"]["number"])
        outcomes = [attempt["outcome"] for attempt in item["attempts"]]
        settled = [outcome for outcome in outcomes if outcome != "failed"]
        assert item["status"] == ("completed" if kind == "answered" else "error"), item
        assert settled[-1] == kind, item
        assert len(settled) <= ATTEMPTS[kind], item
        # Each ring is an attempt in the books; one that failed before it was placed rang nowhere.
        assert len(settled) <= rang[item["contact"]["number"]] <= len(outcomes), item
        for attempt in item["attempts"]:
            session = read(api, attempt["session_id"])
            assert (session["campaign_id"], session["channel"]) == (campaign["id"], "campaign")
    text = api.get(f"/v1/campaigns/{campaign['id']}/results").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == sum(len(item["attempts"]) for item in items)
    assert sum(campaign["progress"]["outcomes"].values()) == len(rows)
    assert sum(campaign["progress"]["items"].values()) == CONTACTS


def _items(api: httpx.Client, campaign_id: str) -> list[Json]:
    items: list[Json] = []
    cursor: str | None = None
    while True:
        params = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = api.get(f"/v1/campaigns/{campaign_id}/items", params=params).json()
        items += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return items
