/**
 * The page's only requestAnimationFrame. Callbacks run in a fixed order: the clock moves time, canvases draw it, then
 * text in the page follows. The loop sleeps unless somebody asks for the next frame, so an idle page costs nothing.
 */
export type FrameOrder = 'clock' | 'canvas' | 'dom';
export type FrameCallback = (realMs: number) => void;

const ORDERS: readonly FrameOrder[] = ['clock', 'canvas', 'dom'];
const callbacks: Record<FrameOrder, Set<FrameCallback>> = { clock: new Set(), canvas: new Set(), dom: new Set() };
let scheduled = 0;

/** Calls back on every frame that is drawn, until the returned function is called. */
export function onFrame(order: FrameOrder, callback: FrameCallback): () => void {
  callbacks[order].add(callback);
  requestRedraw();
  return () => callbacks[order].delete(callback);
}

/** Asks for one more frame. What moves asks again from inside its callback. */
export function requestRedraw(): void {
  if (scheduled === 0) scheduled = requestAnimationFrame(runFrame);
}

function runFrame(realMs: number): void {
  scheduled = 0;
  for (const order of ORDERS) {
    for (const callback of callbacks[order]) callback(realMs);
  }
}
