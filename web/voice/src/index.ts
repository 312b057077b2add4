export { listMicrophones, MicrophoneError, openMicrophone } from "./microphone";
export type { Microphone, OpenMicrophone, OpenRoom, RoomEvent, RoomPort } from "./port";
export { roomOf, VoiceSession, type VoiceOptions } from "./session";
export * from "./types";
