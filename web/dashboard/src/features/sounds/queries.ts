import type { Schemas } from "@speaknode/api";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";
import { type Progress, sendFile } from "../../kit/upload";

export type Sound = Schemas["Sound"];

export const ENDINGS = ["wav", "flac", "ogg", "mp3"];

const path = (soundId: string) => ({ sound_id: soundId });

export function listSounds(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/sounds", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useSounds() {
  return usePages(["sounds", "list"], (cursor) => listSounds(cursor));
}

/** For pickers: those among the newest hundred that can be played. */
export function useSoundOptions() {
  const query = useQuery({ queryKey: ["sounds", "options"], queryFn: () => listSounds(undefined, 100) });
  return (query.data?.items ?? []).filter(({ status }) => status === "ready").map(({ id, name }) => ({ value: id, label: name }));
}

export async function audioOf(soundId: string): Promise<string> {
  return (await ok(api().GET("/v1/sounds/{sound_id}/audio", { params: { path: path(soundId) } }))).url;
}

function create(body: Schemas["SoundCreate"]) {
  return ok(api().POST("/v1/sounds", { body, params: { header: once() } }));
}

function check(soundId: string) {
  return ok(api().POST("/v1/sounds/{sound_id}/check", { params: { path: path(soundId) } }));
}

export function deleteSound(soundId: string) {
  return ok(api().DELETE("/v1/sounds/{sound_id}", { params: { path: path(soundId) } }));
}

export function forget(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["sounds"] });
}

/** Returns the id of the new sound. */
export function send(file: File, onProgress: Progress): Promise<string> {
  const name = file.name.replace(/\.\w+$/, "").slice(0, 200) || file.name;
  return sendFile(
    file,
    { create: (part) => create({ name, filename: file.name, ...part }), finish: check, abandon: deleteSound },
    onProgress,
  );
}
