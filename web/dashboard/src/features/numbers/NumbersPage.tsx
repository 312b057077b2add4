import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { PageHeader } from "../../kit/PageHeader";
import { AccountTable } from "../accounts/AccountTable";
import { Doctor } from "../doctor/Doctor";
import { NumberTable } from "./NumberTable";
import { numberWords } from "./words";

const TABS = ["numbers", "accounts", "doctor"] as const;

export function NumbersPage() {
  const t = useT(numberWords);
  const navigate = useNavigate();
  const { tab = "numbers" } = useSearch({ from: "/shell/phone-numbers" });
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ to: "/phone-numbers", search: next === "numbers" || !next ? {} : { tab: next }, replace: true })}
      >
        <Tabs.List mb="lg">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(name)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="numbers">
          <NumberTable />
        </Tabs.Panel>
        <Tabs.Panel value="accounts">
          <AccountTable />
        </Tabs.Panel>
        <Tabs.Panel value="doctor">
          <Doctor />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
