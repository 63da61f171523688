/**
 * Simulated time as the reader sees it: real time × speed while playing, standing still while the engine is behind.
 * It knows nothing of workers; the engine tells it when an answer is late.
 */
export interface PlaybackClock {
  /** Simulated ms. */
  readonly nowMs: number;
  /** Moves on to real time `realMs`; a clock that is held or paused only remembers it. */
  tick: (realMs: number) => void;
  jumpTo: (tMs: number) => void;
  /** Held: the time asked for has not been simulated yet. */
  hold: (isHeld: boolean) => void;
  set: (options: { playing: boolean; speed: number }) => void;
  setEnd: (endMs: number) => void;
}

/** Simulated time is whole nanoseconds: between two of them there is no frame to show. */
const NS_PER_MS = 1e6;
const wholeNs = (tMs: number) => Math.round(tMs * NS_PER_MS) / NS_PER_MS;

/** A tab that was in the background, or a debugger, must not make time leap. */
const LONGEST_TICK_MS = 100;

export function createPlaybackClock(): PlaybackClock {
  // Very slow motion moves by less than a nanosecond per tick.
  let exactMs = 0;
  let endMs = Infinity;
  let playing = false;
  let isHeld = false;
  let speed = 1;
  let lastRealMs = Number.NaN;

  return {
    get nowMs() {
      return wholeNs(exactMs);
    },
    tick(realMs) {
      const passedMs = Math.min(LONGEST_TICK_MS, Math.max(0, realMs - lastRealMs));
      lastRealMs = realMs;
      // NaN on the first tick: nothing has passed yet.
      if (playing && !isHeld && passedMs > 0) exactMs = Math.min(endMs, exactMs + passedMs * speed);
    },
    jumpTo(tMs) {
      exactMs = Math.min(endMs, Math.max(0, tMs));
    },
    hold(held) {
      isHeld = held;
    },
    set(options) {
      if (options.playing && !playing) lastRealMs = Number.NaN;
      playing = options.playing;
      speed = options.speed;
    },
    setEnd(ms) {
      endMs = ms;
      exactMs = Math.min(exactMs, endMs);
    },
  };
}
