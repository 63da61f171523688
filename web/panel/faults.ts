/** Faults as they stand in the document, for lists and for their editor. */
import { isMap } from '../store/document-diff.ts';
import { textOf } from './text-of.ts';
import { numberOf, writtenOf } from './written.ts';
import type { Document } from '../store/contract.ts';

export const FAULT_KINDS = ['crash', 'slow', 'error', 'pause', 'cacheFlush'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultFacts {
  kind: FaultKind | undefined;
  target: string;
  /** NaN when it comes at random. */
  atMs: number;
  /** Infinity: until the end. */
  forMs: number;
  isRandom: boolean;
}

export function factsOf(fault: Document): FaultFacts {
  const kind = FAULT_KINDS.find((one) => one in fault);
  const effect = kind === undefined ? undefined : fault[kind];
  return {
    kind,
    target: isMap(effect) ? textOf(effect.target) : '',
    atMs: fault.at === undefined ? Number.NaN : numberOf('duration', fault.at),
    forMs: fault.for === undefined ? Infinity : numberOf('duration', fault.for),
    isRandom: fault.mtbf !== undefined,
  };
}

const STARTS: Record<FaultKind, Document> = {
  crash: {},
  slow: { factor: 10 },
  error: { rate: '30%' },
  pause: {},
  cacheFlush: {},
};

/** A planned fault of ten seconds, or of an instant. */
export function newFault(kind: FaultKind, target: string, atMs: number): Document {
  return { at: moment(atMs), ...lengthOf(kind), [kind]: { target, ...STARTS[kind] } };
}

/** The same fault doing something else; what the other kind had of its own goes. */
export function withKind(fault: Document, kind: FaultKind): Document {
  const { target } = factsOf(fault);
  const rest = Object.fromEntries(Object.entries(fault).filter(([key]) => !FAULT_KINDS.includes(key as FaultKind)));
  if (kind !== 'cacheFlush') return { ...rest, [kind]: { target, ...STARTS[kind] } };
  const { for: _for, ...instant } = rest;
  return { ...instant, [kind]: { target } };
}

/** Planned: at a time, for a while. Random: again and again, with a mean time between and to repair. */
export function withOccurrence(fault: Document, isRandom: boolean, atMs: number): Document {
  const { at: _at, for: _for, mtbf: _mtbf, mttr: _mttr, ...rest } = fault;
  return isRandom
    ? { ...rest, mtbf: '30s', mttr: '5s' }
    : { ...rest, at: moment(atMs), ...lengthOf(factsOf(fault).kind) };
}

function lengthOf(kind: FaultKind | undefined): Document {
  return kind === 'cacheFlush' ? {} : { for: '10s' };
}

/** Milliseconds are fine enough for a fault set by hand. */
function moment(atMs: number): string | number {
  return writtenOf('duration', Math.max(0, Math.round(atMs)));
}
