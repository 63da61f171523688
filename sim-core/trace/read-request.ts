/** From rows to plain data with names. */
import { NO_SLOT } from '../kernel/slot-pool.ts';
import {
  CANCELLED,
  DEGRADED,
  GUARD_NAMES,
  MECHANISM_NAMES,
  OUTCOME_NAMES,
  SAVED_BY_NOTHING,
} from '../model/outcomes.ts';
import { DOWNSTREAM, PROCESS, QUEUE, RESPOND, RETRY, SEND } from '../model/phases.ts';
import { BROKER, FRAME_PHASES, OWN_DOWNSTREAM, OWN_PROCESS, OWN_QUEUE } from '../model/tables.ts';
import type { TraceObserver } from './trace-observer.ts';
import { NONE } from './trace-rows.ts';
import type { TracedAttempt, TracedCall, TracedPhases, TracedRequest } from './traced-request.ts';

export function readRequest(trace: TraceObserver, row: number): TracedRequest {
  const { callRows, requestRows } = trace;
  const { links, services, workloads } = trace.world.scenario;
  const call = requestRows.call[row];
  const outcome = callRows.outcome[call];
  const hasFailed = outcome > DEGRADED && outcome < CANCELLED;
  const cause = callRows.causeService[call];
  const service = services[cause >= 0 ? cause : links[callRows.link[call]].callee].id;
  const savedBy = callRows.savedBy[call];
  return {
    id: requestRows.number[row],
    workload: workloads[requestRows.workload[row]].id,
    startNs: callRows.startNs[call],
    endNs: callRows.endNs[call],
    outcome: OUTCOME_NAMES[outcome],
    rootCause: hasFailed ? { service, reason: OUTCOME_NAMES[callRows.causeReason[call]] } : null,
    savedBy: savedBy === SAVED_BY_NOTHING || hasFailed ? null : MECHANISM_NAMES[savedBy],
    metError: callRows.metError[call] !== 0,
    call: readCall(trace, call),
  };
}

/** The depth of recursion is that of the calls, which a run bounds. */
function readCall(trace: TraceObserver, row: number): TracedCall {
  const { attemptRows, callRows } = trace;
  const { endpointBase, endpointService, scenario } = trace.world;
  const endpoint = callRows.endpoint[row];
  const service = endpointService[endpoint];
  const outcome = callRows.outcome[row];
  const attempts: TracedAttempt[] = [];
  for (let a = callRows.firstAttempt[row]; a !== NO_SLOT; a = attemptRows.next[a]) attempts.push(readAttempt(trace, a));
  return {
    isSent: callRows.sent[row] === 1,
    link: scenario.links[callRows.link[row]].id,
    service: scenario.services[service].id,
    endpoint: scenario.services[service].endpoints[endpoint - endpointBase[service]].id,
    startNs: callRows.startNs[row],
    endNs: orNull(callRows.endNs[row]),
    outcome: outcomeName(outcome),
    phases: outcome === NONE || outcome === CANCELLED ? null : readPhases(callRows.phases, row * FRAME_PHASES),
    attempts,
  };
}

function readAttempt(trace: TraceObserver, row: number): TracedAttempt {
  const { attemptRows, callRows } = trace;
  const calls: TracedCall[] = [];
  for (let c = attemptRows.firstCall[row]; c !== NO_SLOT; c = callRows.next[c]) calls.push(readCall(trace, c));
  const startNs = attemptRows.startNs[row];
  const pickedNs = attemptRows.pickedNs[row];
  const { pool } = trace.world.scenario.links[callRows.link[attemptRows.call[row]]];
  // Without a pool a request is sent as soon as an instance is picked.
  const hasWaited = trace.world.hasPools && pool !== null && !Number.isNaN(pickedNs);
  const phases = attemptRows.phases.subarray(row * FRAME_PHASES, (row + 1) * FRAME_PHASES);
  return {
    id: attemptRows.id[row],
    number: attemptRows.number[row],
    kind: kindOf(attemptRows.number[row], attemptRows.isHedge[row]),
    instance: instanceName(trace, attemptRows.instance[row], callRows.link[attemptRows.call[row]]),
    startNs,
    backoffNs: attemptRows.backoffNs[row],
    gateNs: between(startNs, pickedNs, attemptRows.endNs[row]),
    poolNs: hasWaited ? between(pickedNs, attemptRows.sentNs[row], attemptRows.endNs[row]) : 0,
    arrivedNs: orNull(attemptRows.arrivedNs[row]),
    answeredNs: orNull(attemptRows.answeredNs[row]),
    endNs: orNull(attemptRows.endNs[row]),
    outcome: outcomeName(attemptRows.outcome[row]),
    answer: outcomeName(attemptRows.answer[row]),
    rejectedBy: attemptRows.rejectedBy[row] === NONE ? null : GUARD_NAMES[attemptRows.rejectedBy[row]],
    lostMessages: attemptRows.lost[row],
    visit: Number.isNaN(phases[OWN_QUEUE])
      ? null
      : { queueNs: phases[OWN_QUEUE], processNs: phases[OWN_PROCESS], downstreamNs: phases[OWN_DOWNSTREAM] },
    calls,
  };
}

function readPhases(phases: Float64Array, base: number): TracedPhases {
  return {
    sendNs: phases[base + SEND],
    queueNs: phases[base + QUEUE],
    processNs: phases[base + PROCESS],
    downstreamNs: phases[base + DOWNSTREAM],
    respondNs: phases[base + RESPOND],
    retryNs: phases[base + RETRY],
  };
}

function kindOf(number: number, isHedge: number): TracedAttempt['kind'] {
  if (isHedge === 1) return 'hedge';
  return number > 1 ? 'retry' : 'first';
}

/** How long it waited, to the end or to its own end if that came first; 0 while nobody knows. */
function between(fromNs: number, toNs: number, endNs: number): number {
  if (!Number.isNaN(toNs)) return toNs - fromNs;
  return Number.isNaN(endNs) ? 0 : endNs - fromNs;
}

function instanceName(trace: TraceObserver, instance: number, link: number): string | null {
  const { instanceBase, instanceService, scenario } = trace.world;
  if (instance === BROKER) return scenario.services[scenario.links[link].callee].id;
  if (instance < 0) return null;
  const service = instanceService[instance];
  return `${scenario.services[service].id}#${instance - instanceBase[service] + 1}`;
}

function outcomeName(outcome: number): string | null {
  return outcome === NONE ? null : OUTCOME_NAMES[outcome];
}

function orNull(timeNs: number): number | null {
  return Number.isNaN(timeNs) ? null : timeNs;
}
