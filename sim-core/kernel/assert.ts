/** A broken promise inside the engine stops the run at once: a wrong result is worse than none. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Bug in the engine: ${message}`);
}

/** Ends an exhaustive switch: the compiler refuses a call with a case left over. */
export function unreachable(value: never): never {
  throw new Error(`Bug in the engine: no case for ${JSON.stringify(value)}`);
}
