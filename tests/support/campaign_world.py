"""A world for campaigns: queues that repeat and shuffle, people who are busy, processes that die anywhere."""

import random
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.support.builders import NOON, FakeClock
from tests.support.call_limits import MemoryCallLimits
from tests.support.campaigns import (
    MemoryCampaignQueue,
    MemoryCampaignStore,
    MemoryRates,
    campaign,
    contact,
)

from speaknode.agents.models import Agent, AgentConfig
from speaknode.call_limits.schemas import CallLimitsInput
from speaknode.call_limits.service import CallLimitService
from speaknode.calls.schemas import CallCreate
from speaknode.campaigns.choosing import Choosing
from speaknode.campaigns.dialing import Dialing
from speaknode.campaigns.models import Campaign, CampaignStatus
from speaknode.campaigns.service import CampaignService
from speaknode.campaigns.settling import Settling
from speaknode.campaigns.ticks import Ticks
from speaknode.costs.models import SessionCost
from speaknode.egress.policy import Policy
from speaknode.kit.errors import ConflictError, UnavailableError
from speaknode.phone_numbers.models import PhoneNumber
from speaknode.sessions.models import (
    CampaignLink,
    Channel,
    EndFault,
    EndReason,
    Session,
    SessionStatus,
)
from speaknode.telephony.models import TelephonyAccount


class CrashError(BaseException):
    """The process is gone: no handler of ours may run."""


class Fate:
    """Counts down at every door of a port, on the way in and on the way out, and then kills the process."""

    def __init__(self) -> None:
        self.left: int | None = None

    def pass_door(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left <= 0:
            self.left = None
            raise CrashError


class Mortal:
    """A port whose every use may be the last thing that its user does."""

    def __init__(self, port: Any, fate: Fate) -> None:
        self._port, self._fate = port, fate

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._port, name)

        def use(*args: Any, **kwargs: Any) -> Any:
            self._fate.pass_door()
            answer = real(*args, **kwargs)
            self._fate.pass_door()
            return answer

        return use


class World:
    def __init__(self, contacts: int = 6, **settings: Any) -> None:
        self.clock, self.fate = FakeClock(), Fate()
        self.store, self.queue = MemoryCampaignStore(), MemoryCampaignQueue()
        self.sessions: dict[str, Session] = {}
        self.variables: dict[str, dict[str, object]] = {}
        self.links: dict[str, CampaignLink] = {}
        self.ends: list[str] = []
        self.carrier_hangs = False
        self.next_one_sleeps = False
        self.sleepers: list[Callable[[], Session]] = []
        self.agent = AgentConfig(name="Ada")
        self.most_open = self.deaths = self.repeats = 0
        self.reserving_s = 0.0
        mortal: dict[str, Any] = {
            "store": Mortal(self.store, self.fate),
            "queue": Mortal(self.queue, self.fate),
            "agents": self,
            "clock": self.clock,
        }
        sessions: Any = Mortal(_Lookup(self), self.fate)
        self.places = MemoryCallLimits()
        self.limits = CallLimitService(store=self.places, clock=self.clock)
        limits: Any = Mortal(self.limits, self.fate)
        self.listed: set[str] = set()
        self.opens: Callable[[datetime], datetime | None] = lambda at: at
        choosing = Choosing(
            do_not_call=_DoNotCall(self), windows=lambda windows, zone, at: self.opens(at)
        )
        self.settling = Settling(
            store=mortal["store"], sessions=sessions, limits=limits, clock=self.clock
        )
        self.ticks = Ticks(**mortal, choosing=choosing, settling=self.settling, limits=limits)
        self.predial_answer: tuple[bool, str | None] | None = (True, None)
        self.dialing = Dialing(
            **mortal,
            rates=Mortal(_SlowRates(self), self.fate),
            calls=Mortal(_Calls(self), self.fate),
            sessions=sessions,
            numbers=_Numbers(),
            accounts=_Accounts(),
            choosing=choosing,
            limits=limits,
            predial=_Predial(self),
            sleep=self._sleep,
        )
        self.service = CampaignService(
            store=self.store, queue=self.queue, agents=self, numbers=_Numbers(), clock=self.clock,
            policy=Policy(),
        )  # fmt: skip
        self._draw_up(contacts, settings)

    def _draw_up(self, contacts: int, settings: dict[str, Any]) -> None:
        chosen = {"concurrency": 3, "cps": 100, "breaker": None, **settings}
        self.store.insert(campaign(settings=chosen))
        people = [contact(n, zone="Europe/Rome") for n in range(contacts)]
        if people:
            self.store.add_contacts(self.campaign, people, NOON)

    def _sleep(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def resolve(
        self, space_id: str, agent_id: str, version: int | None
    ) -> tuple[Agent, int, AgentConfig]:
        agent = Agent(id=agent_id, space_id=space_id, name="Ada", created_at=NOON, updated_at=NOON)
        return agent, version or 1, self.agent

    @property
    def campaign(self) -> Campaign:
        found = self.store.get("spc_1", "cmp_1")
        assert found is not None
        return found

    def limit(self, **limits: Any) -> None:
        self.limits.put("spc_1", CallLimitsInput.model_validate(limits))

    def run(self, act: Callable[[], Any]) -> bool:
        """In a process of its own: False when it died."""
        try:
            act()
        except CrashError:
            self.deaths += 1
            return False
        except (ConflictError, UnavailableError):
            return False
        finally:
            self.most_open = max(self.most_open, self.campaign.progress.open)
        return True

    def deliver_tick(self, place: int = 0, *, again: bool = False) -> None:
        self.repeats += again
        tick, _ = self.queue.ticks[place] if again else self.queue.ticks.pop(place)
        if not self.run(lambda: self.ticks.tick(tick)) and not again:
            self.queue.ticks.append((tick, 0))  # what was not handled comes again

    def deliver_dial(self, place: int = 0, *, again: bool = False) -> None:
        self.repeats += again
        dial, _ = self.queue.dials[place] if again else self.queue.dials.pop(place)
        if not self.run(lambda: self.dialing.dial(dial)) and not again:
            self.queue.dials.append((dial, 0))

    def deliver_end(self, place: int = 0, *, again: bool = False) -> None:
        self.repeats += again
        session_id = self.ends[place] if again else self.ends.pop(place)
        if not self.run(lambda: self.settling.settle(session_id)) and not again:
            self.ends.append(session_id)

    def live(self) -> list[Session]:
        return [s for s in self.sessions.values() if not s.status.is_terminal]

    def end_call(
        self,
        session: Session,
        reason: EndReason,
        *,
        told: bool = True,
        greeted_after_s: float | None = 1,
        greeting_ended_after_s: float | None = None,
        metered: bool = True,
    ) -> None:
        """Not `metered`: somebody else ended it; the agent tells later what it used."""
        held = reason in (EndReason.CALLER_HANGUP, EndReason.AGENT_HANGUP)
        self.sessions[session.id] = session.model_copy(
            update={
                "status": SessionStatus.COMPLETED if held else SessionStatus.FAILED,
                "started_at": self.clock() if held else None,
                "ended_at": self.clock(),
                "end_reason": reason,
                "end_fault": EndFault.NONE,
                "duration_s": 90 if held else None,
                "greeted_after_s": greeted_after_s,
                "cost": cost_of(held=held, metered=metered),
                "greeting_ended_after_s": greeting_ended_after_s,
            }
        )
        if told:
            self.ends.append(session.id)

    def unmetered(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.cost and not s.cost.is_metered]

    def meter(self, session: Session) -> None:
        """The agent of a session that somebody else had ended tells what it used."""
        cost = cost_of(held=session.started_at is not None)
        self.sessions[session.id] = session.model_copy(update={"cost": cost})
        self.ends.append(session.id)

    def _is_at_rest(self) -> bool:
        waits = self.unmetered() or self.ends
        return bool(self.campaign.status.is_terminal and self.campaign.ended_at and not waits)

    def _end_calls(self, random_: random.Random) -> None:
        for session in self.live():
            self.end_call(session, random_.choice(REASONS), told=random_.random() < 0.8)
        for session in self.unmetered():
            self.meter(session)
        while self.ends:
            self.deliver_end()

    def settle_all(self, random_: random.Random) -> None:
        """Nothing fails any more: however it was left, the campaign comes to its end."""
        self.fate.left = None
        self.next_one_sleeps = False
        while self.sleepers:
            self.run(self.sleepers.pop())
        if self.campaign.status is CampaignStatus.PAUSED:
            self.service.resume("spc_1", "cmp_1")
        for _ in range(20_000):
            if self._is_at_rest():
                return
            self.run(self.ticks.revive)
            while self.queue.ticks:
                self.deliver_tick()
                if len(self.queue.ticks) == 1:
                    self.clock.advance(self.queue.ticks[0][1])
                    break
            while self.queue.dials:
                self.deliver_dial()
            self._end_calls(random_)
            self.clock.advance(20)
        raise AssertionError(f"it never ends: {self.campaign.progress}")


REASONS = [EndReason.CALLER_HANGUP, EndReason.BUSY, EndReason.NO_ANSWER, EndReason.ERROR]


def cost_of(*, held: bool, metered: bool = True) -> SessionCost:
    """More than is reserved before anything is known."""
    total = Decimal("0.251234") if held and metered else Decimal("0.001") if held else Decimal(0)
    return SessionCost(total_usd=total, is_complete=metered or not held, is_metered=metered)


class _SlowRates(MemoryRates):
    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def reserve(
        self, intervals_s: dict[str, float], *, now: datetime, until: datetime
    ) -> datetime | None:
        self._world.clock.advance(self._world.reserving_s)
        return super().reserve(intervals_s, now=now, until=until)


class _Lookup:
    def __init__(self, world: World) -> None:
        self._world = world

    def find(self, session_id: str) -> Session | None:
        return self._world.sessions.get(session_id)


class _Calls:
    """As CallService promises: one session an id, made before anybody is called, and a repeat finds it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def create(
        self,
        space_id: str,
        data: CallCreate,
        session_id: str | None = None,
        campaign: CampaignLink | None = None,
    ) -> Session:
        world = self._world
        assert session_id is not None and campaign is not None
        if session_id in world.sessions:
            return world.sessions[session_id]
        if world.next_one_sleeps:
            # Suspended at the worst moment, and gone for everybody else: it will go on as if nothing was.
            world.next_one_sleeps = False
            world.sleepers.append(lambda: self.create(space_id, data, session_id, campaign))
            raise CrashError
        world.fate.pass_door()
        made = Session(
            id=session_id,
            space_id=space_id,
            agent_id=data.agent_id,
            agent_name="Ada",
            agent_version=1,
            channel=Channel.CAMPAIGN,
            locale="en",
            caller=data.from_,
            called=data.to,
            created_at=world.clock(),
            campaign_id=campaign.campaign_id,
            campaign_item_id=campaign.item_id,
        )
        world.sessions[session_id] = made
        world.variables[session_id] = dict(data.variables)
        world.links[session_id] = campaign
        world.fate.pass_door()
        if world.carrier_hangs:
            world.carrier_hangs = False
            raise UnavailableError("the carrier took the call and never answered")
        return made


class _Numbers:
    def get(self, space_id: str, number_id: str) -> PhoneNumber:
        return PhoneNumber(
            id=number_id,
            space_id=space_id,
            number="+15559999",
            telephony_account_id="tel_1",
            created_at=NOON,
            updated_at=NOON,
        )


class _Accounts:
    def get(self, space_id: str, account_id: str) -> TelephonyAccount:
        return TelephonyAccount(
            id=account_id,
            space_id=space_id,
            carrier="sip",
            name="pbx",
            calls_per_second=100,
            created_at=NOON,
            updated_at=NOON,
        )


class _DoNotCall:
    def __init__(self, world: World) -> None:
        self._world = world

    def listed(self, space_id: str, numbers: Any) -> set[str]:
        return self._world.listed & set(numbers)


class _Predial:
    def __init__(self, world: World) -> None:
        self._world = world

    def allows(self, url: str, question: dict[str, Any]) -> tuple[bool, str | None]:
        if self._world.predial_answer is None:
            raise UnavailableError("the eligibility check did not answer")
        return self._world.predial_answer


def started(contacts: int = 1, **settings: object) -> World:
    world = World(contacts=contacts, **settings)
    world.service.start("spc_1", "cmp_1")
    return world
