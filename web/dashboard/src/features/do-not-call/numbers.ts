import { ApiError } from "../../api/problem";

/** Numbers as people paste them: a line each, or parted by commas and semicolons. */
export function numbersOf(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((number) => number.trim())
    .filter(Boolean);
}

/** The API tells wrong numbers by their place; people look for the number. */
export function named(error: unknown, numbers: string[]): unknown {
  if (!(error instanceof ApiError)) return error;
  const errors = error.errors.map(({ pointer, message, ...rest }) => {
    const [, place] = /^\/numbers\/(\d+)$/.exec(pointer) ?? [];
    return place === undefined ? { ...rest, pointer, message } : { ...rest, pointer: "/numbers", message: `${numbers[Number(place)]}: ${message}` };
  });
  return new ApiError(error.status, error.code, error.message, errors, error.requestId);
}
