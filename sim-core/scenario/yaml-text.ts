/**
 * Reads YAML 1.2 with positions. The parser of the `yaml` package keeps a stack, which is watched while it grows: what
 * comes after it (composing, turning into plain values) recurses and must not meet an abyss.
 */
import {
  Composer,
  Lexer,
  Parser,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type ParsedNode,
} from 'yaml';
import type { TextProblem, TextReading } from './text-reading.ts';

const ALIASES_MAX = 100;

export function readYaml(text: string, depthMax: number): TextReading {
  const tokens = tokensOf(text, depthMax);
  if (tokens === undefined) return failure('too-deep', 0, 'nested too deeply');
  const composer = new Composer({ version: '1.2', schema: 'core', uniqueKeys: false, strict: true, stringKeys: true });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [first, second] = documents;
  const problems = syntaxProblems(first);
  if (second)
    problems.push({ code: 'syntax', offset: second.range[0], message: 'only one document belongs in a file' });
  if (problems.length === 0) problems.push(...duplicateKeys(first));
  if (problems.some(({ code }) => code === 'syntax')) return { value: undefined, problems, offsetOf: () => 0 };
  try {
    const value: unknown = first.toJS({ maxAliasCount: ALIASES_MAX });
    return { value, problems, offsetOf: (segments) => offsetOf(first, segments) };
  } catch (error) {
    return failure('too-large', 0, error instanceof Error ? error.message : 'too many aliases');
  }
}

function failure(code: TextProblem['code'], offset: number, message: string): TextReading {
  return { value: undefined, problems: [{ code, offset, message }], offsetOf: () => offset };
}

function tokensOf(text: string, depthMax: number) {
  const parser = new Parser();
  const lexer = new Lexer();
  const tokens = [];
  for (const lexeme of lexer.lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > depthMax + 2) return undefined;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function syntaxProblems(document: Document.Parsed): TextProblem[] {
  return [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    code: 'syntax',
    offset: pos[0],
    message: message.split('\n')[0],
  }));
}

/** Every key that stands twice in one map, with both places. */
function duplicateKeys(document: Document.Parsed): TextProblem[] {
  const problems: TextProblem[] = [];
  const pending: (ParsedNode | null)[] = [document.contents];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isSeq(node)) for (const item of node.items) pending.push(item);
    if (!isMap(node)) continue;
    const seen = new Map<string, number>();
    for (const { key, value } of node.items) {
      const name = keyName(key);
      const offset = startOf(key);
      const first = seen.get(name);
      if (first === undefined) seen.set(name, offset);
      else problems.push({ code: 'duplicate-key', offset, other: first, message: name });
      pending.push(value);
    }
  }
  return problems.sort((a, b) => a.offset - b.offset);
}

function keyName(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}

function offsetOf(document: Document.Parsed, segments: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const segment of segments) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyName(key) === String(segment));
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      if (node === undefined) return offset;
      offset = startOf(node);
    } else return offset;
  }
  return offset;
}
