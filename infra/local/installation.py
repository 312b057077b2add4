"""Brings an installation up, in the order that its parts need each other."""

import asyncio
import logging
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.exceptions
from infra.local import bridge, environment, livekit_config, phone, reload, specs
from infra.local.child import Child, Spec, last_line
from infra.local.deploy.run import FUNCTION_PATHS, deploy
from infra.local.errors import LocalError
from infra.local.home import PROJECT, Home, read_json, write_json
from infra.local.livekit_config import Keys
from infra.local.ports import HOST, Ports, busy
from infra.local.state import Journal
from infra.local.target import Target

log = logging.getLogger("speaknode.supervisor")


@dataclass
class Installation:
    home: Home
    ports: Ports
    target: Target
    livekit_binary: Path | None
    without: frozenset[str]
    journal: Journal
    pair: Keys = field(init=False)
    telephone: phone.Phone | None = field(init=False)
    outputs: dict[str, str] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pair = livekit_config.keys(self.home)
        self.telephone, self._no_telephone = phone.find(self.ports, self.without)

    async def start(self, stop: asyncio.Event) -> None:
        aside = [
            self._child(specs.issuer(self.home, self.ports)),
            self._child(specs.web(self.home, self.ports)),
        ]
        async with asyncio.TaskGroup() as together:
            for spec in aside:
                together.create_task(spec)
            together.create_task(self._start_core())
        self._tasks.append(asyncio.create_task(self._watch_emulator(), name="watch-aws"))
        if self.target.embedded and os.environ.get("SPEAKNODE_RELOAD") != "0":
            watching = reload.watch(FUNCTION_PATHS, self._renew_functions, stop)
            self._tasks.append(asyncio.create_task(watching, name="reload"))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for name in specs.STOP_ORDER:
            if name in self.children:
                await self.children[name].stop()
        self.home.run_file.unlink(missing_ok=True)
        shutil.rmtree(self.home.scratch, ignore_errors=True)

    async def _start_core(self) -> None:
        if self.target.embedded:
            await self._child(specs.aws(self.home, self.ports))
        await self._deploy()
        async with asyncio.TaskGroup() as together:
            together.create_task(self._start_livekit())
            seeding = together.create_task(self._seed())
            worker = specs.worker(self.home, self.ports, self.target, self.pair, self.outputs)
            together.create_task(self._child(worker))
            together.create_task(self._start_bridge())
        self._publish(seeding.result())
        self._save_emulator()

    async def _child(self, spec: Spec) -> None:
        if spec.name in self.without:
            return
        self.journal.step(spec.name, "running")
        child = self.children.setdefault(spec.name, Child(spec, self.journal))
        try:
            await child.start()
        except LocalError as error:
            self.journal.step(spec.name, "failed", str(error))
            raise
        self.journal.step(spec.name, "done", f"port {spec.port}" if spec.port else "")

    async def _deploy(self) -> None:
        self.journal.step("stack", "running")
        wanted = environment.parameters(self.target, self.ports, self.pair)
        wanted |= phone.parameters(self.ports, self.telephone) | bridge.parameters(self.ports)
        try:
            self.outputs = await asyncio.to_thread(deploy, self.home, self.target, wanted)
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
            self.journal.step("stack", "failed", str(error))
            raise LocalError(f"The stack cannot be deployed: {error}") from error
        self.journal.step("stack", "done", self.target.endpoint_url or "AWS")

    async def _start_bridge(self) -> None:
        if busy(self.ports, {"bridge"}):
            reason = f"port {self.ports.bridge} in use: set SPEAKNODE_PORT_BRIDGE"
            self.journal.step("bridge", "done", reason)
            return
        spec = bridge.spec(self.home, self.ports, self.target, self.pair, self.outputs)
        await self._child(spec)

    async def _start_livekit(self) -> None:
        if "livekit" in self.without or self.livekit_binary is None:
            return
        self._configure_livekit()
        if self.telephone:
            await self._child(phone.redis(self.home, self.ports, self.telephone))
        await self._child(specs.livekit(self.home, self.ports, self.livekit_binary))
        if self.telephone:
            await self._child(phone.sip(self.home, self.ports, self.pair, self.telephone))
        else:
            self.journal.step("phone", "done", self._no_telephone)

    def _configure_livekit(self) -> None:
        hook = f"{self.outputs['ApiUrl']}/hooks/livekit"
        livekit_config.write(
            self.home, self.ports, self.pair, hook, redis=self.telephone is not None
        )

    async def _seed(self) -> dict[str, Any]:
        if "seed" in self.without:
            return {}
        self.journal.step("demo", "running")
        settings = environment.settings(self.target, self.ports, self.pair, self.outputs)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "infra.local.seed", self.outputs["ApiUrl"]),
            cwd=PROJECT,
            env={**environment.base(self.home), **settings},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        self.home.log("seed").write_bytes(said)
        if process.returncode:
            reason = last_line(self.home.log("seed"))
            self.journal.step("demo", "failed", reason)
            raise LocalError(f"The demo cannot be made: {reason} (see {self.home.log('seed')})")
        seeded = read_json(self.home.demo_file)
        self.journal.step("demo", "done", str(seeded["providers"]))
        return seeded

    def _publish(self, seeded: Mapping[str, Any]) -> None:
        """Writes run.json: what clients of this installation need to know."""
        facts = {
            "api_url": self.outputs["ApiUrl"],
            "api_key": seeded.get("api_key", ""),
            "space_id": seeded.get("space_id", ""),
            "demo_agent_id": seeded.get("agent_id", ""),
            "livekit_url": self.outputs["LiveKitUrl"],
            "web_url": environment.web_url(self.ports),
            "issuer_url": self.outputs["OidcIssuer"],
            "notifications_url": self.outputs["WsUrl"].replace("http", "ws", 1),
            "aws_endpoint_url": self.target.endpoint_url or "",
            "sip_host": HOST if self.telephone else "",
            "sip_port": self.ports.sip if self.telephone else 0,
            "sip_tls_port": self.ports.sip_tls if self.telephone else 0,
            "bridge_url": bridge.url(self.ports) if "bridge" in self.children else "",
        }
        write_json(self.home.run_file, facts)

    def _save_emulator(self) -> None:
        """What was just deployed survives a crash of the emulator from now on."""
        emulator = self.journal.status.processes.get("aws")
        if emulator and emulator.pid and emulator.alive:
            os.kill(emulator.pid, signal.SIGUSR1)

    async def _renew_functions(self) -> None:
        try:
            await asyncio.to_thread(reload.renew_functions, self.target)
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
            log.exception("functions were not reloaded")

    async def _watch_emulator(self) -> None:
        """A crash loses what was not saved: put back what the rest relies on."""
        if "aws" not in self.children:
            return
        emulator = self.children["aws"]
        while True:
            await emulator.restarted.wait()
            emulator.restarted.clear()
            before = dict(self.outputs)
            try:
                await self._deploy()
                self._publish(await self._seed())
                if self.outputs != before:
                    await self._follow_new_addresses()
                self._save_emulator()
            except LocalError as error:
                log.error("the emulator came back without its stack", extra={"error": str(error)})

    async def _follow_new_addresses(self) -> None:
        self._configure_livekit()
        if "livekit" in self.children and self.livekit_binary:
            spec = specs.livekit(self.home, self.ports, self.livekit_binary)
            await self.children["livekit"].replace(spec)
        if "worker" in self.children:
            spec = specs.worker(self.home, self.ports, self.target, self.pair, self.outputs)
            await self.children["worker"].replace(spec)
