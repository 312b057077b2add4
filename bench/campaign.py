"""Campaigns: how near calls come to the rate they are allowed, and what a tick claims and sends in a second.

Storage and queues are the embedded emulator's, started for this alone; the floor for the second figure is plain
`SendMessageBatch` to the same queue.
"""

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import httpx
from infra.local import environment
from infra.local.deploy.template import load
from infra.local.home import Home
from infra.local.ports import Ports
from tests.support.campaigns import MemoryRates, contact

from bench.up import free_ports
from speaknode import wiring
from speaknode.agents.models import Agent, AgentConfig
from speaknode.campaigns.choosing import Choosing
from speaknode.campaigns.models import Campaign, CampaignSettings, CampaignStatus, ItemStatus
from speaknode.campaigns.ports import RateStore, Tick
from speaknode.campaigns.rates import DynamoRates
from speaknode.campaigns.sqs import BATCH, SqsCampaignQueue
from speaknode.campaigns.ticks import Ticks
from speaknode.campaigns.turns import Turns
from speaknode.campaigns.windows import next_open
from speaknode.kit.clock import utc_now
from speaknode.wiring.parts.campaigns import campaign_store

CPS, CALLS, DIALLERS = 50, 1000, 16
SHARE = 0.98
CAMPAIGNS, CONTACTS = 5, 600
TEMPLATE = Path(__file__).parents[1] / "template.yaml"


def run() -> None:
    print(
        f"\nCalls allowed: {CPS} a second; {CALLS} calls by {DIALLERS} diallers, clock on the wall"
    )
    _rate("store in memory", _Locked())
    with _emulator():
        _rate("DynamoDB of the emulator", DynamoRates(wiring.connection()))
        _fan_out()


class _Locked:
    """For threads: one at a time, as a conditional write would have it."""

    def __init__(self) -> None:
        self._rates, self._lock = MemoryRates(), threading.Lock()

    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        with self._lock:
            return self._rates.reserve(intervals_s, now=now, until=until)


def _rate(name: str, rates: RateStore) -> None:
    turns = Turns(rates=rates, clock=utc_now, sleep=time.sleep)
    left = queue.SimpleQueue[int]()
    for number in range(CALLS):
        left.put(number)
    begun: list[float] = []

    def dial() -> None:
        while len(begun) < CALLS and not left.empty():
            left.get()
            while not turns.wait({"campaign": CPS, "account": CPS}):
                pass
            begun.append(time.time())

    diallers = [threading.Thread(target=dial, daemon=True) for _ in range(DIALLERS)]
    for each in diallers:
        each.start()
    for each in diallers:
        each.join()
    most = _most_in_a_second(sorted(begun))
    begun = sorted(begun)[CPS:]  # in the first second diallers connect
    reached = (len(begun) - 1) / (begun[-1] - begun[0])
    print(f"{name:28}{reached:7.2f} a second, {reached / CPS:6.1%} (limit {SHARE:.0%}): "
          f"{'met' if reached >= SHARE * CPS else 'NOT MET'}; most in any second {most}: "
          f"{'never above' if most <= CPS else 'ABOVE'}")  # fmt: skip


def _most_in_a_second(begun: list[float]) -> int:
    first = most = 0
    for place, at in enumerate(begun):
        while at - begun[first] >= 1:
            first += 1
        most = max(most, place - first + 1)
    return most


def _fan_out() -> None:
    store = campaign_store()
    url = os.environ["SPEAKNODE_CAMPAIGN_DIALS_QUEUE_URL"]
    ticks, space_id = _ticks(), "spc_bench"
    made = [_campaign(space_id, f"cmp_{place}") for place in range(CAMPAIGNS)]
    for each in made:
        store.insert(each)
        store.add_contacts(each, [contact(n) for n in range(CONTACTS)], utc_now())
    began = time.perf_counter()
    for each in made:
        ticks.tick(Tick(space_id=space_id, campaign_id=each.id, beat=0))
    taken = time.perf_counter() - began
    claimed = 0
    for each in made:
        found = store.get(space_id, each.id)
        claimed += found.progress.items[ItemStatus.CLAIMED] if found else 0
    body = "x" * 200
    began = time.perf_counter()
    for start in range(0, claimed, BATCH):
        entries = [{"Id": str(n), "MessageBody": body} for n in range(min(BATCH, claimed - start))]
        wiring.client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
    plain = time.perf_counter() - began
    print(f"\nFan-out, {claimed} contacts of {CAMPAIGNS} campaigns: looked at, claimed and sent "
          f"{claimed / taken:.0f} a second;\nplain SendMessageBatch of as many "
          f"{claimed / plain:.0f} a second: ratio {plain / taken:.2f}")  # fmt: skip


def _campaign(space_id: str, id_: str) -> Campaign:
    now = utc_now()
    settings = CampaignSettings(name="b", agent_id="agt_1", concurrency=1000, cps=100)
    fields: dict[str, Any] = {"created_at": now, "updated_at": now, "settings": settings}
    return Campaign(id=id_, space_id=space_id, status=CampaignStatus.RUNNING, **fields)


class _Agents:
    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]:
        now = utc_now()
        agent = Agent(id=agent_id, space_id=space_id, name="Ada", created_at=now, updated_at=now)
        return agent, 1, AgentConfig(name="Ada")


def _ticks() -> Ticks:
    sqs = SqsCampaignQueue(
        client=wiring.client("sqs"),
        ticks_url=os.environ["SPEAKNODE_CAMPAIGN_TICKS_QUEUE_URL"],
        dials_url=os.environ["SPEAKNODE_CAMPAIGN_DIALS_QUEUE_URL"],
    )
    return Ticks(
        store=campaign_store(),
        queue=sqs,
        choosing=Choosing(do_not_call=wiring.do_not_call(), windows=next_open),
        settling=wiring.campaign_settling(),
        agents=_Agents(),
        limits=wiring.call_limits(),
        clock=utc_now,
    )


@contextmanager
def _emulator() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="speaknode-bench-") as place:
        ports = Ports.from_env({**os.environ, **free_ports()})
        home = Home(Path(place))
        home.log("functions").parent.mkdir(parents=True)
        wanted = {**environment.base(home), **environment.emulator(home, ports)}
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.local.emulator"],
            env={**os.environ, **wanted}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            endpoint = f"http://127.0.0.1:{ports.aws}"
            _await(f"{endpoint}/_ministack/health")
            os.environ |= {
                "AWS_ENDPOINT_URL": endpoint,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
            _create()
            yield
        finally:
            process.terminate()
            process.wait(20)


def _await(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit("the emulator did not come up")


def _create() -> None:
    keys = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    resources = load(TEMPLATE)["Resources"]
    for name in ("Campaigns", "Outbox", "DoNotCall", "Sessions"):
        properties = resources[f"{name}Table"]["Properties"]
        wanted = {key: properties[key] for key in keys if key in properties}
        boto3.client("dynamodb").create_table(TableName=name.lower(), **wanted)
    for name in ("campaign_ticks", "campaign_dials"):
        url = boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"]
        os.environ[f"SPEAKNODE_{name.upper()}_QUEUE_URL"] = url
