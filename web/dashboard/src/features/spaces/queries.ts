import type { Schemas } from "@speaknode/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { chooseSpace, spaceId, useSpaceId } from "./current";

export type Space = Schemas["SpaceWithRole"];

async function getMe() {
  const me = await ok(api().GET("/v1/me"));
  // The remembered space may be another person's, or gone.
  const known = me.spaces.some((space) => space.id === spaceId());
  if (!known) chooseSpace(me.spaces[0]?.id ?? null);
  return me;
}

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: getMe, staleTime: 60_000 });
}

export function useSpace(): Space | undefined {
  const id = useSpaceId();
  return useMe().data?.spaces.find((space) => space.id === id);
}

/** Everything that was loaded belongs to the space that is left. */
export function useChooseSpace(): (id: string) => void {
  const client = useQueryClient();
  return (id) => {
    chooseSpace(id);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" && queryKey[0] !== "config" });
    void client.invalidateQueries();
  };
}

export function useCreateSpace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => ok(api().POST("/v1/spaces", { body: { name }, params: { header: once() } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["me"] }),
  });
}

export function renameSpace(space: Space, name: string) {
  const params = { path: { space_id: space.id }, header: ifMatch(space.revision) };
  return ok(api().PATCH("/v1/spaces/{space_id}", { params, body: { name } }));
}
