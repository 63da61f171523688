/** What both simulators say of a run: lines of text, each with its time and, in its text, the request it belongs to. */
export interface Line {
  readonly timeNs: number;
  readonly text: string;
}

/** What the engine drew that belongs to no request, and in which order it did what nobody prescribes an order for. */
export interface Recording {
  readonly lines: readonly Line[];
  /** Nothing is to be compared from this instant on. */
  readonly endNs: number;
  /** Times of the requests of each open workload. */
  readonly arrivals: ReadonlyMap<string, readonly number[]>;
  /** By attempt: number of the instance that the balancer picked. */
  readonly picks: ReadonlyMap<string, number>;
  /** By request: number of the client that makes it. */
  readonly clients: ReadonlyMap<string, number>;
  /** By attempt that failed: how long its call is to wait for the next, if one is to follow. */
  readonly backoffs: ReadonlyMap<string, number>;
  /** By attempt that ended when its instance crashed: its place in the order in which the crash ended them. */
  readonly resets: ReadonlyMap<string, number>;
  /** By attempt: its place in the order in which attempts ended for their callers. */
  readonly ends: ReadonlyMap<string, number>;
}

/** "r12>orders#1>stock.3#2": request 12, its first attempt, the third call made there, that call's second attempt. */
export const requestLabel = (number: number, service: string): string => `r${number}>${service}`;
export const callLabel = (attempt: string, service: string, number: number): string =>
  `${attempt}>${service}.${number}`;
export const attemptLabel = (call: string, number: number): string => `${call}#${number}`;
