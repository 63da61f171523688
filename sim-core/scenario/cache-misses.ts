/** What is known beforehand of how often a cache misses. */
import type { ResolvedCache } from '../model/resolved-scenario.ts';

/** Share of the look-ups that certainly miss; 0 where that depends on what was looked up before. */
export function certainMissRatio({ hitRatio, ttlNs, capacity }: ResolvedCache): number {
  if (hitRatio !== null) return 1 - hitRatio;
  return ttlNs === 0 || capacity === 0 ? 1 : 0;
}
