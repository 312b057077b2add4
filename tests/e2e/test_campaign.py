"""A campaign over real SIP: everybody is called as the policy says, whatever process is killed meanwhile."""

import audioop
import contextlib
import csv
import io
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil
import pytest
from infra.local import sip_binary
from tests.support import sipp
from tests.support.conversations import read
from tests.support.installation import Installation, until
from tests.support.livekit_server import free_ports
from tests.support.numbers import fresh_number
from tests.support.softphone import LINE_RATE, available, spoken

Json = dict[str, Any]
_MISSING = available() or ("" if sip_binary.find() else "livekit-sip missing: `make setup-phone`")
CONTACTS = int(os.environ.get("SPEAKNODE_CAMPAIGN_CONTACTS", "8"))
KILLS = int(os.environ.get("SPEAKNODE_CAMPAIGN_KILLS", "1"))
pytestmark = [
    pytest.mark.livekit,
    pytest.mark.timeout(300 + 30 * CONTACTS),
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING),
]
KINDS = ("answered", "busy", "no_answer", "voicemail")
PREFIXES = dict(zip(KINDS, ("+155510", "+155511", "+155512", "+155513"), strict=True))
OURS = fresh_number()
ATTEMPTS = {"answered": 1, "busy": 2, "no_answer": 1, "voicemail": 1}
CONCURRENCY = 4
GREETING = (
    "this is the machine of the doctor nobody is here now please leave a message after the tone"
)
HEARD = [GREETING, "this is the machine", "nobody is here now", "leave a message", "after the tone"]
KILLED = ("infra.local.zygote", "speaknode_worker.agent", "livekit-sip")
"""One after the other, at moments by chance: whoever runs the functions, the agents' worker, the telephone exchange."""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """One PBX with everybody's telephone: the number says who answers, is busy, or is out."""
    directory, port = tmp_path_factory.mktemp("people"), free_ports(1)[0]
    line = np.concatenate([spoken(GREETING), np.zeros(LINE_RATE * 20, np.int16)])
    with sipp.village(directory, port, audioop.lin2ulaw(line.tobytes(), 2)):
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
        account |= {"calls_per_second": 5, "prices": {"outbound_minute_usd": "0.6"}}
        account_id = _made(api, "/v1/telephony-accounts", account)
        line: Json = {"number": OURS, "telephony_account_id": account_id}
        line["settings"] = {"ring_timeout_s": 6}
        return _made(api, "/v1/phone-numbers", line)


@pytest.fixture(scope="module")
def caller(installation: Installation) -> str:
    """Knows a machine by its greeting; whether it listens for one is the campaign's to say."""
    rules = [{"name": "machine", "patterns": {"en": HEARD}, "answered_by": "machine"}]
    body = {
        "name": "Caller",
        "llm": {"provider": "scripted", "params": {"rules": rules}},
        "locales": {"en": {"first_message": "Good morning from the clinic."}},
        "answering": {"patience_s": 10},
    }
    with installation.api() as api:
        agent_id = _made(api, "/v1/agents", body)
        assert api.post(f"/v1/agents/{agent_id}/publish").is_success
    return agent_id


def _made(api: httpx.Client, path: str, body: Json) -> str:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def _contacts() -> list[Json]:
    kinds = [KINDS[place % len(KINDS)] for place in range(CONTACTS)]
    return [{"number": f"{PREFIXES[kind]}{place:02d}"} for place, kind in enumerate(kinds)]


def _kind(number: str) -> str:
    return next(kind for kind, prefix in PREFIXES.items() if number.startswith(prefix))


def _kill_some(installation: Installation, over: threading.Event, seed: int) -> None:
    """Whatever it was about."""
    random_ = random.Random(seed)
    for place in range(KILLS):
        if over.wait(random_.uniform(4, 8)):
            return
        found = installation.processes(KILLED[place % len(KILLED)])
        pids = {process.pid for process in found}
        with contextlib.suppress(psutil.Error, IndexError, OSError):
            # Functions are forks of one that stays; of the others the first of the family dies.
            mains = [p.pid for p in found if (p.ppid() in pids) == (place % len(KILLED) == 0)]
            os.kill(random_.choice(mains), signal.SIGKILL)


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
    caller: str,
    number: str,
    people: tuple[int, Path],
) -> None:
    body = {
        "name": "Village",
        "agent_id": caller,
        "phone_number_ids": [number],
        "concurrency": CONCURRENCY,
        "cps": 5,
        "voicemail": {"action": "hang_up"},
        "breaker": None,
        "retries": {
            "busy": {"max_attempts": 2, "delay_s": 2},
            "no_answer": {"max_attempts": 1},
            "failed": {"max_attempts": 10, "delay_s": 4},
        },
        "max_attempts": 10,
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
    cut = 0
    for item in items:
        kind = _kind(item["contact"]["number"])
        outcomes = [attempt["outcome"] for attempt in item["attempts"]]
        settled = [outcome for outcome in outcomes if outcome != "failed"]
        reached = kind in ("answered", "voicemail")
        assert item["status"] == ("completed" if reached else "error"), item
        is_cut = (kind, settled[-1]) == ("voicemail", "answered")
        assert not is_cut or len(KILLED) <= KILLS, read(api, item["attempts"][-1]["session_id"])
        assert settled[-1] == kind or is_cut, item
        cut += is_cut
        assert len(settled) <= ATTEMPTS[kind], item
        # Each ring is an attempt in the books; one that failed before it was placed rang nowhere.
        assert len(settled) <= rang[item["contact"]["number"]] <= len(outcomes), item
        for attempt in item["attempts"]:
            session = read(api, attempt["session_id"])
            assert (session["campaign_id"], session["channel"]) == (campaign["id"], "campaign")
    # Killed with a process of its own in the middle of the greeting, a call was taken, nobody knows by whom.
    assert cut <= CONCURRENCY * KILLS
    text = api.get(f"/v1/campaigns/{campaign['id']}/results").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == sum(len(item["attempts"]) for item in items)
    assert sum(campaign["progress"]["outcomes"].values()) == len(rows)
    assert sum(campaign["progress"]["items"].values()) == CONTACTS
    until("all is told that calls cost", lambda: _is_costed(api, campaign["id"]))


def _is_costed(api: httpx.Client, campaign_id: str) -> bool:
    attempts = [made for item in _items(api, campaign_id) for made in item["attempts"]]
    costs = [read(api, made["session_id"])["cost"]["total_usd"] for made in attempts]
    told = [made["cost_usd"] for made in attempts]
    total = api.get(f"/v1/campaigns/{campaign_id}").json()["progress"]["cost_usd"]
    return told == costs and Decimal(total) == sum(map(Decimal, costs)) > 0


def _items(api: httpx.Client, campaign_id: str) -> list[Json]:
    items: list[Json] = []
    cursor: str | None = None
    while True:
        params = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = api.get(f"/v1/campaigns/{campaign_id}/items", params=params).json()
        items += page["items"]
        if (cursor := page["next_cursor"]) is None:
            return items
