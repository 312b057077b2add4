"""What a campaign's file can fill: the agent's variables, and the consent that the campaign asks for."""

from collections.abc import Sequence

from speaknode.agents.variables import Variable
from speaknode.campaigns.models import Campaign
from speaknode.contact_uploads.ports import Agents


def declared(agents: Agents, campaign: Campaign) -> Sequence[Variable]:
    settings = campaign.settings
    _, _, config = agents.resolve(campaign.space_id, settings.agent_id, settings.agent_version)
    consent = settings.consent_variable
    if consent is None or any(variable.name == consent for variable in config.variables):
        return config.variables
    return [*config.variables, Variable(name=consent)]
