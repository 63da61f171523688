import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { engine, startEngine } from '../engine/engine.ts';
import { loadEditing } from '../store/load-editing.ts';
import { pageStore } from '../store/page-store.ts';
import { App } from './App.tsx';
import { checkStamp } from './check-stamp.ts';
import { followAppearance } from './follow-appearance.ts';
import { keepAddress } from './keep-address.ts';
import { listenToKeys } from './keyboard.ts';
import { openAddress } from './open-address.ts';
import { followOpenings } from './opening.ts';

/** Opens what the address says, starts the engine and draws the page; what is asked of the network comes meanwhile. */
export async function startPage(root: HTMLElement): Promise<void> {
  followAppearance();
  startEngine();
  followOpenings();
  const opening = openAddress(location.search, location.hash);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  listenToKeys();
  const { stamp, isDamaged } = await opening;
  void loadEditing();
  keepAddress(isDamaged);
  if (stamp !== null) checkStamp(stamp);
  // Another link pasted into the address bar of this page opens like the first one.
  addEventListener('hashchange', () => void openAddress(location.search, location.hash));
  exposeForTests();
}

/** Browser tests compare what they see with the engine's own numbers. */
function exposeForTests(): void {
  Object.assign(globalThis, { callscape: { engine, store: pageStore } });
}
