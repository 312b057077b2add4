"""The API's entry point: `api.app.handler`."""

from importlib import import_module
from pkgutil import iter_modules

from chalice.app import Chalice

from api import routes
from api.lambda_adapter import LambdaAdapter

app = Chalice("api", configure_logs=False)
for module in iter_modules(routes.__path__):
    app.register_blueprint(import_module(f"{routes.__name__}.{module.name}").routes)

handler = LambdaAdapter(app)
