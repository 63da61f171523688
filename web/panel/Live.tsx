/** Text that follows the run: written straight into the page at most ten times a second, without rendering. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { engine } from '../engine/engine.ts';
import { onFrame, requestRedraw } from '../frame/frame-loop.ts';
import { valueAt, windowAt } from '../scene/live-numbers.ts';
import { pageStore } from '../store/page-store.ts';

const WRITE_EVERY_MS = 100;

interface Cell {
  element: HTMLElement;
  read: () => string;
}

const cells = new Set<Cell>();
let lastWrittenRealMs = 0;

/** The time that all readouts show: under the pointer, else the playhead. */
export function shownMs(): number {
  return pageStore.getState().hoverMs ?? engine.now();
}

/** Value of a scope's column at that time; NaN when there is none. */
export function liveValue(scope: string, column: string): number {
  const outlook = engine.outlook();
  return outlook ? valueAt(outlook, scope, column, windowAt(outlook, shownMs())) : Number.NaN;
}

export function Live({ read, className }: { read: () => string; className?: string }) {
  const ref = useRef<HTMLSpanElement>(null);
  const latest = useRef(read);
  useLayoutEffect(() => {
    latest.current = read;
    if (ref.current) write({ element: ref.current, read });
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const cell = { element, read: () => latest.current() };
    cells.add(cell);
    return () => void cells.delete(cell);
  }, []);
  return <span ref={ref} className={className} />;
}

function write({ element, read }: Cell): void {
  const words = read();
  if (element.textContent !== words) element.textContent = words;
}

onFrame('dom', (realMs) => {
  if (cells.size === 0) return;
  if (realMs - lastWrittenRealMs < WRITE_EVERY_MS) return requestRedraw();
  lastWrittenRealMs = realMs;
  for (const cell of cells) write(cell);
});
