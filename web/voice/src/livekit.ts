// A room over livekit-client. Loaded on demand: it is most of the weight.

import {
  DisconnectReason,
  Room,
  RoomEvent,
  Track,
  type LocalAudioTrack,
  type Participant,
  type RemoteTrack,
  type TextStreamReader,
} from "livekit-client";
import { TOPIC, type AgentState, type OpenRoom, type RoomOptions, type RoomPort } from "./port";
import type { ToolEvent } from "./types";

const AGENT_STATE = "lk.agent.state";
const SEGMENT_ID = "lk.segment_id";
const FINAL = "lk.transcription_final";
const STATES = new Set(["initializing", "idle", "listening", "thinking", "speaking"]);

export const openRoom: OpenRoom = async (options) => new LiveKitRoom(options);

class LiveKitRoom implements RoomPort {
  // A reload comes back to the conversation, so leaving the page does not hang up by itself.
  readonly #room = new Room({ adaptiveStream: false, dynacast: false, disconnectOnPageLeave: false });
  readonly #options: RoomOptions;
  #microphone: LocalAudioTrack | null = null;

  constructor(options: RoomOptions) {
    this.#options = options;
    this.#listen();
  }

  async connect(url: string, token: string): Promise<void> {
    await this.#room.connect(url, token);
    for (const participant of this.#room.remoteParticipants.values()) this.#notice(participant);
  }

  async publish(track: MediaStreamTrack): Promise<void> {
    const publication = await this.#room.localParticipant.publishTrack(track, {
      source: Track.Source.Microphone,
    });
    this.#microphone = publication.audioTrack as LocalAudioTrack;
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    if (this.#microphone) await this.#microphone.replaceTrack(track, { userProvidedTrack: true });
    else await this.publish(track);
  }

  async setMuted(muted: boolean): Promise<void> {
    await (muted ? this.#microphone?.mute() : this.#microphone?.unmute());
  }

  async sendText(text: string, topic: string): Promise<string> {
    return (await this.#room.localParticipant.sendText(text, { topic })).id;
  }

  async startAudio(): Promise<void> {
    await this.#room.startAudio();
  }

  async disconnect(): Promise<void> {
    await this.#room.disconnect();
  }

  #listen(): void {
    this.#room.registerTextStreamHandler(TOPIC.transcription, (reader, sender) => {
      void this.#transcribe(reader, sender.identity);
    });
    this.#room.registerTextStreamHandler(TOPIC.tool, (reader) => void this.#readTool(reader));
    this.#room
      .on(RoomEvent.ParticipantConnected, (participant) => this.#notice(participant))
      .on(RoomEvent.ParticipantAttributesChanged, (_, participant) => this.#notice(participant))
      .on(RoomEvent.ParticipantDisconnected, (participant) => {
        if (participant.isAgent) this.#options.onEvent({ type: "agent-left" });
      })
      .on(RoomEvent.TrackSubscribed, (track) => this.#play(track))
      .on(RoomEvent.TrackUnsubscribed, (track) => track.detach().forEach((element) => element.remove()))
      .on(RoomEvent.AudioPlaybackStatusChanged, () =>
        this.#options.onEvent({ type: "sound", blocked: !this.#room.canPlaybackAudio }),
      )
      .on(RoomEvent.Reconnecting, () => this.#options.onEvent({ type: "reconnecting" }))
      .on(RoomEvent.Reconnected, () => this.#options.onEvent({ type: "reconnected" }))
      .on(RoomEvent.Disconnected, (reason) =>
        this.#options.onEvent({ type: "disconnected", reason: meaning(reason) }),
      );
  }

  #notice(participant: Participant): void {
    if (participant.isLocal || !participant.isAgent) return;
    const state = participant.attributes[AGENT_STATE] ?? "initializing";
    this.#options.onEvent({ type: "agent", state: (STATES.has(state) ? state : "listening") as AgentState });
  }

  #play(track: RemoteTrack): void {
    if (track.kind !== Track.Kind.Audio || !this.#options.playsSound) return;
    const element = track.attach();
    element.dataset["agentAudio"] = "";
    element.hidden = true;
    document.body.append(element);
  }

  async #transcribe(reader: TextStreamReader, identity: string): Promise<void> {
    const role = identity === this.#room.localParticipant.identity ? "user" : "agent";
    const id = reader.info.attributes?.[SEGMENT_ID] ?? reader.info.id;
    let text = "";
    try {
      for await (const chunk of reader) {
        text += chunk;
        this.#options.onEvent({ type: "text", id, role, text, final: false });
      }
    } catch {
      // The room closed in the middle of a sentence: what was heard stays as it is.
    }
    const final = role === "agent" || reader.info.attributes?.[FINAL] === "true";
    if (text && final) this.#options.onEvent({ type: "text", id, role, text, final });
  }

  async #readTool(reader: TextStreamReader): Promise<void> {
    const tool = JSON.parse(await reader.readAll()) as ToolEvent;
    this.#options.onEvent({ type: "tool", tool: { name: String(tool.name), status: tool.status } });
  }
}

function meaning(reason: DisconnectReason | undefined): "self" | "room_closed" | "other_tab" | "lost" {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return "self";
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
    case DisconnectReason.PARTICIPANT_REMOVED:
      return "room_closed";
    case DisconnectReason.DUPLICATE_IDENTITY:
      return "other_tab";
    default:
      return "lost";
  }
}
