/**
 * Named profiles: what a known system does on a link when nothing is configured, as data. A value is a key of the link, what
 * stands there, and where that comes from; which of them work is the table of keys' to say, so that a key which begins to
 * work brings the profiles' values to life.
 */

export interface ProfileValue {
  /** Below the link: "retry.backoff.base". */
  readonly path: string;
  /** As it would be written. */
  readonly value: unknown;
  /** The system's own name of it, and the file or page that says so. */
  readonly source: string;
  /** Holds only where the link, or another value of the profile, gives this policy: the system has it, and leaves it off. */
  readonly given?: string;
}

export interface Profile {
  readonly name: string;
  readonly en: string;
  readonly zh: string;
  readonly values: readonly ProfileValue[];
}

type Row = readonly [path: string, value: unknown, source: string];

/** What is on by itself. */
export function always(rows: readonly Row[]): ProfileValue[] {
  return rows.map(([path, value, source]) => ({ path, value, source }));
}

/** What holds once the policy is given. Paths begin below it. */
export function once(policy: string, rows: readonly Row[]): ProfileValue[] {
  return rows.map(([path, value, source]) => ({ path: `${policy}.${path}`, value, source, given: policy }));
}
