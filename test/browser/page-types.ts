import type { engine } from '../../web/engine/engine.ts';
import type { pageStore } from '../../web/store/page-store.ts';

export type { GhostOutlook } from '../../web/engine/engine.ts';
export type { Frame, Outlook } from '../../web/engine/protocol.ts';

declare global {
  /** The page shows its engine and store, so that tests can compare. */
  var callscape: { engine: typeof engine; store: typeof pageStore } | undefined;
}
