import { Button, type ButtonProps, Text } from "@mantine/core";
import { type ComponentProps, forwardRef, lazy } from "react";
import { useSpace } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { ChevronIcon } from "../kit/icons";
import { Later } from "./Later";
import { shellWords } from "./words";

const load = () => import("./SpaceMenu");
const SpaceMenu = lazy(() => load().then((module) => ({ default: module.SpaceMenu })));

export function SpaceSwitcher() {
  return <Later load={load} button={(props) => <SpaceButton {...props} />} menu={<SpaceMenu />} />;
}

type Props = ButtonProps & Omit<ComponentProps<"button">, keyof ButtonProps>;

export const SpaceButton = forwardRef<HTMLButtonElement, Props>((props, ref) => {
  const t = useT(shellWords);
  const space = useSpace();
  return (
    <Button
      ref={ref}
      variant="default"
      fullWidth
      justify="space-between"
      fw={500}
      rightSection={<ChevronIcon size={16} />}
      aria-label={`${t("space")}: ${space?.name ?? ""}`}
      aria-haspopup="menu"
      {...props}
    >
      <Text truncate size="sm" component="span">
        {space?.name ?? "…"}
      </Text>
    </Button>
  );
});
SpaceButton.displayName = "SpaceButton";
