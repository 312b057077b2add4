import type { Schemas } from "@speaknode/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { forgetSpace } from "../../app/queryClient";
import { chooseSpace, spaceId, useSpaceId } from "./current";

export type Space = Schemas["SpaceWithRole"];

async function getMe() {
  const me = await ok(api().GET("/v1/me"));
  // The remembered space may be another person's, or gone.
  const known = me.spaces.some((space) => space.id === spaceId());
  if (!known) {
    forgetSpace();
    chooseSpace(me.spaces[0]?.id ?? null);
  }
  return me;
}

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: getMe, staleTime: 60_000 });
}

export function useSpace(): Space | undefined {
  const id = useSpaceId();
  return useMe().data?.spaces.find((space) => space.id === id);
}

export function enterSpace(id: string): void {
  forgetSpace();
  chooseSpace(id);
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
