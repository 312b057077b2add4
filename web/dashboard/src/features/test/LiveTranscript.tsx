import { ActionIcon, Group, TextInput, VisuallyHidden } from "@mantine/core";
import type { Message } from "@speaknode/voice";
import { useEffect, useRef, useState } from "react";
import { useT } from "../../i18n/language";
import { SendIcon } from "../../kit/icons";
import classes from "./TestPanel.module.css";
import { testWords } from "./words";

interface Props {
  messages: Message[];
  running: boolean;
  onSend: (text: string) => void;
}

export function LiveTranscript({ messages, running, onSend }: Props) {
  const t = useT(testWords);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [messages]);
  // Read aloud once and whole, not word by word as it streams in.
  const said = messages.filter((message) => message.final && message.role === "agent").at(-1);
  if (!running && messages.length === 0) return null;
  return (
    <>
      <div className={classes.log} ref={log} tabIndex={0} role="log" aria-live="off" aria-label={t("transcript")}>
        {messages.map((message) => (
          <div key={message.id} className={classes.line} data-role={message.role} data-final={message.final}>
            <span className={classes.who}>{t(message.role === "user" ? "you" : "theAgent")}</span>
            {message.text}
          </div>
        ))}
      </div>
      <VisuallyHidden aria-live="polite">{said?.text}</VisuallyHidden>
      {running && <Writing onSend={onSend} />}
    </>
  );
}

function Writing({ onSend }: { onSend: (text: string) => void }) {
  const t = useT(testWords);
  const [text, setText] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(text);
        setText("");
      }}
    >
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          aria-label={t("say")}
          placeholder={t("say")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ActionIcon type="submit" size={36} aria-label={t("send")} disabled={!text.trim()}>
          <SendIcon />
        </ActionIcon>
      </Group>
    </form>
  );
}
