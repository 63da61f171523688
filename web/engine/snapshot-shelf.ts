/**
 * Snapshots of a played run, so that going back does not start at zero. They are as large as what was in flight; when
 * they outgrow the budget every second one is dropped, and from then on they are taken half as often.
 */
export interface SnapshotShelf<S> {
  /** Whether one is due at `tMs`. */
  isDue: (tMs: number) => boolean;
  put: (tMs: number, snapshot: S) => void;
  /** The newest at or before `tMs`, or null. */
  nearest(tMs: number): { tMs: number; snapshot: S } | null;
}

/** @param everyMs simulated time between two; doubled whenever the budget is reached */
export function createSnapshotShelf<S>(everyMs: number, budgetBytes: number): SnapshotShelf<S> {
  let spacingMs = everyMs;
  let kept: { tMs: number; snapshot: S; bytes: number }[] = [];

  return {
    isDue: (tMs) => tMs >= spacingMs && tMs - (before(tMs)?.tMs ?? 0) >= spacingMs,
    put: (tMs, snapshot) => {
      const place = kept.findLastIndex((item) => item.tMs < tMs) + 1;
      kept.splice(place, 0, { tMs, snapshot, bytes: bytesOf(snapshot) });
      while (kept.length > 1 && kept.reduce((sum, item) => sum + item.bytes, 0) > budgetBytes) {
        kept = kept.filter((_, index) => index % 2 === 0);
        spacingMs *= 2;
      }
    },
    nearest: before,
  };

  function before(tMs: number): { tMs: number; snapshot: S } | null {
    return kept.findLast((item) => item.tMs <= tMs) ?? null;
  }
}

/** Bytes of the typed arrays in plain data; what else there is counts little. */
export function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 16;
  for (const part of Object.values(value)) sum += bytesOf(part);
  return sum;
}
