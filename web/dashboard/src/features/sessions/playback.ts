// The position in the recording that waveform, transcript and waterfall share.

import { useCallback, useMemo, useRef, useState } from "react";

export interface Playback {
  seconds: number;
  isPlaying: boolean;
  hasPlayed: boolean;
  seek: (seconds: number, play: boolean) => void;
  /** The player registers how it is moved, and tells where it is. */
  attach: (move: ((seconds: number, play: boolean) => void) | null) => void;
  tell: (part: { seconds?: number; isPlaying?: boolean }) => void;
}

export function usePlayback(): Playback {
  const [view, setView] = useState({ seconds: 0, isPlaying: false, hasPlayed: false });
  const move = useRef<((seconds: number, play: boolean) => void) | null>(null);
  const attach = useCallback<Playback["attach"]>((next) => {
    move.current = next;
  }, []);
  const seek = useCallback<Playback["seek"]>((seconds, play) => move.current?.(seconds, play), []);
  const tell = useCallback<Playback["tell"]>(
    (part) => setView((old) => ({ ...old, ...part, hasPlayed: old.hasPlayed || part.seconds !== undefined || Boolean(part.isPlaying) })),
    [],
  );
  return useMemo(() => ({ ...view, seek, attach, tell }), [view, seek, attach, tell]);
}
