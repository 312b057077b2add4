// The browser's microphone: asking for it, its level, its devices, and why there is none.

import type { Microphone } from "./port";
import type { MicrophonePermission } from "./types";

export class MicrophoneError extends Error {
  constructor(readonly permission: MicrophonePermission) {
    super(`microphone: ${permission}`);
    this.name = "MicrophoneError";
  }
}

export async function openMicrophone(deviceId?: string): Promise<Microphone> {
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneError("insecure");
  const audio: MediaTrackConstraints = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
  };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const [track] = stream.getAudioTracks();
    if (!track) throw new MicrophoneError("absent");
    return new BrowserMicrophone(stream, track);
  } catch (error) {
    throw asMicrophoneError(error);
  }
}

function asMicrophoneError(error: unknown): MicrophoneError {
  if (error instanceof MicrophoneError) return error;
  const name = error instanceof DOMException ? error.name : "";
  return new MicrophoneError(name === "NotAllowedError" || name === "SecurityError" ? "denied" : "absent");
}

/** Labels are there only after the microphone was once allowed. */
export async function listMicrophones(): Promise<MediaDeviceInfo[]> {
  if (!navigator.mediaDevices?.enumerateDevices) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "audioinput" && device.deviceId);
}

class BrowserMicrophone implements Microphone {
  readonly #context: AudioContext;
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(
    readonly stream: MediaStream,
    readonly track: MediaStreamTrack,
  ) {
    this.#context = new AudioContext();
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = 1024;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  level(): number {
    if (!this.track.enabled) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let power = 0;
    for (const sample of this.#samples) power += sample * sample;
    // Speech sits around 0.05 RMS: the root of it makes a meter that moves.
    return Math.min(1, Math.sqrt(Math.sqrt(power / this.#samples.length)) * 1.4);
  }

  onLost(handler: () => void): void {
    this.track.addEventListener("ended", handler);
  }

  close(): void {
    this.track.stop();
    void this.#context.close();
  }
}
