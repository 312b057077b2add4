"""Twilio's side of a call: asks the voice webhook what to do, does it, follows what comes next."""

import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from tests.support.twilio.media import MediaStream

from speaknode.telephony.twilio.signature import sign


@dataclass
class Exchange:
    """`public_url` is what Twilio believes to call; `reach` is where that is on this machine."""

    public_url: str
    reach: str
    account_sid: str
    token: str
    call_sid: str
    answers: list[httpx.Response] = field(default_factory=list)

    def tell(self, path: str, **fields: str) -> httpx.Response:
        """A signed form post, as Twilio sends it."""
        form = {
            "CallSid": self.call_sid,
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
        }
        url = path if path.startswith("http") else self.public_url + path
        form |= fields
        signature = sign(self.token, url, {name: [value] for name, value in form.items()})
        answer = httpx.post(
            url.replace(self.public_url, self.reach),
            content=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Twilio-Signature": signature,
            },
            timeout=30,
        )
        self.answers.append(answer)
        return answer

    def verbs(self) -> list[ElementTree.Element]:
        return list(ElementTree.fromstring(self.answers[-1].text))

    def stream(self) -> MediaStream:
        """Opens what the last answer's <Connect><Stream> asks for."""
        stream = self.verbs()[0].find("Stream")
        assert stream is not None, self.answers[-1].text
        parameters = {p.attrib["name"]: p.attrib["value"] for p in stream.iter("Parameter")}
        return MediaStream(stream.attrib["url"], parameters, self.call_sid)

    def follow(self) -> list[ElementTree.Element]:
        """The socket is closed: on to the <Redirect> after it, and to those that its answers ask for."""
        while verbs := {verb.tag: verb for verb in self.verbs()}:
            if "Redirect" not in verbs:
                break
            if "Pause" in verbs:
                time.sleep(float(verbs["Pause"].attrib["length"]))
            self.tell(str(verbs["Redirect"].text), CallStatus="in-progress", Direction="inbound")
        return self.verbs()
