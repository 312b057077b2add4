// A file that the page holds → the reader's downloads.

export function download(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

const MOST_FILES = 20;

export interface Part {
  file: Blob;
  next: string | undefined;
}

/** All of it: one file, or several where there is much. Whether it was all. */
export async function downloadParts(name: string, ending: string, read: (cursor?: string) => Promise<Part>): Promise<boolean> {
  let cursor: string | undefined;
  for (let part = 1; part <= MOST_FILES; part += 1) {
    const { file, next } = await read(cursor);
    download(`${name}${part > 1 || next ? `-${part}` : ""}.${ending}`, file);
    if (!next) return true;
    cursor = next;
  }
  return false;
}

/** What an answer of an export holds, and where the next part begins. */
export function partOf(file: unknown, response: Response): Part {
  return { file: file as Blob, next: response.headers.get("Speaknode-Next-Cursor") ?? undefined };
}
