/** What callers' guards and instances' doors do at a moment, in words: for the stage, its readers and the panel. */
import {
  INSTANCE_AT_DOOR,
  INSTANCE_EJECTED_AT_MS,
  INSTANCE_EJECTED_BY,
  INSTANCE_EJECTORS,
  INSTANCE_INSIDE,
  INSTANCE_LIMIT,
  INSTANCE_REFUSED,
  INSTANCE_REFUSED_LAST,
  INSTANCE_STRIDE,
  INSTANCE_UP,
} from '../engine/protocol.ts';
import { formatCount, formatRatio, UNIT_SPACE } from './format.ts';
import type { Frame, LinkGuards, Topology } from '../engine/protocol.ts';
import type { GateState } from './gates.ts';

export interface GuardWords {
  readonly breakerClosed: string;
  readonly breakerOpen: string;
  readonly breakerHalfOpen: string;
  readonly breakerFull: string;
  breakersOpen(open: number, all: number): string;
  breakersHalfOpen(count: number): string;
  bulkhead(held: string, most: string | null): string;
  connections(used: string, open: string, connecting: string | null): string;
  waiting(count: string): string;
  waitingConnection(count: string): string;
  budget(left: string, full: string): string;
  budgetAtOnce(left: string, full: string): string;
  budgetSpent(count: number, all: number): string;
  throttle(share: string): string;
  rejected(last: string, total: string, by: string): string;
  readonly guards: readonly string[];
  ejected(seconds: string, by: number, all: number): string;
  ejectedShort(seconds: string): string;
  ejectedByShort(by: number, all: number): string;
  ejectedCount(count: number, all: number): string;
  inside(count: string, most: string | null): string;
  foundLimit(limit: string): string;
  waitingAtDoor(count: string): string;
  refusedAtDoor(last: string, total: string): string;
}

/** "open", "2 of 3 open", "1 half-open" … of the breakers of a link or of one of its callers. */
export function breakerLine({ breaker }: LinkGuards, state: GateState, words: GuardWords): string | null {
  if (breaker === null || state.breakers === 0) return null;
  if (breaker.kind === 'limits' && state.open > 0 && state.breakers === 1) return words.breakerFull;
  if (state.breakers === 1) {
    if (state.open > 0) return words.breakerOpen;
    return state.halfOpen > 0 ? words.breakerHalfOpen : words.breakerClosed;
  }
  const parts = [words.breakersOpen(state.open, state.breakers)];
  if (state.halfOpen > 0) parts.push(words.breakersHalfOpen(state.halfOpen));
  return parts.join(', ');
}

/** @param clients of a workload, whose numbers are added up; else 1 */
export function gateLines(guards: LinkGuards, state: GateState, clients: number, words: GuardWords): string[] {
  const callers = state.ends * clients;
  const lines: string[] = [];
  const breaker = breakerLine(guards, state, words);
  if (breaker !== null) lines.push(breaker);
  if (guards.bulkhead !== null) {
    const { maxConcurrent } = guards.bulkhead;
    lines.push(
      words.bulkhead(formatCount(state.held), maxConcurrent === null ? null : formatCount(maxConcurrent * callers)),
    );
  }
  if (guards.bulkhead !== null || guards.hasRateLimit) lines.push(words.waiting(formatCount(state.waiting)));
  if (guards.pool !== null) {
    const connecting = state.connecting > 0 ? formatCount(state.connecting) : null;
    lines.push(words.connections(formatCount(state.connectionsUsed), formatCount(state.connections), connecting));
    lines.push(words.waitingConnection(formatCount(state.waitingForConnection)));
  }
  if (guards.budget !== null) {
    const left = formatCount(Math.floor(state.budgetLeft));
    const full = formatCount(Math.floor(state.budgetFull));
    lines.push(guards.budget === 'concurrency' ? words.budgetAtOnce(left, full) : words.budget(left, full));
    if (state.budgetsSpent > 0) lines.push(words.budgetSpent(state.budgetsSpent, callers));
  }
  if (guards.hasThrottle) lines.push(words.throttle(formatRatio(state.throttled)));
  const total = state.turnedBack.reduce((sum, count) => sum + count, 0);
  if (total > 0) lines.push(words.rejected(formatCount(state.turnedLast), formatCount(total), byGuard(state, words)));
  return lines;
}

function byGuard({ turnedBack }: GateState, words: GuardWords): string {
  const parts = turnedBack.flatMap((count, guard) =>
    count > 0 ? [`${words.guards[guard]} ${formatCount(count)}`] : [],
  );
  return parts.join(', ');
}

/** Lines of one instance. @param instance counted over all services */
export function instanceLines(
  topology: Topology,
  service: number,
  frame: Frame,
  instance: number,
  tMs: number,
  words: GuardWords,
): string[] {
  const at = instance * INSTANCE_STRIDE;
  const row = frame.instances;
  const lines: string[] = [];
  if (row[at + INSTANCE_EJECTED_BY] > 0) {
    const seconds = secondsSince(row[at + INSTANCE_EJECTED_AT_MS], tMs);
    lines.push(words.ejected(seconds, row[at + INSTANCE_EJECTED_BY], row[at + INSTANCE_EJECTORS]));
  }
  if (row[at + INSTANCE_UP] !== 1) return lines;
  const { door, queueCapacity } = topology.services[service];
  if (door !== null) {
    const limit = row[at + INSTANCE_LIMIT];
    lines.push(words.inside(formatCount(row[at + INSTANCE_INSIDE]), limit < 0 ? null : formatCount(limit)));
    if (door.findsLimit && limit >= 0) lines.push(words.foundLimit(formatCount(limit)));
    if (door.hasRateLimit) lines.push(words.waitingAtDoor(formatCount(row[at + INSTANCE_AT_DOOR])));
  }
  const refused = row[at + INSTANCE_REFUSED];
  if (refused > 0 && (door !== null || queueCapacity !== null)) {
    lines.push(words.refusedAtDoor(formatCount(row[at + INSTANCE_REFUSED_LAST]), formatCount(refused)));
  }
  return lines;
}

/** Lines of a service: all its instances together. @param first of its instances, counted over all services */
export function serviceLines(
  topology: Topology,
  service: number,
  frame: Frame,
  first: number,
  words: GuardWords,
): string[] {
  const { door, instances, queueCapacity } = topology.services[service];
  const sum = { ejected: 0, inside: 0, limit: 0, atDoor: 0, refused: 0, last: 0 };
  for (let number = 0; number < instances.length; number++) {
    const at = (first + number) * INSTANCE_STRIDE;
    if (frame.instances[at + INSTANCE_EJECTED_BY] > 0) sum.ejected++;
    const limit = frame.instances[at + INSTANCE_LIMIT];
    sum.limit += limit < 0 ? Infinity : limit;
    sum.inside += Math.max(0, frame.instances[at + INSTANCE_INSIDE]);
    sum.atDoor += frame.instances[at + INSTANCE_AT_DOOR];
    sum.refused += frame.instances[at + INSTANCE_REFUSED];
    sum.last += frame.instances[at + INSTANCE_REFUSED_LAST];
  }
  const lines: string[] = [];
  if (sum.ejected > 0) lines.push(words.ejectedCount(sum.ejected, instances.length));
  if (door !== null) {
    const most = sum.limit < Infinity ? formatCount(sum.limit) : null;
    lines.push(words.inside(formatCount(sum.inside), most));
    if (door.findsLimit && most !== null) lines.push(words.foundLimit(most));
    if (door.hasRateLimit) lines.push(words.waitingAtDoor(formatCount(sum.atDoor)));
  }
  if (sum.refused > 0 && (door !== null || queueCapacity !== null)) {
    lines.push(words.refusedAtDoor(formatCount(sum.last), formatCount(sum.refused)));
  }
  return lines;
}

/** "12 s", whole seconds that have passed. */
export function secondsSince(sinceMs: number, tMs: number): string {
  return `${Math.max(0, Math.floor((tMs - sinceMs) / 1000))}${UNIT_SPACE}s`;
}
