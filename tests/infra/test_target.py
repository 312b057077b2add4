from infra.local import environment
from infra.local.issuer.tokens import ADMIN_ROLE
from infra.local.livekit_config import Keys
from infra.local.ports import Ports
from infra.local.target import Target

PAIR = Keys("APIkey", "s" * 40)


def test_embedded_by_default_and_deaf_to_real_keys() -> None:
    target = Target.from_env(Ports(aws=14566), {"AWS_ACCESS_KEY_ID": "AKIAREAL"})
    assert target.embedded
    assert target.endpoint_url == "http://127.0.0.1:14566"
    assert target.credentials["AWS_ACCESS_KEY_ID"] == "test"


def test_an_endpoint_of_the_user_is_deployed_to() -> None:
    target = Target.from_env(Ports(), {"AWS_ENDPOINT_URL": "http://localstack:4566/"})
    assert not target.embedded
    assert target.by_path == "http://localstack:4566/_aws/execute-api"


def test_aws_takes_the_users_keys_and_no_endpoint() -> None:
    env = {"SPEAKNODE_TARGET": "aws", "AWS_PROFILE": "work", "AWS_REGION": "eu-central-1"}
    target = Target.from_env(Ports(), env)
    assert (target.endpoint_url, target.by_path, target.region) == (None, "", "eu-central-1")
    assert target.environment() == {
        "AWS_PROFILE": "work",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }


def test_names_of_variables() -> None:
    assert environment.variable("AgentsTable") == "SPEAKNODE_AGENTS_TABLE"
    assert environment.variable("SessionsQueueUrl") == "SPEAKNODE_SESSIONS_QUEUE_URL"


def test_settings_carry_outputs_keys_and_place() -> None:
    target = Target.from_env(Ports(), {})
    outputs = {"AgentsTable": "t", "LiveKitUrl": "ws://lk"}
    settings = environment.settings(target, Ports(), PAIR, outputs)
    assert settings["SPEAKNODE_AGENTS_TABLE"] == "t"
    assert settings["SPEAKNODE_LIVEKIT_URL"] == "ws://lk"
    assert settings["SPEAKNODE_LIVEKIT_API_SECRET"] == PAIR.secret
    assert settings["AWS_ENDPOINT_URL"] == target.endpoint_url


def test_parameters_let_tools_reach_the_stack_and_what_is_added() -> None:
    target = Target.from_env(Ports(), {})
    env = {"SPEAKNODE_TOOL_ALLOWED_HOSTS": "10.0.0.1:80"}
    values = environment.parameters(target, Ports(), PAIR, env)
    models = ",".join(environment.MODEL_SERVERS)
    assert values["ToolAllowedHosts"] == f"127.0.0.1:4566,{models},10.0.0.1:80"
    assert values["WsCallbackBase"] == "http://127.0.0.1:4566/_aws/execute-api"


def test_only_the_own_issuer_names_who_administers() -> None:
    target = Target.from_env(Ports(), {})
    assert environment.parameters(target, Ports(), PAIR, {})["OidcAdminRole"] == ADMIN_ROLE
    others = {"SPEAKNODE_OIDC_ISSUER": "https://issuer.test"}
    assert "OidcAdminRole" not in environment.parameters(target, Ports(), PAIR, others)
