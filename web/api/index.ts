// The typed client of the management API; `schema.d.ts` is generated from docs/openapi.json.

import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema";

export type { components, operations, paths } from "./schema";
export type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type ApiClient = Client<paths>;

/** `baseUrl` is what paths such as /v1/agents follow. */
export function apiClient(options: ClientOptions & { baseUrl: string }): ApiClient {
  return createClient<paths>(options);
}
