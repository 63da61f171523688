/**
 * Frames of the run on screen. One question is under way at a time and the next one asks for the newest time, so that
 * a slow scenario shows fewer frames instead of old ones. Answers of earlier runs are dropped.
 */
import { hostWorker } from './worker-host.ts';
import type { Frame, FromWorker } from './protocol.ts';
import type { Document } from '../store/contract.ts';

/** Above this the stage shows one call in k. */
export const DOTS_MAX = 2000;
/** Time stands still once an answer is this late (real ms). */
const LATE_AFTER_MS = 60;
/** During a drag the look-ahead has the processor first; the stage follows when the pointer rests (real ms). */
const REST_MS = 120;

export interface FrameStream {
  latest: () => Frame | null;
  /** Plays another document; frames of the old one stay on screen until the first new one. `isHurried`: more may follow. */
  run: (options: { runId: number; document: Document; isHurried: boolean }) => void;
  /** Asks for the frame at `tMs` unless it is there or on its way. */
  show: (tMs: number, realMs: number) => void;
  /** The clock has been moved: what is on screen belongs to another time until the next answer. */
  jump: () => void;
  /** Simulates one event and tells its time. */
  step: (onStepped: (tMs: number) => void) => void;
  isBehind: (realMs: number) => boolean;
  isCatchingUp: () => boolean;
  sceneNow: (clockMs: number) => number;
}

export function createFrameStream(listen: {
  onFrame: () => void;
  /** A run can be asked for frames. */
  onReady: () => void;
  onRestarted: (isFinal: boolean) => void;
}): FrameStream {
  let run: { runId: number; document: Document } | null = null;
  let latest: Frame | null = null;
  /** Questions under way, oldest first; NaN: a step. More than one only when a step was asked for meanwhile. */
  let asked: { tMs: number; sinceRealMs: number }[] = [];
  let isStale = true;
  let awaitedMs = 0;
  let onStepped: ((tMs: number) => void) | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let isResting = false;

  const host = hostWorker(
    () => new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'play' }),
    receive,
    (isFinal) => {
      asked = [];
      isStale = true;
      if (!isFinal) start();
      listen.onRestarted(isFinal);
    },
  );

  function start(): void {
    isResting = false;
    if (run) host.post({ type: 'play', ...run, replication: 0 });
    listen.onReady();
  }

  function receive(message: FromWorker): void {
    if (message.type !== 'frame' || message.frame.runId !== run?.runId) return;
    const question = asked.shift();
    latest = message.frame;
    if (question !== undefined && Number.isNaN(question.tMs)) {
      isStale = false;
      onStepped?.(latest.tMs);
    } else if (question?.tMs === awaitedMs) isStale = false;
    listen.onFrame();
  }

  return {
    latest: () => latest,
    run: ({ isHurried, ...next }) => {
      run = next;
      asked = [];
      isStale = true;
      clearTimeout(rest);
      isResting = isHurried;
      if (isHurried) rest = setTimeout(start, REST_MS);
      else start();
    },
    show: (tMs, realMs) => {
      if (isStale) awaitedMs = tMs;
      if (run === null || asked.length > 0 || isResting) return;
      if (!isStale && latest?.runId === run.runId && latest.tMs === tMs) return;
      asked = [{ tMs, sinceRealMs: realMs }];
      host.post({ type: 'frame', runId: run.runId, tMs, maxDots: DOTS_MAX });
    },
    jump: () => {
      isStale = true;
    },
    step: (callback) => {
      if (run === null) return;
      onStepped = callback;
      asked.push({ tMs: Number.NaN, sinceRealMs: performance.now() });
      host.post({ type: 'step', runId: run.runId, maxDots: DOTS_MAX });
    },
    isBehind: (realMs) => isStale || (asked.length > 0 && realMs - asked[0].sinceRealMs > LATE_AFTER_MS),
    isCatchingUp: () => isStale,
    sceneNow: (clockMs) => (isStale && latest !== null ? latest.tMs : clockMs),
  };
}
