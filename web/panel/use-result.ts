import { useRef, useSyncExternalStore } from 'react';
import { engine } from '../engine/engine.ts';
import { usePage } from '../store/page-store.ts';
import type { RunResult } from '../../sim-core/index.ts';

/** Result of the newest complete run; while another is under way the one before stays, marked as older. */
export function useResult(): { result: RunResult | null; isOlder: boolean } {
  const openedCount = usePage((state) => state.openedCount);
  const result = useSyncExternalStore(engine.subscribeOutlook, () => engine.outlook()?.result ?? null);
  const last = useRef<{ result: RunResult; openedCount: number } | null>(null);
  if (result) last.current = { result, openedCount };
  if (last.current?.openedCount !== openedCount) last.current = null;
  const shown = last.current?.result ?? null;
  return { result: shown, isOlder: shown !== null && result === null };
}
