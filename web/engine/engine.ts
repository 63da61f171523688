/**
 * The page's hold on the simulation: what plays, what comes, and the clock between them. Two workers do the work; this
 * side only keeps their latest answers. Read it from canvases each frame, or subscribe to the outlook.
 */
import { onFrame, requestRedraw } from '../frame/frame-loop.ts';
import { connectPlayback } from '../store/playback-actions.ts';
import { pageStore } from '../store/page-store.ts';
import { hasKeyNames, loadKeyNames, wordsBefore } from './edit-words.ts';
import { createFrameStream } from './frame-stream.ts';
import { createOutlookFeed } from './outlook-feed.ts';
import { createPlaybackClock } from './playback-clock.ts';
import type { FrameStream } from './frame-stream.ts';
import type { OutlookFeed } from './outlook-feed.ts';
import type { Frame, Outlook, Topology } from './protocol.ts';
import type { Document } from '../store/contract.ts';

/** The complete outlook before the last edit. */
export interface GhostOutlook extends Outlook {
  /** Names it in the page's language, "timeout 250ms": show as "before: timeout 250ms". */
  editWords: string;
}

const clock = createPlaybackClock();
let runId = 0;
let stream: FrameStream | null = null;
let feed: OutlookFeed | null = null;
let ghostOf: { path: string; document: Document } | null = null;

export const engine = {
  /** Newest frame of the run on screen; null before the first. */
  latestFrame: (): Frame | null => stream?.latest() ?? null,
  /** The whole run as far as it is known; null before the first curves. */
  outlook: (): Outlook | null => feed?.current() ?? null,
  /** The same object until it changes. */
  previousOutlook: (): GhostOutlook | null => namedGhost(),
  /** Called after every change of the outlook or of the ghost. */
  subscribeOutlook: (callback: () => void): (() => void) => {
    outlookListeners.add(callback);
    return () => outlookListeners.delete(callback);
  },
  /** Called when a new frame has arrived, before the next animation frame. */
  subscribeFrame: (callback: () => void): (() => void) => {
    frameListeners.add(callback);
    return () => frameListeners.delete(callback);
  },
  /** Number of the run on screen; answers of others are old. */
  runId: (): number => runId,
  topology: (): Topology | null => pageStore.getState().topology,
  /** The playback clock: the simulated time (ms) that playhead and readouts show. */
  now: (): number => clock.nowMs,
  /**
   * The simulated time (ms) to draw the stage at. It is `now()`, but stays at the newest frame while the frame for a
   * seek or an edit is still being simulated: dots of one time must not be drawn at another.
   */
  sceneNow: (): number => stream?.sceneNow(clock.nowMs) ?? clock.nowMs,
  /** Whether what the page shows still waits for the frame of a seek or an edit. */
  isCatchingUp: (): boolean => stream?.isCatchingUp() ?? false,
};

let ghost: { of: Outlook; language: string; hasNames: boolean; named: GhostOutlook } | null = null;

function namedGhost(): GhostOutlook | null {
  const previous = feed?.previous();
  if (!previous || !ghostOf) return null;
  const { language } = pageStore.getState();
  const hasNames = hasKeyNames();
  if (ghost?.of !== previous || ghost.language !== language || ghost.hasNames !== hasNames) {
    const editWords = wordsBefore(ghostOf.path, ghostOf.document, language);
    ghost = { of: previous, language, hasNames, named: { ...previous, editWords } };
  }
  return ghost.named;
}

const outlookListeners = new Set<() => void>();
const frameListeners = new Set<() => void>();

/** Starts the workers and follows the store. Called once. */
export function startEngine(): void {
  stream = createFrameStream({
    onFrame: () => {
      for (const listener of frameListeners) listener();
      requestRedraw();
    },
    onReady: requestRedraw,
    onRestarted: tellRestart,
  });
  feed = createOutlookFeed({
    onOutlook: () => {
      for (const listener of outlookListeners) listener();
      requestRedraw();
    },
    onTopology: (topology) => {
      clock.setEnd(topology.durationMs);
      pageStore.getState().patch({ topology });
    },
    onProblems: (problems) => pageStore.getState().patch({ problems }),
    onRestarted: tellRestart,
  });
  connectPlayback({ seek, stepEvent });
  followStore();
  onFrame('clock', tick);
}

function tellRestart(isFinal: boolean): void {
  pageStore.getState().patch({ notice: { kind: isFinal ? 'engine-lost' : 'engine-restarted' } });
}

function followStore(): void {
  pageStore.subscribe((state, before) => {
    if (state.document !== before.document || state.openedCount !== before.openedCount) {
      restart(state.openedCount !== before.openedCount, before.document);
    }
    if (state.playing !== before.playing || state.speed !== before.speed) {
      clock.set({ playing: state.playing, speed: state.speed });
    }
    requestRedraw();
  });
  const { playing, speed } = pageStore.getState();
  clock.set({ playing, speed });
}

/** Runs the store's document. The ghost is what was complete before the edit, or before the gesture it belongs to. */
function restart(isOpening: boolean, before: Document): void {
  const state = pageStore.getState();
  const gesture = state.lastEdit?.gesture ?? null;
  const goesOn = gesture !== null && gesture === lastGesture;
  lastGesture = gesture;
  runId++;
  if (isOpening) {
    ghostOf = null;
    clock.setEnd(Infinity);
    clock.jumpTo(state.tMs);
  } else if (!goesOn) {
    ghostOf = { path: state.lastEdit?.path ?? '', document: before };
    void loadKeyNames();
  }
  feed?.run({ runId, document: state.document, ghost: ghostChange(isOpening, goesOn) });
  stream?.run({ runId, document: state.document, isHurried: goesOn });
  requestRedraw();
}

function ghostChange(isOpening: boolean, goesOn: boolean): 'drop' | 'keep' | 'replace' {
  if (isOpening) return 'drop';
  return goesOn ? 'keep' : 'replace';
}

let lastGesture: string | null = null;
let lastToldRealMs = 0;
/** The store learns the time about ten times a second; React needs no more. */
const TELL_EVERY_MS = 100;

function tick(realMs: number): void {
  clock.hold(stream?.isBehind(realMs) ?? true);
  clock.tick(realMs);
  stream?.show(clock.nowMs, realMs);
  const state = pageStore.getState();
  if (!state.playing) return;
  const isOver = state.topology !== null && clock.nowMs >= state.topology.durationMs;
  if (isOver && state.loop) state.seek(0);
  else if (isOver) state.patch({ playing: false, tMs: clock.nowMs });
  else if (realMs - lastToldRealMs >= TELL_EVERY_MS) {
    lastToldRealMs = realMs;
    if (state.tMs !== clock.nowMs) state.patch({ tMs: clock.nowMs });
  }
  requestRedraw();
}

function seek(tMs: number): void {
  clock.jumpTo(tMs);
  stream?.jump();
  requestRedraw();
}

function stepEvent(): void {
  stream?.step((tMs) => {
    clock.jumpTo(tMs);
    pageStore.getState().patch({ tMs });
    requestRedraw();
  });
}
