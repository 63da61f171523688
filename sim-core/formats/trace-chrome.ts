/**
 * Traced requests in the Trace Event Format (JSON object form), which Perfetto and chrome://tracing open.
 *
 * A process is a workload or an instance. At it, a call with its attempts lies on one lane, and each visit it serves on
 * another; a lane holds one at a time, because slices of one thread must not overlap. A flow leads from each attempt to
 * its visit. Times are microseconds. What had not ended when the trace was taken is left out.
 *
 * Source: "Trace Event Format", Google (complete, flow and metadata events).
 */
import type { TracedAttempt, TracedCall, TracedRequest } from '../trace/traced-request.ts';

interface Slice {
  readonly process: string;
  readonly startNs: number;
  readonly endNs: number;
  /** Events on the slice's lane, without process and lane. */
  readonly events: readonly object[];
}

const NS_PER_US = 1000;

/** Yields a JSON document piece by piece. */
export function* traceChrome(requests: Iterable<TracedRequest>): Generator<string, void, void> {
  const slices: Slice[] = [];
  for (const request of requests) addCall(slices, request, request.call, request.workload);
  slices.sort((a, b) => a.startNs - b.startNs);
  yield '{"displayTimeUnit":"ms","traceEvents":[';
  let separator = '\n';
  for (const event of placed(slices)) {
    yield `${separator}${JSON.stringify(event)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function addCall(slices: Slice[], request: TracedRequest, call: TracedCall, process: string): void {
  const args = { request: request.id, link: call.link, outcome: call.outcome, ...call.phases };
  if (call.endNs !== null) {
    slices.push({
      process,
      startNs: call.startNs,
      endNs: call.endNs,
      events: [
        complete(`${call.service}.${call.endpoint}`, call.isSent ? 'send' : 'call', call.startNs, call.endNs, args),
        ...call.attempts.filter((one) => !isHedge(one)).flatMap((attempt) => attemptEvents(request, attempt)),
      ],
    });
    // A hedge lies beside others of its call, on a lane of its own.
    for (const attempt of call.attempts.filter(isHedge)) {
      const { startNs, endNs } = attempt;
      if (endNs !== null) slices.push({ process, startNs, endNs, events: attemptEvents(request, attempt) });
    }
  }
  for (const attempt of call.attempts) addVisit(slices, request, call, attempt);
}

function isHedge(attempt: TracedAttempt): boolean {
  return attempt.kind === 'hedge';
}

function attemptEvents(request: TracedRequest, attempt: TracedAttempt): object[] {
  const { startNs, endNs } = attempt;
  if (endNs === null) return [];
  const args = {
    request: request.id,
    instance: attempt.instance,
    outcome: attempt.outcome,
    backoffMs: attempt.backoffNs / 1e6,
    lostMessages: attempt.lostMessages,
    ...(attempt.kind === 'hedge' ? { hedge: true } : {}),
    ...(attempt.gateNs > 0 ? { gateMs: attempt.gateNs / 1e6 } : {}),
    ...(attempt.poolNs > 0 ? { poolMs: attempt.poolNs / 1e6 } : {}),
    ...(attempt.rejectedBy === null ? {} : { rejectedBy: attempt.rejectedBy }),
  };
  const name = attempt.number === 1 ? 'attempt' : `${isHedge(attempt) ? 'hedge' : 'attempt'} ${attempt.number}`;
  if (attempt.instance === null) return [complete(name, 'attempt', startNs, endNs, args)];
  return [complete(name, 'attempt', startNs, endNs, args), flow('s', attempt.id, startNs)];
}

function addVisit(slices: Slice[], request: TracedRequest, call: TracedCall, attempt: TracedAttempt): void {
  const { answeredNs, arrivedNs, instance } = attempt;
  if (arrivedNs !== null && answeredNs !== null && instance !== null) {
    const args = { request: request.id, answer: attempt.answer, ...attempt.visit };
    slices.push({
      process: instance,
      startNs: arrivedNs,
      endNs: answeredNs,
      events: [
        complete(call.endpoint, 'visit', arrivedNs, answeredNs, args),
        ...(attempt.endNs === null ? [] : [flow('f', attempt.id, arrivedNs)]),
      ],
    });
  }
  if (instance === null) return;
  for (const below of attempt.calls) addCall(slices, request, below, instance);
}

function complete(name: string, category: string, startNs: number, endNs: number, args: object): object {
  return { name, cat: category, ph: 'X', ts: startNs / NS_PER_US, dur: (endNs - startNs) / NS_PER_US, args };
}

/** s: it starts on the slice around it; f with bp e: it ends there. */
function flow(phase: 's' | 'f', id: number, atNs: number): object {
  return { name: 'request', cat: 'flow', ph: phase, id, ts: atNs / NS_PER_US, ...(phase === 'f' ? { bp: 'e' } : {}) };
}

/** Numbers processes in order of name and gives each slice the first lane that is free at its start. */
function* placed(slices: readonly Slice[]): Generator<object, void, void> {
  const names = [...new Set(slices.map((slice) => slice.process))].toSorted();
  const processes = new Map(names.map((name, index) => [name, { pid: index + 1, laneEndsNs: [] as number[] }]));
  for (const [name, { pid }] of processes) yield { name: 'process_name', ph: 'M', pid, args: { name } };
  for (const slice of slices) {
    const process = processes.get(slice.process);
    if (!process) continue;
    const { pid, laneEndsNs } = process;
    const free = laneEndsNs.findIndex((endNs) => endNs <= slice.startNs);
    const lane = free < 0 ? laneEndsNs.length : free;
    laneEndsNs[lane] = slice.endNs;
    for (const event of slice.events) yield { ...event, pid, tid: lane + 1 };
  }
}
