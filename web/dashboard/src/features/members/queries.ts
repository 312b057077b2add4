import type { Schemas } from "@speaknode/api";
import { api, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";

export type Member = Schemas["Membership"];
export type Invitation = Schemas["InvitationWithLink"];
export type Role = Schemas["SpaceRole"];

export const ROLES: readonly Role[] = ["member", "owner"];

export function useMembers() {
  return usePages(["members"], (cursor) =>
    ok(api().GET("/v1/members", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function useInvitations() {
  return usePages(["invitations"], () => ok(api().GET("/v1/invitations")));
}

export function changeRole(userId: string, role: Role) {
  return ok(api().PATCH("/v1/members/{user_id}", { params: { path: { user_id: userId } }, body: { role } }));
}

export function removeMember(userId: string) {
  return ok(api().DELETE("/v1/members/{user_id}", { params: { path: { user_id: userId } } }));
}

export function invite(body: Schemas["InvitationCreate"]) {
  return ok(api().POST("/v1/invitations", { body, params: { header: once() } }));
}

export function sendAgain(invitationId: string) {
  return ok(api().POST("/v1/invitations/{invitation_id}/send", { params: { path: { invitation_id: invitationId } } }));
}

export function revoke(invitationId: string) {
  return ok(api().DELETE("/v1/invitations/{invitation_id}", { params: { path: { invitation_id: invitationId } } }));
}
