/** What a reader of JSON or YAML hands on. */
export interface TextProblem {
  readonly code: 'syntax' | 'duplicate-key' | 'too-deep' | 'too-large' | 'empty';
  /** Into the text, from 0. */
  readonly offset: number;
  /** Of a key given twice: where it stands first. */
  readonly other?: number;
  /** What is wrong; of a key given twice the key. */
  readonly message: string;
}

export interface TextReading {
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** Where a path leads in the text: the offset of its key, or of the last part of it that exists. */
  offsetOf(segments: readonly (string | number)[]): number;
}
