/**
 * Reads JSON (RFC 8259) with what `JSON.parse` does not tell: where every value stands, and keys given twice. It keeps
 * its own stack, so that no nesting overflows the machine's.
 */
import type { TextProblem, TextReading } from './text-reading.ts';

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANK = /[ \t\r\n]*/y;
const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

interface Container {
  readonly isList: boolean;
  readonly start: number;
  readonly keys: string[];
  readonly values: unknown[];
  /** Of each key (objects) or value (lists). */
  readonly offsets: number[];
  readonly seen: Map<string, number>;
}

interface Node {
  readonly offset: number;
  readonly children: ReadonlyMap<string | number, { readonly offset: number; readonly value: unknown }>;
}

class SyntaxFailure {
  readonly offset: number;
  readonly message: string;
  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

export function readJson(text: string, depthMax: number): TextReading {
  const scanner = new JsonScanner(text, depthMax);
  try {
    const value = scanner.document();
    return { value, problems: scanner.problems, offsetOf: (segments) => scanner.offsetOf(value, segments) };
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    const { offset, message } = failure;
    const code = message === TOO_DEEP ? 'too-deep' : 'syntax';
    return { value: undefined, problems: [{ code, offset, message }], offsetOf: () => offset };
  }
}

const TOO_DEEP = 'nested too deeply';

class JsonScanner {
  readonly problems: TextProblem[] = [];
  private readonly text: string;
  private readonly depthMax: number;
  private offset = 0;
  private readonly stack: Container[] = [];
  private readonly nodes = new WeakMap<object, Node>();

  constructor(text: string, depthMax: number) {
    this.text = text;
    this.depthMax = depthMax;
  }

  document(): unknown {
    this.skipBlank();
    let value = this.begin();
    while (this.stack.length > 0) {
      const container = this.stack[this.stack.length - 1];
      if (value !== OPENED) container.values.push(value);
      value = this.proceed(container, value !== OPENED);
    }
    this.skipBlank();
    if (this.offset < this.text.length) this.fail('unexpected text after the end of the document');
    return value;
  }

  /** The next value of the container, or the finished container itself. */
  private proceed(container: Container, hasValue: boolean): unknown {
    this.skipBlank();
    const end = container.isList ? ']' : '}';
    if (this.text[this.offset] === end && (hasValue || container.values.length === 0)) {
      this.offset++;
      this.stack.pop();
      return this.close(container);
    }
    if (hasValue) {
      this.expect(',', `expected , or ${end}`);
      this.skipBlank();
      if (this.text[this.offset] === end) this.fail(`a comma before ${end} is not JSON`);
    }
    if (container.isList) container.offsets.push(this.offset);
    else this.key(container);
    return this.begin();
  }

  private key(container: Container): void {
    const start = this.offset;
    if (this.text[start] !== '"') this.fail('expected a key in double quotes');
    const key = this.string();
    const first = container.seen.get(key);
    if (first !== undefined) this.problems.push({ code: 'duplicate-key', offset: start, other: first, message: key });
    else container.seen.set(key, start);
    container.keys.push(key);
    container.offsets.push(start);
    this.skipBlank();
    this.expect(':', 'expected : after the key');
    this.skipBlank();
  }

  /** Reads a scalar, or opens a container and returns `OPENED`. */
  private begin(): unknown {
    const char = this.text[this.offset];
    if (char === '{' || char === '[') {
      if (this.stack.length >= this.depthMax) this.fail(TOO_DEEP);
      const start = this.offset++;
      this.stack.push({ isList: char === '[', start, keys: [], values: [], offsets: [], seen: new Map() });
      return OPENED;
    }
    if (char === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.offset)) continue;
      this.offset += word.length;
      return value;
    }
    return this.number();
  }

  private close(container: Container): object {
    const { isList, keys, values, offsets, start } = container;
    // Own properties whatever the key: `__proto__` is a name like any other here.
    const value: object = isList ? values : Object.fromEntries(values.map((entry, i) => [keys[i], entry]));
    const children = new Map(
      values.map((entry, i) => [isList ? i : keys[i], { offset: offsets[i], value: entry }] as const),
    );
    this.nodes.set(value, { offset: start, children });
    return value;
  }

  /** Quotes behind an odd number of backslashes belong to the text; the rest of the grammar is JSON.parse's. */
  private string(): string {
    const start = this.offset;
    let end = start;
    do {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) this.fail('a text that is not closed');
    } while (this.isEscaped(end));
    this.offset = end + 1;
    try {
      return JSON.parse(this.text.slice(start, end + 1)) as string;
    } catch {
      this.offset = start;
      return this.fail('a text with a line break, a control character or an unknown escape');
    }
  }

  private isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (this.text[before] === '\\') before--;
    return (quote - before) % 2 === 0;
  }

  private number(): number {
    NUMBER.lastIndex = this.offset;
    const match = NUMBER.exec(this.text);
    if (!match) this.fail(this.offset >= this.text.length ? 'the text ends too early' : 'expected a value');
    this.offset = NUMBER.lastIndex;
    if (/[\w.+-]/.test(this.text[this.offset] ?? ' ')) this.fail('not a JSON number');
    return Number(match[0]);
  }

  private skipBlank(): void {
    BLANK.lastIndex = this.offset;
    BLANK.exec(this.text);
    this.offset = BLANK.lastIndex;
  }

  private expect(char: string, message: string): void {
    if (this.text[this.offset] !== char)
      this.fail(this.offset >= this.text.length ? 'the text ends too early' : message);
    this.offset++;
  }

  private fail(message: string): never {
    throw new SyntaxFailure(this.offset, message);
  }

  /** Of the value a path leads to, or of the last part of it that exists. */
  offsetOf(top: unknown, segments: readonly (string | number)[]): number {
    let value = top;
    let offset = this.nodes.get(Object(top))?.offset ?? 0;
    for (const segment of segments) {
      const child = this.nodes.get(Object(value))?.children.get(segment);
      if (!child) return offset;
      ({ offset, value } = child);
    }
    return offset;
  }
}

const OPENED = Symbol('a container was opened');
