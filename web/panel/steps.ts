/** The steps of a visit as they are written, and the edits that add, move and remove them, at any depth. */
import { checkScenario, getValue, setValue } from '../../sim-core/index.ts';
import { isMap } from '../store/document-diff.ts';
import { callables, callKeyOf } from './selected.ts';
import { numberOf, writtenOf } from './written.ts';
import type { Document, Edit } from '../store/contract.ts';
import type { StepKind } from './step-kinds.ts';

/** Short enough for any service. */
const WORK = { work: '5ms' };

/**
 * A step that is valid as it is.
 * @param callee what is called; undefined: there is nothing to call, so work stands for it
 */
export function newStep(kind: StepKind, callee: string | undefined): Document {
  const call: Document = callee === undefined ? { steps: [WORK] } : { call: callee };
  switch (kind) {
    case 'call':
      return callee === undefined ? WORK : call;
    case 'parallel':
      return { parallel: [call, call] };
    case 'choose':
      return { choose: [{ p: '50%', steps: [WORK] }] };
    case 'cache':
      return { cache: { hitRatio: '80%', miss: [call.steps === undefined ? call : WORK] } };
    case 'send':
      return callee === undefined ? WORK : { send: callee };
    case 'delay':
      return { delay: '5ms' };
    case 'steps':
      return { steps: [WORK] };
    default:
      return WORK;
  }
}

/** One more option of `choose`: it takes what is left, or half of what the largest has. */
export function withNewOption(options: readonly unknown[]): unknown[] {
  const rest = restOf(options);
  const option = (p: number) => ({ p: writtenOf('ratio', p), steps: [WORK] });
  if (rest > 0) return [...options, option(rest)];
  const shares = options.map(shareOf);
  const largest = shares.indexOf(Math.max(...shares));
  const half = shares[largest] / 2;
  const halved = options.map((one, index) =>
    index === largest ? { ...(one as Document), p: writtenOf('ratio', half) } : one,
  );
  return [...halved, option(half)];
}

/** Share of the visits for which no option of `choose` is taken. */
export function restOf(options: readonly unknown[]): number {
  const sum = options.reduce((total: number, one) => total + shareOf(one), 0);
  return Math.max(0, Number((1 - sum).toFixed(6)));
}

function shareOf(option: unknown): number {
  const share = isMap(option) ? numberOf('ratio', option.p) : 0;
  return Number.isFinite(share) ? share : 0;
}

export function listOf(document: Document, path: string): readonly unknown[] {
  const list = getValue(document, path);
  return Array.isArray(list) ? list : [];
}

export function added(document: Document, path: string, entry: unknown): Edit {
  return { path, value: [...listOf(document, path), entry] };
}

/** Moves an entry up (−1) or down (1); undefined at the end of the list. */
export function moved(document: Document, path: string, index: number, by: -1 | 1): Edit | undefined {
  const list = [...listOf(document, path)];
  const to = index + by;
  if (to < 0 || to >= list.length) return undefined;
  [list[index], list[to]] = [list[to], list[index]];
  return { path, value: list };
}

export function doubled(document: Document, path: string, index: number): Edit {
  const list = listOf(document, path);
  return { path, value: [...list.slice(0, index + 1), ...list.slice(index)] };
}

/** A `parallel` or `choose` without anything in it goes as a whole, and so do the steps of an endpoint. */
export function removed(document: Document, path: string, index: number): Edit {
  const rest = listOf(document, path).filter((_, other) => other !== index);
  const [, above, place, kind] = /^(.+)\.(\d+)\.(parallel|choose|steps)$/.exec(path) ?? [];
  if (above === undefined) return { path, value: rest.length > 0 ? rest : undefined };
  if (kind === 'steps' || rest.length > 0) return withNeed(document, { path, value: rest });
  return removed(document, above, Number(place));
}

/** No more successes can be needed than there are branches: the step changes as a whole then. */
function withNeed(document: Document, { path, value }: Edit): Edit {
  const above = path.slice(0, path.lastIndexOf('.'));
  const step = getValue(document, above);
  const branches = (value as unknown[]).length;
  if (!path.endsWith('.parallel') || !isMap(step) || !(Number(step.need) > branches)) return { path, value };
  return { path: above, value: { ...step, parallel: value, need: branches } };
}

/** Checking a scenario takes time; beyond so many operations nobody is told beforehand what is impossible. */
const TRIED_MAX = 40;

export interface Callee {
  readonly name: string;
  /** It would lead back here for ever. */
  readonly wouldCircle: boolean;
}

/** What a call at the end of this list, or in place of the step at `path`, can be made to. */
export function calleesFor(document: Document, path: string, service: string): Callee[] {
  const names = callables(document);
  const known = names.filter((name) => name.split('.')[0] !== service);
  const tried = known.length <= TRIED_MAX;
  return known.map((name) => ({ name, wouldCircle: tried && !isPossible(document, path, name) }));
}

/** The first operation that can be called there, preferably one that is not called yet. */
export function calleeToStartWith(document: Document, path: string, service: string): string | undefined {
  const possible = calleesFor(document, path, service).filter(({ wouldCircle }) => !wouldCircle);
  const called = JSON.stringify(getValue(document, `services.${service}`));
  return (possible.find(({ name }) => !called.includes(`"${name}"`)) ?? possible[0])?.name;
}

function isPossible(document: Document, path: string, name: string): boolean {
  const at = getValue(document, path);
  const value =
    Array.isArray(at) || at === undefined
      ? [...listOf(document, path), newStep('call', name)]
      : { ...(at as Document), [callKeyOf(at) ?? 'call']: name };
  const edited = setValue(document, path, value);
  if (!edited.ok) return false;
  const checked = checkScenario(edited.document);
  return checked.ok || !checked.problems.some(({ code }) => code === 'cycle');
}
