import { Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { enterSpace, useMe, useSpace } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { CheckIcon, PlusIcon } from "../kit/icons";
import { SpaceButton } from "./SpaceSwitcher";
import { shellWords } from "./words";

const NewSpace = lazy(() => import("./NewSpace").then((module) => ({ default: module.NewSpace })));

/** The menu of spaces; its weight is loaded when it is first opened. */
export function SpaceMenu() {
  const t = useT(shellWords);
  const me = useMe();
  const space = useSpace();
  const navigate = useNavigate();
  const [creating, { open, close }] = useDisclosure(false);
  const enter = (id: string) => {
    enterSpace(id);
    void navigate({ to: "/" });
  };
  return (
    <>
      <Menu position="bottom-start" width="target" defaultOpened>
        <Menu.Target>
          <SpaceButton />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("space")}</Menu.Label>
          {me.data?.spaces.map((item) => (
            <Menu.Item
              key={item.id}
              onClick={() => enter(item.id)}
              rightSection={item.id === space?.id ? <CheckIcon size={16} /> : null}
            >
              {item.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<PlusIcon size={16} />} onClick={open}>
            {t("newSpace")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {creating && (
        <Suspense>
          <NewSpace onClose={close} onCreated={enter} />
        </Suspense>
      )}
    </>
  );
}
