import { AppShell, Burger, Group, NavLink, Text } from "@mantine/core";
import { createLink, type LinkComponent, type LinkProps } from "@tanstack/react-router";
import { type ComponentProps, forwardRef, type ReactNode } from "react";
import { useMe } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import * as icons from "../kit/icons";
import { Mark } from "./Mark";
import { shellWords } from "./words";

type Word = keyof typeof shellWords;
interface Item {
  to: NonNullable<LinkProps["to"]>;
  word: Word;
  icon: (props: icons.IconProps) => ReactNode;
}

interface Section {
  title: Word | null;
  items: Item[];
}

// A capability that gets a screen adds its line here.
const SECTIONS: Section[] = [
  { title: null, items: [{ to: "/", word: "home", icon: icons.HomeIcon }] },
  {
    title: "build",
    items: [
      { to: "/agents", word: "agents", icon: icons.AgentIcon },
      { to: "/tools", word: "tools", icon: icons.ToolIcon },
      { to: "/knowledge", word: "knowledge", icon: icons.BookIcon },
      { to: "/sounds", word: "sounds", icon: icons.SoundIcon },
      { to: "/phone-numbers", word: "numbers", icon: icons.PhoneIcon },
    ],
  },
  {
    title: "run",
    items: [
      { to: "/test", word: "test", icon: icons.MicIcon },
      { to: "/campaigns", word: "campaigns", icon: icons.CampaignIcon },
      { to: "/do-not-call", word: "doNotCall", icon: icons.BlockIcon },
    ],
  },
  { title: "observe", items: [{ to: "/sessions", word: "sessions", icon: icons.SessionIcon }] },
  {
    title: "manage",
    items: [
      { to: "/members", word: "members", icon: icons.PeopleIcon },
      { to: "/settings", word: "settings", icon: icons.SettingsIcon },
    ],
  },
];
const PLATFORM: Section = { title: "platform", items: [{ to: "/platform/do-not-call", word: "neverCall", icon: icons.BlockIcon }] };

const Base = forwardRef<HTMLAnchorElement, ComponentProps<"a"> & { label: string; leftSection: ReactNode }>(
  ({ color: _color, onChange: _onChange, ...props }, ref) => <NavLink ref={ref} component="a" {...props} />,
);
Base.displayName = "NavItem";
const Linked = createLink(Base);
const NavItem: LinkComponent<typeof Base> = (props) => (
  <Linked activeProps={{ "data-active": true }} {...props} />
);

export function Nav({ top, onClose }: { top: ReactNode; onClose: () => void }) {
  const t = useT(shellWords);
  const isAdmin = useMe().data?.is_platform_admin ?? false;
  return (
    <>
      <AppShell.Section p="md" pb="xs">
        <Group justify="space-between" mb="md">
          <Group gap="xs">
            <Mark />
            <Text fw={700} size="lg">
              Speaknode
            </Text>
          </Group>
          <Burger opened onClick={onClose} hiddenFrom="sm" size="sm" aria-label={t("navigation")} />
        </Group>
        {top}
      </AppShell.Section>
      <AppShell.Section grow px="xs" style={{ overflowY: "auto" }}>
        {(isAdmin ? [...SECTIONS, PLATFORM] : SECTIONS).map(({ title, items }) => (
          <div key={title ?? "top"} role="group" aria-label={title ? t(title) : t("home")}>
            {title && (
              <Text size="xs" fw={600} c="dimmed" px="sm" mt="md" mb={4}>
                {t(title)}
              </Text>
            )}
            {items.map(({ to, word, icon: Icon }) => (
              <NavItem
                key={to}
                to={to}
                label={t(word)}
                leftSection={<Icon />}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                style={{ borderRadius: "var(--mantine-radius-md)" }}
              />
            ))}
          </div>
        ))}
      </AppShell.Section>
    </>
  );
}
