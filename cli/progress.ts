/** One line on standard error that says how far a run is; nothing at all when nobody looks at a terminal. */
import { amount } from './numbers.ts';

const PERIOD_MS = 200;

export interface Progress {
  update(share: number, events: number): void;
  clear(): void;
}

export function createProgress(): Progress {
  if (!process.stderr.isTTY) return { update() {}, clear() {} };
  const startMs = performance.now();
  let shownMs = startMs;
  let isShown = false;
  return {
    update(share, events) {
      const nowMs = performance.now();
      if (nowMs - shownMs < PERIOD_MS) return;
      shownMs = nowMs;
      isShown = true;
      const seconds = (nowMs - startMs) / 1000;
      const left = share > 0 ? `, ${Math.ceil(seconds / share - seconds)} s left` : '';
      const speed = `${amount(events / seconds)} events/s`;
      process.stderr.write(`\r\x1b[K${Math.floor(share * 100)}%  ${speed}${left}`);
    },
    clear() {
      if (isShown) process.stderr.write('\r\x1b[K');
    },
  };
}
