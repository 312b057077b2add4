"""The API's entry point: `api.app.handler`."""

from chalice.app import Chalice

from api.lambda_adapter import LambdaAdapter
from api.routes import (
    agents,
    analysis,
    api_keys,
    call_limits,
    calls,
    campaigns,
    contact_uploads,
    credentials,
    demo,
    do_not_call,
    docs,
    health,
    knowledge,
    me,
    members,
    models,
    phone_numbers,
    public,
    sessions,
    sip,
    sounds,
    spaces,
    telephony_accounts,
    tools,
)

app = Chalice("api", configure_logs=False)
for module in (
    agents,
    analysis,
    api_keys,
    call_limits,
    calls,
    campaigns,
    contact_uploads,
    credentials,
    demo,
    do_not_call,
    docs,
    health,
    knowledge,
    me,
    members,
    models,
    phone_numbers,
    public,
    sessions,
    sip,
    sounds,
    spaces,
    telephony_accounts,
    tools,
):
    app.register_blueprint(module.routes)

handler = LambdaAdapter(app)
