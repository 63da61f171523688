import { useState, useSyncExternalStore } from 'react';
import { engine } from '../engine/engine.ts';
import { usePage } from '../store/page-store.ts';
import type { RunResult } from '../../sim-core/index.ts';

interface Kept {
  result: RunResult | null;
  openedCount: number;
}

/** Result of the newest complete run; while another is under way the one before stays, marked as older. */
export function useResult(): { result: RunResult | null; isOlder: boolean } {
  const openedCount = usePage((state) => state.openedCount);
  const result = useSyncExternalStore(engine.subscribeOutlook, () => engine.outlook()?.result ?? null);
  const [kept, setKept] = useState<Kept>({ result, openedCount });
  const isNew = kept.openedCount !== openedCount || (result !== null && kept.result !== result);
  if (isNew) setKept({ result, openedCount });
  const shown = isNew ? result : kept.result;
  return { result: shown, isOlder: shown !== null && result === null };
}
