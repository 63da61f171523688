import { snapTimeMs } from '../scene/axis-ticks.ts';
import { pannedRange, type TimeRange, xToTime, zoomedRange } from '../scene/strip-layout.ts';
import { pageStore } from '../store/page-store.ts';
import type { StripScene } from './strip-scene.ts';

export type Brush = TimeRange;

/** A brush narrower than this was a click with Shift held. */
const BRUSH_MIN_PX = 6;
const WHEEL_FACTOR = 1.0015;
/** Shortest range shown: a few nanoseconds per pixel say nothing. */
const LEAST_MS = 0.05;
const KEY_ZOOM = 0.5;

/** Listens to pointer and wheel on the plots. Returns what stops it. */
export function attachPointer(
  host: HTMLElement,
  sceneNow: () => StripScene,
  onBrush: (brush: Brush | null) => void,
): () => void {
  let mode: 'idle' | 'scrub' | 'brush' = 'idle';
  let anchorX = 0;
  const stop = new AbortController();
  const options = { signal: stop.signal };

  host.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      host.setPointerCapture(event.pointerId);
      anchorX = event.clientX;
      mode = event.shiftKey ? 'brush' : 'scrub';
      if (mode === 'scrub') seekTo(event);
      // Keys go on where the pointer left off.
      host.querySelector('input')?.focus({ preventScroll: true });
    },
    options,
  );

  host.addEventListener(
    'pointermove',
    (event) => {
      if (mode === 'scrub') seekTo(event);
      if (mode === 'brush') onBrush(brushTo(event));
      if (event.pointerType === 'mouse' || mode !== 'idle') pageStore.getState().setHover(timeOf(event.clientX));
    },
    options,
  );

  host.addEventListener(
    'pointerup',
    (event) => {
      if (mode === 'brush' && Math.abs(event.clientX - anchorX) >= BRUSH_MIN_PX) {
        pageStore.getState().patch({ zoom: brushTo(event) });
      }
      finish(event);
    },
    options,
  );
  host.addEventListener('pointercancel', finish, options);
  host.addEventListener('pointerleave', () => mode === 'idle' && pageStore.getState().setHover(null), options);
  host.addEventListener('dblclick', () => pageStore.getState().patch({ zoom: null }), options);
  host.addEventListener('wheel', onWheel, { signal: stop.signal, passive: false });

  return () => {
    stop.abort();
    pageStore.getState().setHover(null);
  };

  function finish(event: PointerEvent): void {
    mode = 'idle';
    onBrush(null);
    if (event.pointerType !== 'mouse') pageStore.getState().setHover(null);
  }

  function timeOf(clientX: number): number {
    const { range, layout } = sceneNow();
    return xToTime(clientX - host.getBoundingClientRect().left + layout.x0, range, layout);
  }

  function seekTo(event: PointerEvent): void {
    const { range, layout } = sceneNow();
    pageStore.getState().seek(snapTimeMs(timeOf(event.clientX), (range.toMs - range.fromMs) / (layout.x1 - layout.x0)));
  }

  function brushTo(event: PointerEvent): Brush {
    const [from, to] = [timeOf(anchorX), timeOf(event.clientX)].sort((a, b) => a - b);
    return { fromMs: from, toMs: Math.max(to, from + LEAST_MS) };
  }

  function onWheel(event: WheelEvent): void {
    const { range, durationMs, layout } = sceneNow();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomBy(sceneNow(), timeOf(event.clientX), WHEEL_FACTOR ** event.deltaY);
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (sideways === 0 || pageStore.getState().zoom === null) return;
    event.preventDefault();
    const byMs = (sideways * (range.toMs - range.fromMs)) / (layout.x1 - layout.x0);
    pageStore.getState().patch({ zoom: pannedRange(range, byMs, durationMs) });
  }
}

function zoomBy(scene: StripScene, aroundMs: number, factor: number): void {
  const run = { durationMs: scene.durationMs, leastMs: LEAST_MS };
  pageStore.getState().patch({ zoom: zoomedRange(scene.range, aroundMs, factor, run) });
}

/** What a key does on the plots; null: nothing. */
export function keyAction(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  scene: StripScene,
): (() => void) | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { seek, stepWindow, stepEvent, setPlaying, playing, patch, tMs, zoom } = pageStore.getState();
  const windows = (count: number) => () => seek(tMs + count * scene.windowMs);
  switch (event.key) {
    case 'ArrowLeft':
      return () => stepWindow(-1);
    case 'ArrowRight':
      // With Shift by one event, here as everywhere on the page.
      return event.shiftKey ? stepEvent : () => stepWindow(1);
    case ' ':
      return () => setPlaying(!playing);
    case 'PageDown':
      return windows(-10);
    case 'PageUp':
      return windows(10);
    case 'Home':
      return () => seek(0);
    case 'End':
      return () => seek(scene.durationMs);
    case '+':
    case '=':
      return () => zoomBy(scene, tMs, KEY_ZOOM);
    case '-':
      return () => zoomBy(scene, tMs, 1 / KEY_ZOOM);
    case 'Escape':
      return zoom === null ? null : () => patch({ zoom: null });
    default:
      return null;
  }
}
