import { useSyncExternalStore } from 'react';

/** Below this the page scrolls, and charts and settings share a place. */
const NARROW = '(max-width: 1199px)';

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
