import type { PageActions } from './contract.ts';
import type { PageStore } from './page-store.ts';

/** What the engine does for the transport. It connects itself when it starts. */
export interface PlaybackPort {
  seek: (tMs: number) => void;
  stepEvent: () => void;
}

let port: PlaybackPort = { seek: () => {}, stepEvent: () => {} };

export function connectPlayback(connected: PlaybackPort): void {
  port = connected;
}

export const MIN_SPEED = 0.001;
export const MAX_SPEED = 1000;

type Set = (state: Partial<PageStore>) => void;
type Playback = Pick<PageActions, 'setPlaying' | 'setSpeed' | 'seek' | 'stepEvent' | 'stepWindow'>;

export function playbackActions(set: Set, get: () => PageStore): Playback {
  const seek = (tMs: number) => {
    const bounded = Math.min(Math.max(0, tMs), get().topology?.durationMs ?? Infinity);
    set({ tMs: bounded });
    port.seek(bounded);
  };
  return {
    setPlaying: (playing) => {
      const durationMs = get().topology?.durationMs;
      // Play at the end means: once more from the start.
      if (playing && durationMs !== undefined && get().tMs >= durationMs) seek(0);
      set({ playing });
    },
    setSpeed: (speed) => set({ speed: Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed)) }),
    seek,
    stepEvent: () => {
      set({ playing: false });
      port.stepEvent();
    },
    stepWindow: (direction) => {
      const windowMs = get().topology?.windowMs ?? 1000;
      set({ playing: false });
      const windows = get().tMs / windowMs;
      // From between two window borders the first step goes to the nearer border in that direction.
      const target = direction > 0 ? Math.floor(windows + 1e-9) + 1 : Math.ceil(windows - 1e-9) - 1;
      seek(target * windowMs);
    },
  };
}
