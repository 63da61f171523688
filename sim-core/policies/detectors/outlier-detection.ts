import type { Generator } from '../../kernel/random.ts';

/**
 * What one caller knows of the instances it calls: OUTLIER_COLUMNS numbers for each, instance i's from
 * `state[offset + i · OUTLIER_COLUMNS]` on. One object is reused.
 */
export interface OutlierView {
  readonly state: Float64Array;
  offset: number;
  nowNs: number;
  /** Instances the caller believes in: `members[0 … count − 1]`. */
  members: Int32Array;
  count: number;
  /** Random stream of the link's detectors. */
  generator: Generator;
}

/** Ratios are in [0, 1], percentages of Envoy in its documents. */
export interface ResolvedOutlierDetection {
  readonly consecutive5xx: number;
  readonly enforcingConsecutive5xx: number;
  readonly consecutiveGatewayFailure: number;
  readonly enforcingConsecutiveGatewayFailure: number;
  readonly intervalNs: number;
  readonly baseEjectionNs: number;
  readonly maxEjectionNs: number;
  readonly maxJitterNs: number;
  readonly maxEjectionRatio: number;
  readonly alwaysEjectOneHost: boolean;
  readonly successRateMinimumHosts: number;
  readonly successRateRequestVolume: number;
  readonly successRateStdevFactor: number;
  readonly enforcingSuccessRate: number;
  readonly failurePercentageThreshold: number;
  readonly failurePercentageMinimumHosts: number;
  readonly failurePercentageRequestVolume: number;
  readonly enforcingFailurePercentage: number;
}

/** How an attempt ended, as HTTP would say it. */
export const NO_5XX = 0;
/** 500 */
export const SERVER_ERROR = 1;
/** 502, 503, 504: also when nothing answered. */
export const GATEWAY_ERROR = 2;

/** Columns. */
const IN_ROW_5XX = 0;
const IN_ROW_GATEWAY = 1;
/** Of the interval that runs: answers, and good ones; then those of the interval before. */
const TOTAL = 2;
const GOOD = 3;
const LAST_TOTAL = 4;
const LAST_GOOD = 5;
/** 1: ejected since EJECTED_NS, for JITTER_NS more than the rule says. */
const IS_EJECTED = 6;
const EJECTED_NS = 7;
const JITTER_NS = 8;
/** When it came back last; −1: never ejected. */
const RETURNED_NS = 9;
/** The ejection lasts so many times the base. */
const MULTIPLIER = 10;
/** Of the first instance's row alone: how many are ejected, so that a pick need not count them. */
const EJECTED_COUNT = 11;
export const OUTLIER_COLUMNS = 12;

/**
 * Ejects instances that fail, seen by one caller alone, and takes them back after a time. After Envoy:
 * outlier_detection_impl.cc, without its mode that keeps errors of local origin apart.
 *
 * - A row of `consecutive5xx` failures, or of gateway failures, ejects at once; a good answer ends both rows, and any
 *   failure but a gateway's ends that of the gateway. A row ejects when it *reaches* its length; 0 never.
 * - Each `interval` a sweep takes those back whose time is over, so that ejections end at sweeps alone; then it looks at
 *   the interval that has ended: an instance is ejected whose success rate lies more than `successRateStdevFactor`
 *   standard deviations below the mean of all, or whose share of failures reaches `failurePercentageThreshold`; both want
 *   enough instances with enough answers. Last, who has been back for an interval is one ejection shorter.
 * - An ejection lasts base × the number of ejections, at most max, plus a jitter.
 * - No more than `maxEjectionPercent` of the instances known: ejecting one of ten is 10 %, of nine 11 % and with the
 *   default refused. The documents of older versions say that one may always be ejected; in the code that is
 *   `alwaysEjectOneHost` now, and off.
 * - What is found is enforced with a probability; the two that default to 0 are found and not acted upon.
 */

/** The caller starts and knows nothing of its `size` instances. */
export function forgetInstances(view: OutlierView, size: number): void {
  view.state.fill(0, view.offset, view.offset + size * OUTLIER_COLUMNS);
  for (let instance = 0; instance < size; instance++) forgetInstance(view, instance);
}

/** Forgets all about an instance: the caller no longer knows it. */
export function forgetInstance({ state, offset }: OutlierView, instance: number): void {
  const row = offset + instance * OUTLIER_COLUMNS;
  state[offset + EJECTED_COUNT] -= state[row + IS_EJECTED];
  state.fill(0, row, row + EJECTED_COUNT);
  state[row + RETURNED_NS] = -1;
}

export function isEjected(view: OutlierView, instance: number): boolean {
  return view.state[view.offset + instance * OUTLIER_COLUMNS + IS_EJECTED] === 1;
}

/** Since when; NaN: it is not. */
export function ejectedSinceNs({ state, offset }: OutlierView, instance: number): number {
  const row = offset + instance * OUTLIER_COLUMNS;
  return state[row + IS_EJECTED] === 1 ? state[row + EJECTED_NS] : Number.NaN;
}

/**
 * An attempt ended. @param code NO_5XX, SERVER_ERROR or GATEWAY_ERROR
 * @returns whether its instance has been ejected for it
 */
export function countAnswer(
  view: OutlierView,
  config: ResolvedOutlierDetection,
  instance: number,
  code: number,
): boolean {
  const { state } = view;
  const row = view.offset + instance * OUTLIER_COLUMNS;
  state[row + TOTAL]++;
  if (code === NO_5XX) {
    state[row + GOOD]++;
    state[row + IN_ROW_5XX] = 0;
    state[row + IN_ROW_GATEWAY] = 0;
    return false;
  }
  let hasEjected = false;
  if (code === GATEWAY_ERROR) {
    const isRow = ++state[row + IN_ROW_GATEWAY] === config.consecutiveGatewayFailure;
    if (isRow && state[row + IS_EJECTED] === 0) {
      hasEjected = eject(view, config, instance, config.enforcingConsecutiveGatewayFailure);
      state[row + IN_ROW_GATEWAY] = 0;
    }
  } else {
    state[row + IN_ROW_GATEWAY] = 0;
  }
  if (++state[row + IN_ROW_5XX] === config.consecutive5xx && state[row + IS_EJECTED] === 0) {
    hasEjected = eject(view, config, instance, config.enforcingConsecutive5xx) || hasEjected;
    state[row + IN_ROW_5XX] = 0;
  }
  return hasEjected;
}

/** An interval is over. @returns how many instances have been ejected */
export function sweep(view: OutlierView, config: ResolvedOutlierDetection): number {
  const { state, members, count } = view;
  for (let i = 0; i < count; i++) {
    const row = view.offset + members[i] * OUTLIER_COLUMNS;
    if (state[row + IS_EJECTED] === 1) takeBackIfOver(view, config, row);
    state[row + LAST_TOTAL] = state[row + TOTAL];
    state[row + LAST_GOOD] = state[row + GOOD];
    state[row + TOTAL] = 0;
    state[row + GOOD] = 0;
  }
  const ejected = ejectLowSuccessRates(view, config) + ejectHighFailureShares(view, config);
  for (let i = 0; i < count; i++) {
    const row = view.offset + members[i] * OUTLIER_COLUMNS;
    if (state[row + IS_EJECTED] === 1 || state[row + RETURNED_NS] < 0 || state[row + MULTIPLIER] === 0) continue;
    if (view.nowNs - state[row + RETURNED_NS] >= config.intervalNs) state[row + MULTIPLIER]--;
  }
  return ejected;
}

function takeBackIfOver({ state, offset, nowNs }: OutlierView, config: ResolvedOutlierDetection, row: number): void {
  const lengthNs = Math.min(config.baseEjectionNs * state[row + MULTIPLIER], config.maxEjectionNs);
  if (lengthNs + state[row + JITTER_NS] > nowNs - state[row + EJECTED_NS]) return;
  state[row + IS_EJECTED] = 0;
  state[offset + EJECTED_COUNT]--;
  state[row + IN_ROW_5XX] = 0;
  state[row + IN_ROW_GATEWAY] = 0;
  state[row + RETURNED_NS] = nowNs;
}

function ejectLowSuccessRates(view: OutlierView, config: ResolvedOutlierDetection): number {
  const volume = config.successRateRequestVolume;
  let hosts = 0;
  let sum = 0;
  for (let i = 0; i < view.count; i++) {
    if (!isJudged(view, view.members[i], volume)) continue;
    hosts++;
    sum += successPercent(view, view.members[i]);
  }
  if (hosts === 0 || hosts < config.successRateMinimumHosts) return 0;
  const mean = sum / hosts;
  let squares = 0;
  for (let i = 0; i < view.count; i++) {
    if (!isJudged(view, view.members[i], volume)) continue;
    const deviation = successPercent(view, view.members[i]) - mean;
    squares += deviation * deviation;
  }
  const threshold = mean - config.successRateStdevFactor * Math.sqrt(squares / hosts);
  let ejected = 0;
  for (let i = 0; i < view.count; i++) {
    const instance = view.members[i];
    if (!isJudged(view, instance, volume) || successPercent(view, instance) >= threshold) continue;
    if (eject(view, config, instance, config.enforcingSuccessRate)) ejected++;
  }
  return ejected;
}

function ejectHighFailureShares(view: OutlierView, config: ResolvedOutlierDetection): number {
  const volume = config.failurePercentageRequestVolume;
  let hosts = 0;
  for (let i = 0; i < view.count; i++) if (isJudged(view, view.members[i], volume)) hosts++;
  if (hosts === 0 || hosts < config.failurePercentageMinimumHosts) return 0;
  let ejected = 0;
  for (let i = 0; i < view.count; i++) {
    const instance = view.members[i];
    if (!isJudged(view, instance, volume)) continue;
    if (100 - successPercent(view, instance) < 100 * config.failurePercentageThreshold) continue;
    if (eject(view, config, instance, config.enforcingFailurePercentage)) ejected++;
  }
  return ejected;
}

/** Whether it is in and answered often enough in the last interval. */
function isJudged({ state, offset }: OutlierView, instance: number, volume: number): boolean {
  const row = offset + instance * OUTLIER_COLUMNS;
  return state[row + IS_EJECTED] === 0 && state[row + LAST_TOTAL] > 0 && state[row + LAST_TOTAL] >= volume;
}

function successPercent({ state, offset }: OutlierView, instance: number): number {
  const row = offset + instance * OUTLIER_COLUMNS;
  return (state[row + LAST_GOOD] * 100) / state[row + LAST_TOTAL];
}

function eject(view: OutlierView, config: ResolvedOutlierDetection, instance: number, enforcing: number): boolean {
  const { state, generator } = view;
  const ejected = countEjected(view);
  const isWithin = (100 * (ejected + 1)) / view.count <= 100 * config.maxEjectionRatio;
  if (!isWithin && !(config.alwaysEjectOneHost && ejected === 0)) return false;
  if (enforcing === 0 || (enforcing < 1 && generator.nextUnit() >= enforcing)) return false;
  const row = view.offset + instance * OUTLIER_COLUMNS;
  state[row + IS_EJECTED] = 1;
  state[view.offset + EJECTED_COUNT]++;
  state[row + EJECTED_NS] = view.nowNs;
  state[row + JITTER_NS] = config.maxJitterNs === 0 ? 0 : Math.floor(generator.nextUnit() * (config.maxJitterNs + 1));
  if (state[row + MULTIPLIER] * config.baseEjectionNs < config.maxEjectionNs + config.baseEjectionNs) {
    state[row + MULTIPLIER]++;
  }
  return true;
}

/** Of the instances the caller knows: what it knew of others is forgotten when they leave its view. */
export function countEjected({ state, offset }: OutlierView): number {
  return state[offset + EJECTED_COUNT];
}
