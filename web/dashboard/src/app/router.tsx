// Every screen with its address. A capability adds its lines here and its folder under features/.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { accessToken } from "../auth/tokens";
import { Broken, NotFound } from "./Broken";
import { Shell } from "./Shell";

type Search = Record<string, unknown>;
const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

const root = createRootRoute({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Search): { to?: string } => ({ to: text(search["to"]) }),
  component: lazyRouteComponent(() => import("../auth/SignIn"), "SignIn"),
});

const callback = createRoute({
  getParentRoute: () => root,
  path: "/callback",
  component: lazyRouteComponent(() => import("../auth/Callback"), "Callback"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: ({ location }) => {
    if (!accessToken()) throw redirect({ to: "/sign-in", search: { to: location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("../features/home/Home"), "Home"),
});

const agents = createRoute({
  getParentRoute: () => shell,
  path: "/agents",
  component: lazyRouteComponent(() => import("../features/agents/AgentList"), "AgentList"),
});

export const agentRoute = createRoute({
  getParentRoute: () => shell,
  path: "/agents/$agentId",
  validateSearch: (search: Search): { tab?: string } => ({ tab: text(search["tab"]) }),
  component: lazyRouteComponent(() => import("../features/agents/AgentPage"), "AgentPage"),
});

const tools = createRoute({
  getParentRoute: () => shell,
  path: "/tools",
  component: lazyRouteComponent(() => import("../features/tools/ToolList"), "ToolList"),
});

export const toolRoute = createRoute({
  getParentRoute: () => shell,
  path: "/tools/$toolId",
  component: lazyRouteComponent(() => import("../features/tools/ToolPage"), "ToolPage"),
});

const knowledge = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge",
  component: lazyRouteComponent(() => import("../features/knowledge/KnowledgeList"), "KnowledgeList"),
});

export const knowledgeRoute = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/$knowledgeId",
  component: lazyRouteComponent(() => import("../features/knowledge/KnowledgePage"), "KnowledgePage"),
});

const sounds = createRoute({
  getParentRoute: () => shell,
  path: "/sounds",
  component: lazyRouteComponent(() => import("../features/sounds/SoundList"), "SoundList"),
});

export const numbersRoute = createRoute({
  getParentRoute: () => shell,
  path: "/phone-numbers",
  validateSearch: (search: Search): { tab?: string } => ({ tab: text(search["tab"]) }),
  component: lazyRouteComponent(() => import("../features/numbers/NumbersPage"), "NumbersPage"),
});

export const numberRoute = createRoute({
  getParentRoute: () => shell,
  path: "/phone-numbers/$numberId",
  component: lazyRouteComponent(() => import("../features/numbers/NumberPage"), "NumberPage"),
});

export const accountRoute = createRoute({
  getParentRoute: () => shell,
  path: "/telephony-accounts/$accountId",
  component: lazyRouteComponent(() => import("../features/accounts/AccountPage"), "AccountPage"),
});

export const testRoute = createRoute({
  getParentRoute: () => shell,
  path: "/test",
  validateSearch: (search: Search): { agent?: string } => ({ agent: text(search["agent"]) }),
  component: lazyRouteComponent(() => import("../features/test/TestPage"), "TestPage"),
});

const campaigns = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns",
  component: lazyRouteComponent(() => import("../features/campaigns/CampaignList"), "CampaignList"),
});

const newCampaign = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/new",
  component: lazyRouteComponent(() => import("../features/campaigns/EditPage"), "NewPage"),
});

export const campaignRoute = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$campaignId",
  validateSearch: (search: Search): { status?: string | undefined } => ({ status: text(search["status"]) }),
  component: lazyRouteComponent(() => import("../features/campaigns/CampaignPage"), "CampaignPage"),
});

export const campaignEditRoute = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$campaignId/edit",
  component: lazyRouteComponent(() => import("../features/campaigns/EditPage"), "EditPage"),
});

export const contactsRoute = createRoute({
  getParentRoute: () => shell,
  path: "/campaigns/$campaignId/contacts",
  validateSearch: (search: Search): { upload?: string | undefined } => ({ upload: text(search["upload"]) }),
  component: lazyRouteComponent(() => import("../features/contacts/ContactsPage"), "ContactsPage"),
});

const doNotCall = createRoute({
  getParentRoute: () => shell,
  path: "/do-not-call",
  validateSearch: (search: Search): { number?: string | undefined } => ({ number: text(search["number"]) }),
  component: lazyRouteComponent(() => import("../features/do-not-call/DoNotCallPage"), "DoNotCallPage"),
});

const platformDoNotCall = createRoute({
  getParentRoute: () => shell,
  path: "/platform/do-not-call",
  validateSearch: (search: Search): { number?: string | undefined } => ({ number: text(search["number"]) }),
  component: lazyRouteComponent(() => import("../features/do-not-call/DoNotCallPage"), "PlatformPage"),
});

export interface SessionFilters {
  agent?: string;
  status?: string;
  channel?: string;
  caller?: string;
  from?: string;
  to?: string;
}

export const sessionsRoute = createRoute({
  getParentRoute: () => shell,
  path: "/sessions",
  validateSearch: (search: Search): SessionFilters => ({
    agent: text(search["agent"]),
    status: text(search["status"]),
    channel: text(search["channel"]),
    caller: text(search["caller"]),
    from: text(search["from"]),
    to: text(search["to"]),
  }),
  component: lazyRouteComponent(() => import("../features/sessions/SessionList"), "SessionList"),
});

export const sessionRoute = createRoute({
  getParentRoute: () => shell,
  path: "/sessions/$sessionId",
  validateSearch: (search: Search): { turn?: number; tab?: string } => ({
    turn: typeof search["turn"] === "number" ? search["turn"] : undefined,
    tab: text(search["tab"]),
  }),
  component: lazyRouteComponent(() => import("../features/sessions/SessionPage"), "SessionPage"),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: "/members",
  component: lazyRouteComponent(() => import("../features/members/MembersPage"), "MembersPage"),
});

export const settingsRoute = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  validateSearch: (search: Search): { tab?: string } => ({ tab: text(search["tab"]) }),
  component: lazyRouteComponent(() => import("../features/settings/SettingsPage"), "SettingsPage"),
});

const build = [agents, agentRoute, tools, toolRoute, knowledge, knowledgeRoute, sounds];
const run = [testRoute, campaigns, newCampaign, campaignRoute, campaignEditRoute, contactsRoute, doNotCall];
const telephony = [numbersRoute, numberRoute, accountRoute];
const screens = [home, ...build, ...telephony, ...run, sessionsRoute, sessionRoute, members, settingsRoute, platformDoNotCall];

export const router = createRouter({
  routeTree: root.addChildren([signIn, callback, shell.addChildren(screens)]),
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
