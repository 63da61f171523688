/** The requests of a workload: one `call`, or a `session` of several. A session of one is written as a call. */
import { isMap } from '../store/document-diff.ts';

type Entry = Readonly<Record<string, unknown>>;
type Workload = Readonly<Record<string, unknown>>;

const THINK = '1s';

export function sessionOf(workload: unknown): readonly Entry[] {
  if (!isMap(workload)) return [];
  if (Array.isArray(workload.session)) return workload.session.filter(isMap);
  return workload.call === undefined ? [] : [{ call: workload.call }];
}

/** @returns the workload with one more request, of the endpoint asked last, after a pause */
export function withRequest(workload: Workload): Workload {
  const entries = sessionOf(workload);
  const last = entries.at(-1) ?? {};
  return rewritten(workload, [...entries.slice(0, -1), { think: THINK, ...last }, { call: last.call }]);
}

export function withoutRequest(workload: Workload, index: number): Workload {
  return rewritten(
    workload,
    sessionOf(workload).filter((_, other) => other !== index),
  );
}

function rewritten({ call: _call, session: _session, ...rest }: Workload, entries: readonly Entry[]): Workload {
  const [only] = entries;
  // A pause after the only request is still a pause of a closed user.
  const isCall = entries.length === 1 && Object.keys(only).length === 1;
  return isCall ? { call: only.call, ...rest } : { session: entries, ...rest };
}
