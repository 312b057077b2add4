// Two lanes from the server's peaks: the browser never decodes the audio to draw it. Loaded on demand.

import { Box, Button, Checkbox, Group, Select, Text, useMantineColorScheme } from "@mantine/core";
import { useCallback, useEffect, useRef, useState } from "react";
import WaveSurfer from "wavesurfer.js";
import { clock } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { DownloadIcon, PauseIcon, PlayIcon } from "../../kit/icons";
import { useShortcuts } from "../../app/shortcuts";
import type { Playback } from "./playback";
import classes from "./Player.module.css";
import { type RecordingLink, type SessionDetail, usePeaks } from "./queries";
import { type Peaks, silences, type Span } from "./timing";
import { detailWords } from "./words";

interface Props {
  session: SessionDetail;
  mix: RecordingLink;
  regions: Span[];
  playback: Playback;
  startAtS: number;
  onStale: () => Promise<unknown>;
}

const LANE_HEIGHT = 56;
const SPEEDS = ["0.75", "1", "1.25", "1.5", "2"];

export function Player({ session, mix: newest, regions, playback, startAtS, onStale }: Props) {
  const t = useT(detailWords);
  const mix = useLink(newest);
  const peaks = usePeaks(session.recordings.find((recording) => recording.kind === "peaks" && recording.part === mix.part));
  const [speed, setSpeed] = useState("1");
  const [skips, setSkips] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const surfer = useSurfer({ box, mix, peaks: peaks.data, playback, startAtS, skips, onStale });
  const toggle = useCallback(() => void surfer.current?.playPause(), [surfer]);
  useShortcuts({ " ": toggle });
  useEffect(() => surfer.current?.setPlaybackRate(Number(speed)), [speed, surfer, peaks.data]);
  return (
    <Box>
      {peaks.error && (
        <Text size="sm" c="dimmed" role="alert">
          {t("peaksFailed")}
        </Text>
      )}
      <div className={classes.lanes}>
        <div className={classes.names} aria-hidden="true">
          <span data-role="user">{t("callerLane")}</span>
          <span data-role="agent">{t("agentLane")}</span>
        </div>
        <div className={classes.wave} ref={box} data-testid="waveform" data-ready={peaks.data ? true : undefined}>
          {regions.map((region) => (
            <span
              key={region.id}
              className={classes.region}
              data-role={region.role}
              style={{
                left: `${(region.fromS / mix.duration_s) * 100}%`,
                width: `${((region.toS - region.fromS) / mix.duration_s) * 100}%`,
              }}
            />
          ))}
        </div>
      </div>
      <Group mt="sm" gap="md">
        <Button onClick={toggle} leftSection={playback.isPlaying ? <PauseIcon size={16} /> : <PlayIcon size={16} />} aria-keyshortcuts="Space">
          {playback.isPlaying ? t("pause") : t("play")}
        </Button>
        <Text className={classes.clock} aria-label={t("position")}>
          {clock(playback.seconds)} / {clock(mix.duration_s)}
        </Text>
        <Select w={100} aria-label={t("speed")} allowDeselect={false} data={SPEEDS.map((value) => ({ value, label: `${value}×` }))} value={speed} onChange={(next) => setSpeed(next ?? "1")} />
        <Checkbox label={t("skipSilence")} checked={skips} onChange={(event) => setSkips(event.currentTarget.checked)} />
        <Button component="a" href={mix.url} download variant="default" leftSection={<DownloadIcon size={16} />}>
          {t("download")}
        </Button>
      </Group>
    </Box>
  );
}

/** Every refresh of the session brings new links; a link that still works stays, or the sound would stop. */
function useLink(newest: RecordingLink): RecordingLink {
  const [link, setLink] = useState(newest);
  const isExpired = Date.parse(link.url_expires_at) < Date.now();
  useEffect(() => {
    if (isExpired || link.key !== newest.key) setLink(newest);
  }, [isExpired, link.key, newest]);
  return link;
}

interface SurferOptions {
  box: React.RefObject<HTMLDivElement | null>;
  mix: RecordingLink;
  peaks: Peaks | undefined;
  playback: Playback;
  startAtS: number;
  skips: boolean;
  onStale: () => Promise<unknown>;
}

function useSurfer({ box, mix, peaks, playback, startAtS, skips, onStale }: SurferOptions) {
  const surfer = useRef<WaveSurfer | null>(null);
  const latest = useRef({ skips, onStale });
  latest.current = { skips, onStale };
  const { attach, tell } = playback;
  const { colorScheme } = useMantineColorScheme();
  const resumeAt = useRef(startAtS);
  useEffect(() => {
    if (!box.current) return;
    const { caller, agent } = peaks ?? { caller: [0, 0], agent: [0, 0] };
    const quiet = peaks ? silences(peaks) : [];
    const style = getComputedStyle(box.current);
    const lane = (name: string) => ({ waveColor: style.getPropertyValue(name), progressColor: style.getPropertyValue("--mantine-color-text"), overlay: false });
    const made = WaveSurfer.create({
      container: box.current,
      url: mix.url,
      peaks: [caller, agent],
      duration: mix.duration_s,
      height: LANE_HEIGHT,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      normalize: true,
      cursorWidth: 2,
      cursorColor: style.getPropertyValue("--mantine-color-text"),
      splitChannels: [lane("--sn-lane-caller"), lane("--sn-lane-agent")],
    });
    surfer.current = made;
    made.on("ready", () => resumeAt.current > 0 && made.setTime(resumeAt.current));
    made.on("timeupdate", (seconds) => {
      resumeAt.current = seconds;
      tell({ seconds });
      if (!latest.current.skips || !made.isPlaying()) return;
      const silence = quiet.find(({ fromS, toS }) => seconds >= fromS && seconds < toS);
      if (silence) made.setTime(silence.toS);
    });
    made.on("play", () => tell({ isPlaying: true }));
    made.on("pause", () => tell({ isPlaying: false }));
    made.on("finish", () => tell({ isPlaying: false }));
    // Links work for minutes; a new one comes with a fresh session and draws the player anew.
    made.on("error", () => {
      if (Date.parse(mix.url_expires_at) < Date.now()) void latest.current.onStale();
    });
    attach((seconds, play) => {
      made.setTime(seconds);
      if (play) void made.play();
    });
    return () => {
      attach(null);
      surfer.current = null;
      made.destroy();
    };
  }, [box, mix.key, mix.url, mix.duration_s, mix.url_expires_at, peaks, attach, tell, colorScheme]);
  return surfer;
}
