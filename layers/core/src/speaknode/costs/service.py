"""What models cost at this moment, by the catalogue."""

from collections.abc import Iterable

from speaknode import providers
from speaknode.costs.models import CostComponent, UsedModel
from speaknode.costs.ports import Catalogue
from speaknode.costs.pricing import Prices, components_of
from speaknode.models.models import CatalogueModel


class CostService:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of_models(self, used: Iterable[UsedModel]) -> list[CostComponent]:
        """The catalogue is read once, and not at all for providers that cost nothing."""
        models = list(used)
        prices = {} if all(map(_is_offline, models)) else self._prices()
        found = [
            part
            for model in models
            for part in components_of(
                model, None if _is_offline(model) else prices.get(_key(model), {})
            )
        ]
        return sorted(found, key=lambda part: (part.kind, part.provider, part.model))

    def _prices(self) -> dict[tuple[str, str, str], Prices]:
        return {
            _key(row): {price.unit: price.amount_usd for price in row.prices}
            for row in self._catalogue.list()
        }


def _key(named: UsedModel | CatalogueModel) -> tuple[str, str, str]:
    return named.kind, named.provider, named.model


def _is_offline(used: UsedModel) -> bool:
    spec = providers.all_specs().get((used.kind, used.provider))
    return spec is not None and spec.offline
