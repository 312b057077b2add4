// A button that plays one file, and stops it.

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useEffect, useState } from "react";
import { useT } from "../i18n/language";
import { PauseIcon, PlayIcon } from "./icons";
import { kitWords } from "./words";

interface Props {
  name: string;
  /** Asked for when it is played: links do not last. */
  getUrl: () => Promise<string>;
}

export function Listen({ name, getUrl }: Props) {
  const t = useT(kitWords);
  const [audio] = useState(() => new Audio());
  const [state, setState] = useState<"quiet" | "loading" | "playing">("quiet");
  useEffect(() => () => audio.pause(), [audio]);
  const play = async () => {
    setState("loading");
    try {
      audio.src = await getUrl();
      audio.onplaying = () => setState("playing");
      audio.onpause = audio.onended = () => setState("quiet");
      await audio.play();
    } catch (error) {
      setState("quiet");
      const message = error instanceof DOMException ? t("unplayable") : String((error as Error).message);
      notifications.show({ message, color: "red" });
    }
  };
  const isPlaying = state === "playing";
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={isPlaying ? <PauseIcon size={14} /> : <PlayIcon size={14} />}
      loading={state === "loading"}
      aria-label={`${t(isPlaying ? "stop" : "listen")} ${name}`}
      onClick={() => (isPlaying ? audio.pause() : void play())}
    >
      {t(isPlaying ? "stop" : "listen")}
    </Button>
  );
}
