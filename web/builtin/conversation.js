// One conversation with the agent over LiveKit. Knows nothing of the page: it emits events.

// livekit-client is a classic script (index.html loads it first) that leaves one global.
const { Room, RoomEvent, Track } = globalThis.LivekitClient;

const TRANSCRIPTION_TOPIC = "lk.transcription";
const CHAT_TOPIC = "lk.chat";
const SEGMENT_ID = "lk.segment_id";
const FINAL = "lk.transcription_final";
const AGENT_STATE = "lk.agent.state";
const JOIN_DEADLINE_MS = 10_000;

/** Microphone of the visitor; the thrown error's `code` says why there is none. */
export async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) throw withCode("micInsecure");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    return stream.getAudioTracks()[0];
  } catch (error) {
    throw withCode(error.name === "NotAllowedError" ? "micDenied" : "micAbsent");
  }
}

/** Asks the installation for a session: {id, livekit_url, token}. */
export async function dispatch(config, request) {
  const url = `${config.api_url}/v1/public/agents/${config.demo_agent_id}/sessions`;
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
  } catch (error) {
    throw withCode("unreachable", error.message);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw withCode("refused", body.detail ?? body.title ?? `${response.status}`);
  return body;
}

/** Events: state {state}, message {id, role, text, final}, sound {blocked}, problem {code}. */
export class Conversation extends EventTarget {
  #room = new Room({ adaptiveStream: false, dynacast: false });
  #microphone = null;
  #joinTimer = null;
  #agentHere = false;
  #voice;

  constructor({ voice }) {
    super();
    this.#voice = voice;
    this.#listen();
  }

  async start(url, token, microphoneTrack) {
    this.#emit("state", { state: "connecting" });
    await this.#room.connect(url, token);
    this.#emit("state", { state: "waiting" });
    this.#joinTimer = setTimeout(() => this.#reportAbsence(), JOIN_DEADLINE_MS);
    for (const participant of this.#room.remoteParticipants.values()) this.#noticeAgent(participant);
    if (microphoneTrack) await this.#publish(microphoneTrack);
  }

  async setMuted(muted) {
    if (muted) await this.#microphone?.mute();
    else await this.#microphone?.unmute();
  }

  async send(text) {
    const info = await this.#room.localParticipant.sendText(text, { topic: CHAT_TOPIC });
    this.#emit("message", { id: info.id, role: "you", text, final: true });
  }

  async enableSound() {
    await this.#room.startAudio();
  }

  async end() {
    clearTimeout(this.#joinTimer);
    await this.#room.disconnect();
  }

  #listen() {
    this.#room.registerTextStreamHandler(TRANSCRIPTION_TOPIC, (reader, sender) =>
      this.#transcribe(reader, sender.identity),
    );
    this.#room
      .on(RoomEvent.ParticipantConnected, (participant) => this.#noticeAgent(participant))
      .on(RoomEvent.ParticipantAttributesChanged, (_, participant) => this.#noticeAgent(participant))
      .on(RoomEvent.TrackSubscribed, (track) => this.#play(track))
      .on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()))
      .on(RoomEvent.AudioPlaybackStatusChanged, () =>
        this.#emit("sound", { blocked: !this.#room.canPlaybackAudio }),
      )
      .on(RoomEvent.Reconnecting, () => this.#emit("state", { state: "reconnecting" }))
      .on(RoomEvent.Reconnected, () => this.#emit("state", { state: "listening" }))
      .on(RoomEvent.Disconnected, () => this.#finish());
  }

  #noticeAgent(participant) {
    if (participant.isLocal || !participant.isAgent) return;
    this.#agentHere = true;
    clearTimeout(this.#joinTimer);
    this.#emit("state", { state: participant.attributes[AGENT_STATE] ?? "initializing" });
  }

  #reportAbsence() {
    if (!this.#agentHere) this.#emit("problem", { code: "neverJoined" });
  }

  async #publish(track) {
    track.addEventListener("ended", () => this.#emit("problem", { code: "micLost" }));
    const publication = await this.#room.localParticipant.publishTrack(track, {
      source: Track.Source.Microphone,
    });
    this.#microphone = publication.track;
  }

  #play(track) {
    if (track.kind !== Track.Kind.Audio || !this.#voice) return;
    const element = track.attach();
    element.dataset.agentAudio = "";
    document.body.append(element);
  }

  async #transcribe(reader, identity) {
    const role = identity === this.#room.localParticipant.identity ? "you" : "agent";
    const id = reader.info.attributes?.[SEGMENT_ID] ?? reader.info.id;
    let text = "";
    try {
      for await (const chunk of reader) {
        text += chunk;
        this.#emit("message", { id, role, text, final: false });
      }
    } catch (error) {
      // The room closed in the middle of a sentence: what was heard stays as it is.
      console.info("transcription cut off", error.message);
    }
    const final = role === "agent" || reader.info.attributes?.[FINAL] === "true";
    if (text) this.#emit("message", { id, role, text, final });
  }

  #finish() {
    clearTimeout(this.#joinTimer);
    this.#microphone?.stop();
    this.#emit("state", { state: "ended" });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function withCode(code, message = "") {
  return Object.assign(new Error(message || code), { code, detail: message });
}
