/** Says whether this page reproduces what the sender of a link saw, once the whole run is known. */
import { ENGINE_VERSION } from '../../sim-core/index.ts';
import { engine } from '../engine/engine.ts';
import { pageStore } from '../store/page-store.ts';
import type { View } from './address.ts';

export function checkStamp(stamp: NonNullable<View['stamp']>): void {
  const { document } = pageStore.getState();
  const stop = engine.subscribeOutlook(() => {
    const { document: current, patch } = pageStore.getState();
    // An edit makes another run; then there is nothing left to compare.
    if (current !== document) return stop();
    const result = engine.outlook()?.result;
    if (!result) return;
    stop();
    const isSame = result.digest === stamp.digest;
    patch({ notice: isSame ? { kind: 'reproduced' } : { kind: 'differs', sent: stamp.version, here: ENGINE_VERSION } });
  });
}
