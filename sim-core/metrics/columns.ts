/**
 * What is added up for each scope: one column per sum, whole numbers but for SQUARES. Every metric is a formula over
 * these columns (`formulas.ts`), for the whole run as for one window.
 */
import { MECHANISM_COUNT, OUTCOME_COUNT } from '../model/outcomes.ts';
import { PHASE_COUNT } from '../model/phases.ts';

/** On both sides: requests, calls or visits ended, by outcome. */
export const ENDED = 0;
export const STARTED = ENDED + OUTCOME_COUNT;
/** Integral over time of how many are in flight; ns. */
export const IN_FLIGHT_NS = STARTED + 1;
/** Time of those that ended ok or degraded, and of those that failed; ns. */
export const SERVED_NS = IN_FLIGHT_NS + 1;
export const FAILED_NS = SERVED_NS + 1;
/** Sum of (time − pivot)² of those that ended ok or degraded; the pivot belongs to the scope. */
export const SQUARES = FAILED_NS + 1;
export const ERRORS_MET = SQUARES + 1;
/** Turned away at a door or by the caller itself, and let in by nobody. */
export const REJECTED = ERRORS_MET + 1;
/** Attempts that failed; at the server's side visits and refusals. */
export const FAILED_ATTEMPTS = REJECTED + 1;
/** Six at the caller's side, in the order of `phases.ts`; of those that ended ok or degraded; ns. */
export const PHASES_NS = FAILED_ATTEMPTS + 1;

/** Caller's side. Within the latency objectives; counted for requests alone. */
export const GOOD = PHASES_NS + PHASE_COUNT;
/** Ended after a server had let in at least one attempt. */
export const ACCEPTED = GOOD + 1;
/** By the mechanism that saved the call saved last. */
export const HANDLED = ACCEPTED + 1;
/** Extra attempts by mechanism. */
export const PRICE = HANDLED + MECHANISM_COUNT;
export const ATTEMPTS = PRICE + MECHANISM_COUNT;
export const RETRIES = ATTEMPTS + 1;
/** Of links alone. */
export const BYTES = RETRIES + 1;
export const LOST = BYTES + 1;
export const STALE = LOST + 1;
/** Attempts at an instance in another zone, and the bytes sent from one zone to another. */
export const CROSS_ZONE = STALE + 1;
export const EGRESS_BYTES = CROSS_ZONE + 1;
/** Of links that begin at a workload: the phases with `downstream` opened up. They become PHASES_NS of the workload. */
export const OPENED_NS = EGRESS_BYTES + 1;
export const CALL_COLUMNS = OPENED_NS + PHASE_COUNT;

/** Server's side, after the columns of both. */
export const VISIT_QUEUE_NS = FAILED_ATTEMPTS + 1;
export const VISIT_PROCESS_NS = VISIT_QUEUE_NS + 1;
export const VISIT_DOWNSTREAM_NS = VISIT_PROCESS_NS + 1;
export const VISITS_HANDLED = VISIT_DOWNSTREAM_NS + 1;
export const ADMITTED = VISITS_HANDLED + 1;
export const WAITED = ADMITTED + 1;
export const DUPLICATES = WAITED + 1;
/** Look-ups of `cache` steps, and those that found their value. */
export const LOOK_UPS = DUPLICATES + 1;
export const CACHE_HITS = LOOK_UPS + 1;
export const VISIT_COLUMNS = CACHE_HITS + 1;

/** Instances themselves: integrals in ns (of workers, for BUSY and WORKING; of frames, for QUEUED), and crashes. */
export const UP_NS = 0;
export const BUSY_NS = 1;
export const WORKING_NS = 2;
export const QUEUED_NS = 3;
/** Time that given-back workers had been held, and the part of it that was for nobody; counted when given back. */
export const HELD_NS = 4;
export const WASTED_NS = 5;
export const CRASHES = 6;
export const LOAD_COLUMNS = 7;

/** Guards of links: time of the link's circuit breakers in each phase but closed, all together; ejections. */
export const OPEN_NS = 0;
export const HALF_OPEN_NS = 1;
export const EJECTIONS = 2;
export const GUARD_COLUMNS = 3;
