"""Create and configure: application, secrets, scenario, rule. Each step looks, compares, sets; a failure is undone."""

from collections.abc import Callable

from speaknode.kit.errors import SpeaknodeError
from speaknode.telephony.models import SetupStep, StepStatus
from speaknode.telephony.ports import Tell, untold
from speaknode.telephony.voximplant import scenario
from speaknode.telephony.voximplant.client import Json, VoxClient

_PATTERN = ".*"


class Provisioning:
    """Everything is found by its name, so a run that died is taken up where it stopped."""

    def __init__(
        self,
        client: VoxClient,
        name: str,
        state: dict[str, str],
        tell: Tell = untold,
    ) -> None:
        self._client, self._name = client, name
        self.state = state
        self._tell = tell
        self._step_now = ""
        self._undo: list[tuple[str, str, dict[str, str]]] = []

    def ensure(self, secrets: dict[str, str]) -> dict[str, str]:
        try:
            self._step("application", self._application)
            self._step("secrets", lambda: self._secrets(secrets))
            self._step("scenario", self._scenario)
            self._step("rule", self._rule)
        except SpeaknodeError as error:
            failed = SetupStep(name=self._step_now, status=StepStatus.FAILED, detail=error.message)
            self._tell(failed)
            self._undo_all()
            raise
        return self.state

    def remove(self) -> None:
        """What is gone already is fine."""
        for method, key in (
            ("DelRule", "rule_id"),
            ("DelScenario", "scenario_id"),
            ("DelApplication", "application_id"),
        ):
            if value := self.state.pop(key, None):
                self._try(method, {key: value})

    def _step(self, name: str, work: Callable[[], None]) -> None:
        self._step_now = name
        work()
        self._tell(SetupStep(name=name, status=StepStatus.DONE))

    def _application(self) -> None:
        found = self._find("GetApplications", "application_name", self._name)
        if found is None:
            found = self._client.call("AddApplication", application_name=self._name)
            self._made("DelApplication", application_id=str(found["application_id"]))
        self.state["application_id"] = str(found["application_id"])

    def _secrets(self, secrets: dict[str, str]) -> None:
        application = self.state["application_id"]
        there = {
            str(row["secret_name"]): row
            for row in self._client.each("GetSecrets", application_id=application)
        }
        for name, value in secrets.items():
            if (row := there.get(name)) is None:
                self._client.call(
                    "AddSecret", application_id=application, secret_name=name, secret_value=value
                )
            else:  # it cannot be read back, so it is set
                self._client.call(
                    "SetSecretInfo", secret_id=str(row["secret_id"]), secret_value=value
                )

    def _scenario(self) -> None:
        wanted, application = scenario.text(), self.state["application_id"]
        found = self._find("GetScenarios", "scenario_name", self._name, application_id=application)
        if found is None:
            found = self._client.call(
                "AddScenario",
                scenario_name=self._name,
                scenario_script=wanted,
                application_id=application,
            )
            self._made("DelScenario", scenario_id=str(found["scenario_id"]))
        elif self._script(str(found["scenario_id"])) != wanted:
            sid = str(found["scenario_id"])
            self._client.call("SetScenarioInfo", scenario_id=sid, scenario_script=wanted)
        self.state["scenario_id"] = str(found["scenario_id"])

    def _script(self, scenario_id: str) -> str:
        rows = self._client.call("GetScenarios", scenario_id=scenario_id, with_script=True)
        return str(rows["result"][0].get("scenario_script", "")) if rows.get("result") else ""

    def _rule(self) -> None:
        application, wanted = self.state["application_id"], self.state["scenario_id"]
        found = self._find("GetRules", "rule_name", self._name, application_id=application)
        if found is None:
            found = self._client.call(
                "AddRule",
                application_id=application,
                rule_name=self._name,
                rule_pattern=_PATTERN,
                scenario_id=wanted,
            )
            self._made("DelRule", rule_id=str(found["rule_id"]))
        elif wanted not in {str(row["scenario_id"]) for row in found.get("scenarios", [])}:
            # SetRuleInfo answers success and binds nothing.
            self._client.call(
                "BindScenario",
                application_id=application,
                rule_id=str(found["rule_id"]),
                scenario_id=wanted,
                bind=True,
            )
        self.state["rule_id"] = str(found["rule_id"])

    def _find(self, method: str, key: str, name: str, **more: str) -> Json | None:
        """An application's name comes back with the account's domain behind it."""
        rows = self._client.each(method, **more)
        return next((row for row in rows if str(row[key]).split(".")[0] == name), None)

    def _made(self, undo: str, **parameters: str) -> None:
        self._undo.append((self._step_now, undo, parameters))

    def _undo_all(self) -> None:
        while self._undo:
            step, method, parameters = self._undo.pop()
            if self._try(method, parameters):
                self._tell(SetupStep(name=step, status=StepStatus.UNDONE))
            for key in parameters:
                self.state.pop(key, None)

    def _try(self, method: str, parameters: dict[str, str]) -> bool:
        try:
            self._client.call(method, **parameters)
        except SpeaknodeError:
            return False  # gone, or it stays and is found by its name the next time
        return True
