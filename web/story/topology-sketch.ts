/** A preset's services as a small line drawing: who calls whom, from left to right. */
import { isMap } from '../store/document-diff.ts';

export interface SketchBox {
  id: string;
  /** A workload is drawn as a circle, a service as a box. */
  isSource: boolean;
  instances: number;
  /** From 0, of so many. */
  column: number;
  columns: number;
  /** Centre, from 0 to 1. */
  y: number;
}

export interface Sketch {
  boxes: SketchBox[];
  /** Pairs of indexes into boxes. */
  lines: [from: number, to: number][];
}

/** Deep chains are cut: a sketch needs no more columns. */
const COLUMNS_MAX = 12;

export function sketchOf(document: Readonly<Record<string, unknown>>): Sketch {
  const services = isMap(document.services) ? document.services : {};
  const workloads = isMap(document.workloads) ? document.workloads : {};
  const ids = [...Object.keys(workloads), ...Object.keys(services)];
  const lines = linesOf(workloads, services, ids);
  const columns = columnsOf(ids.length, lines);
  const last = Math.max(0, ...columns);
  const boxes = ids.map((id, index): SketchBox => {
    const mates = ids.map((_, other) => other).filter((other) => columns[other] === columns[index]);
    return {
      id,
      isSource: id in workloads,
      instances: instancesOf(services[id]),
      column: columns[index],
      columns: last + 1,
      y: (mates.indexOf(index) + 0.5) / mates.length,
    };
  });
  return { boxes, lines };
}

function linesOf(
  workloads: Readonly<Record<string, unknown>>,
  services: Readonly<Record<string, unknown>>,
  ids: readonly string[],
): [number, number][] {
  const known = new Set<string>();
  const lines: [number, number][] = [];
  const add = (from: string, call: string) => {
    const [to] = call.split('.');
    const line: [number, number] = [ids.indexOf(from), ids.indexOf(to)];
    if (line[1] < 0 || known.has(line.join())) return;
    known.add(line.join());
    lines.push(line);
  };
  for (const [id, workload] of Object.entries(workloads)) {
    for (const call of callsIn(workload)) add(id, call);
  }
  for (const [id, service] of Object.entries(services)) for (const call of callsIn(service)) add(id, call);
  return lines;
}

/** Every `call` and `send` anywhere inside the steps of a service. */
function callsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (key === 'call' || key === 'send') && typeof inner === 'string' ? [inner] : callsIn(inner),
  );
}

/** Each box stands one column behind the last of its callers. */
function columnsOf(count: number, lines: readonly (readonly [number, number])[]): number[] {
  const columns = Array.from({ length: count }, () => 0);
  for (let round = 0; round < COLUMNS_MAX; round++) {
    for (const [from, to] of lines) columns[to] = Math.min(COLUMNS_MAX, Math.max(columns[to], columns[from] + 1));
  }
  return columns;
}

function instancesOf(service: unknown): number {
  if (!isMap(service)) return 1;
  const { instances } = service;
  const count = isMap(instances) ? instances.count : instances;
  return typeof count === 'number' ? count : 1;
}
