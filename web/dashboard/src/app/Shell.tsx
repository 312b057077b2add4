// The frame of every screen: navigation, header, live updates, palette, keys.

import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useNeedsSignIn } from "../auth/recovery";
import { useSpaceId } from "../features/spaces/current";
import { useMe } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { Loaded } from "../kit/States";
import { Account } from "./Account";
import { ColourSwitch } from "./ColourSwitch";
import { ConnectionDot } from "./ConnectionDot";
import { LanguageSwitch } from "./LanguageSwitch";
import { Nav } from "./Nav";
import { SearchButton } from "./SearchButton";
import { useShortcuts } from "./shortcuts";
import { SpaceSwitcher } from "./SpaceSwitcher";
import { shellWords } from "./words";

const SignInAgain = lazy(() => import("../auth/SignInAgain").then((module) => ({ default: module.SignInAgain })));
const Palette = lazy(() => import("./Palette").then((module) => ({ default: module.Palette })));

function useNavigationKeys(search: () => void) {
  const navigate = useNavigate();
  useShortcuts({
    "/": search,
    "g h": () => void navigate({ to: "/" }),
    "g a": () => void navigate({ to: "/agents" }),
    "g t": () => void navigate({ to: "/test" }),
    "g s": () => void navigate({ to: "/sessions" }),
  });
}

function Header({ opened, toggle, search }: { opened: boolean; toggle: () => void; search: () => void }) {
  const t = useT(shellWords);
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="xs">
      <Group gap="xs" wrap="nowrap">
        <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("openNavigation")} />
        <SearchButton onClick={search} />
      </Group>
      <Group gap={4} wrap="nowrap">
        <ConnectionDot />
        <LanguageSwitch />
        <ColourSwitch />
        <Account />
      </Group>
    </Group>
  );
}

export function Shell() {
  const t = useT(shellWords);
  const [opened, { toggle, close }] = useDisclosure(false);
  const [palette, setPalette] = useState(false);
  const { pathname } = useLocation();
  const me = useMe();
  // A remembered space is entered without waiting for `me`, which corrects it if it is gone.
  const space = useSpaceId();
  const expired = useNeedsSignIn();
  useEffect(close, [pathname, close]);
  useNavigationKeys(() => setPalette(true));
  return (
    <AppShell
      layout="alt"
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={{ base: "md", md: "xl" }}
    >
      <a className="skip-link" href="#content">
        {t("skip")}
      </a>
      <AppShell.Header>
        <Header opened={opened} toggle={toggle} search={() => setPalette(true)} />
      </AppShell.Header>
      <AppShell.Navbar aria-label={t("navigation")}>
        <Nav top={<SpaceSwitcher />} onClose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: "none" }}>
        {space ? <Outlet key={space} /> : <Loaded query={me}>{() => null}</Loaded>}
      </AppShell.Main>
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
      {expired && (
        <Suspense>
          <SignInAgain />
        </Suspense>
      )}
    </AppShell>
  );
}
