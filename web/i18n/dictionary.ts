/**
 * A feature's texts in two languages, in a file of its own: `export const stripText = dictionary({ en: { … }, zh: { … } })`.
 * A translation that misses a key does not compile.
 */
export interface Dictionary<T> {
  readonly en: T;
  readonly zh: T;
}

export function dictionary<T>(texts: { en: T; zh: NoInfer<T> }): Dictionary<T> {
  return texts;
}
