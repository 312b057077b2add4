import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { PageHeader } from "../../kit/PageHeader";
import { useSpace } from "../spaces/queries";
import { ApiKeys } from "./ApiKeys";
import { Credentials } from "./Credentials";
import { SpaceForm } from "./SpaceForm";
import { settingsWords } from "./words";

export function SettingsPage() {
  const t = useT(settingsWords);
  const navigate = useNavigate();
  const { tab = "space" } = useSearch({ from: "/shell/settings" });
  const space = useSpace();
  return (
    <>
      <PageHeader title={t("title")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ to: "/settings", search: next === "space" || !next ? {} : { tab: next }, replace: true })}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="space">{t("space")}</Tabs.Tab>
          <Tabs.Tab value="keys">{t("keys")}</Tabs.Tab>
          <Tabs.Tab value="credentials">{t("credentials")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="space">{space && <SpaceForm key={space.id} space={space} />}</Tabs.Panel>
        <Tabs.Panel value="keys">
          <ApiKeys />
        </Tabs.Panel>
        <Tabs.Panel value="credentials">
          <Credentials />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
