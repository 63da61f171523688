/** What ends a command early, with its exit code: 1 the run or a job failed, 2 the input is wrong. */

export class InputError extends Error {
  readonly exitCode = 2;
}

export class FailedError extends Error {
  readonly exitCode = 1;
}

/** The reader of our output has gone: nothing more to say, and nothing to complain about. */
export class NobodyReads extends Error {}

export const INTERRUPTED = 130;
export class Interrupted extends Error {
  readonly exitCode = INTERRUPTED;
}
