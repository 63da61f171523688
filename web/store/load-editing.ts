/** Fetches what edits documents when it is first needed: a story plays without it. */
import type * as editing from './editing.ts';

export type Editing = typeof editing;

let loaded: Editing | null = null;
let loading: Promise<Editing> | null = null;

export function loadEditing(): Promise<Editing> {
  loading ??= import('./editing.ts').then((fetched) => {
    loaded = fetched;
    return fetched;
  });
  return loading;
}

/** Now if it is there, else as soon as it is; several keep their order. */
export function withEditing(work: (editing: Editing) => void): void {
  if (loaded !== null) work(loaded);
  else void loadEditing().then(work);
}
