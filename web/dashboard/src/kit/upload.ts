// How a file gets to the API: with the request when it is small, else by a link of the storage.

import { ApiError, offlineError } from "../api/problem";

// What becomes more than 960 000 characters of base64 the API does not take in a request.
export const INLINE_BYTES = 700_000;
const CHUNK = 0x8000;

export type Progress = (share: number) => void;

interface Created {
  id: string;
  upload: { url: string } | null;
}

interface Steps {
  create: (body: { content: string | null; size_bytes: number | null }) => Promise<Created>;
  /** After an upload by link. */
  finish: (id: string) => Promise<unknown>;
  /** What was created is of no use without its file. */
  abandon: (id: string) => Promise<unknown>;
}

export async function sendFile(file: Blob, { create, finish, abandon }: Steps, onProgress: Progress): Promise<string> {
  if (file.size <= INLINE_BYTES) return (await create({ content: await base64Of(file), size_bytes: null })).id;
  const { id, upload } = await create({ content: null, size_bytes: file.size });
  try {
    if (upload) await put(upload.url, file, onProgress);
    await finish(id);
  } catch (error) {
    await abandon(id).catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
  return id;
}

export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** By XMLHttpRequest: `fetch` does not tell how far an upload is. */
export function put(url: string, file: Blob, onProgress: Progress): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new ApiError(request.status, "upload_failed", request.statusText || `HTTP ${request.status}`));
    request.onerror = () => reject(offlineError(new Error("upload")));
    // Without a type of its own: the link is signed for none.
    request.send(new Blob([file]));
  });
}
