// What went wrong, as the API tells it (RFC 9457), and how it lands on a form's fields.

import type { Problem } from "@speaknode/api";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: NonNullable<Problem["errors"]> = [],
    readonly requestId: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The API did not answer at all. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

export function errorOf(response: Response, body: unknown): ApiError {
  const problem = (body ?? {}) as Partial<Problem>;
  const requestId = response.headers.get("X-Request-Id") ?? problem.instance?.split("#")[1] ?? null;
  const message = problem.detail ?? problem.title ?? response.statusText;
  return new ApiError(response.status, problem.code ?? "unknown", message, problem.errors, requestId);
}

export function offlineError(cause: unknown): ApiError {
  return new ApiError(0, "unreachable", cause instanceof Error ? cause.message : String(cause));
}

/** JSON pointer → path of a form field: `/locales/en/first_message` → `locales.en.first_message`. */
export function pathOf(pointer: string): string {
  return pointer
    .replace(/^\//, "")
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}

export interface FieldErrors {
  /** By field path. */
  fields: Record<string, string>;
  /** What no field of the form can show. */
  general: string[];
}

/**
 * Sorts a problem's errors onto the fields a form `shows`. An error deeper than any field (a wrong
 * entry of a JSON field) lands on the nearest field above it.
 */
export function fieldErrors(error: ApiError, shows: (path: string) => boolean): FieldErrors {
  const sorted: FieldErrors = { fields: {}, general: [] };
  for (const { pointer, message } of error.errors) {
    const path = nearest(pathOf(pointer), shows);
    if (path === null) sorted.general.push(`${pointer}: ${message}`);
    else sorted.fields[path] ??= message;
  }
  if (error.errors.length === 0) sorted.general.push(error.message);
  return sorted;
}

function nearest(path: string, shows: (path: string) => boolean): string | null {
  for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) if (shows(at)) return at;
  return null;
}
