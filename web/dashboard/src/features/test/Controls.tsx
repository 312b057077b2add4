import { Button, Group, Stack } from "@mantine/core";
import type { Mode } from "@speaknode/voice";
import { useEffect, useRef } from "react";
import { useT } from "../../i18n/language";
import { MicIcon, MicOffIcon, PhoneEndIcon } from "../../kit/icons";
import classes from "./TestPanel.module.css";
import type { Conversation } from "./useConversation";
import { testWords } from "./words";

export function Controls({ talk, mode }: { talk: Conversation; mode: Mode }) {
  const t = useT(testWords);
  const withMicrophone = mode === "voice" && talk.permission === "granted";
  return (
    <Stack gap="xs">
      {withMicrophone && <Level level={talk.level} />}
      <Group grow>
        {withMicrophone && (
          <Button
            variant="default"
            leftSection={talk.muted ? <MicOffIcon size={16} /> : <MicIcon size={16} />}
            aria-pressed={talk.muted}
            onClick={() => talk.mute(!talk.muted)}
          >
            {talk.muted ? t("unmute") : t("mute")}
          </Button>
        )}
        <Button color="red.9" leftSection={<PhoneEndIcon size={16} />} onClick={talk.end}>
          {t("end")}
        </Button>
      </Group>
    </Stack>
  );
}

/** Drawn past React: it changes with every frame. */
function Level({ level }: { level: () => number }) {
  const t = useT(testWords);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      if (bar.current) bar.current.style.transform = `scaleX(${level().toFixed(3)})`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    <div className={classes.level} role="img" aria-label={t("level")}>
      <div ref={bar} />
    </div>
  );
}
