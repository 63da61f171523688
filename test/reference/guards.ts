/** What a caller has between its wish for an attempt and the balancer's pick: each kind in the plainest form it can have. */
import type {
  ResolvedBreaker,
  ResolvedLink,
  ResolvedRateLimit,
  ResolvedRetry,
} from '../../sim-core/model/resolved-scenario.ts';
import type { Attempt } from './parts.ts';

type ResolvedBudget = NonNullable<ResolvedRetry['budget']>;

/** A calling instance or client, on one link. */
export interface Caller {
  readonly link: ResolvedLink;
  /** Places of the bulkhead that are taken, and who waits for one. */
  placesTaken: number;
  readonly line: Attempt[];
  readonly limiter: Limiter | null;
  readonly budget: Budget | null;
  /** By number of the instance; −1: of the whole service. */
  readonly breakers: ReadonlyMap<number, Breaker>;
}

export function newCaller(link: ResolvedLink, instances: number, nowNs: number): Caller {
  const { breaker, rateLimit, retry } = link;
  const numbers = breaker?.scope === 'instance' ? Array.from({ length: instances }, (_, number) => number) : [-1];
  return {
    link,
    placesTaken: 0,
    line: [],
    limiter: rateLimit === null ? null : new Limiter(rateLimit),
    budget: retry === null || retry.budget === null ? null : new Budget(retry.budget, nowNs),
    breakers: new Map(breaker === null ? [] : numbers.map((number) => [number, new Breaker(breaker)])),
  };
}

/** Times in nanoseconds multiplied by the rate, so that they are whole. */
export class Limiter {
  private readonly limit: ResolvedRateLimit;
  /** When each turn came or comes. */
  private readonly turns: number[] = [];
  /** When the bucket would be full if it were refilled to one token above. */
  private fullAt = -Infinity;

  constructor(limit: ResolvedRateLimit) {
    this.limit = limit;
  }

  /** When its turn comes; null: it would have to wait for too long. */
  turnNs(nowNs: number): number | null {
    const { algorithm, burst, ratePerSecond: rate, waitNs } = this.limit;
    const now = nowNs * rate;
    const due = Math.max(now, algorithm === 'sliding-window' ? this.windowDue() : this.bucketDue(now));
    const turnNs = Math.ceil(due / rate);
    if (turnNs - nowNs > waitNs) return null;
    if (algorithm === 'leaky-bucket' && turnNs > nowNs && this.turns.filter((turn) => turn > nowNs).length >= burst) {
      return null;
    }
    this.turns.push(turnNs);
    this.fullAt = Math.max(this.fullAt, now) + 1e9;
    return turnNs;
  }

  private bucketDue(now: number): number {
    const { algorithm, burst } = this.limit;
    return Math.max(now, this.fullAt) - (algorithm === 'leaky-bucket' ? 0 : burst - 1) * 1e9;
  }

  private windowDue(): number {
    const { burst, ratePerSecond } = this.limit;
    const before = this.turns.at(-burst);
    return before === undefined ? 0 : before * ratePerSecond + burst * 1e9;
  }
}

const SLICES = 10;

/** Rations the further attempts of one caller. */
export class Budget {
  private readonly rules: ResolvedBudget;
  private inFlight = 0;
  private retries = 0;
  /** Of gRPC in thousandths, of the AWS SDK whole. */
  private tokens: number;
  /** What was put in and taken, by slice: the current one last. */
  private slices: number[] = Array.from({ length: SLICES }, () => 0);
  private sliceSinceNs: number;

  constructor(rules: ResolvedBudget, nowNs: number) {
    this.sliceSinceNs = nowNs;
    this.rules = rules;
    this.tokens = rules.kind === 'tokens' ? rules.max * 1000 : rules.tokens;
  }

  callStarted(nowNs: number): void {
    if (this.rules.kind !== 'window' || this.rules.ratio === 0) return;
    this.lookAt(nowNs);
    this.slices[SLICES - 1] += 1000;
  }
  attemptStarted(): void {
    this.inFlight++;
  }
  attemptEnded(): void {
    this.inFlight--;
  }
  retriesEnded(count: number): void {
    this.retries -= count;
  }
  failed(): void {
    this.tokens = this.rules.kind === 'tokens' ? Math.max(0, this.tokens - 1000) : this.tokens;
  }
  /** @param taken by the last retry of the call; null: it had none */
  succeeded(taken: number | null): void {
    const { kind, max, ratio, tokens } = this.rules;
    if (kind === 'tokens') this.tokens = Math.min(max * 1000, this.tokens + Math.round(ratio * 1000));
    if (kind === 'quota') this.tokens = Math.min(tokens, this.tokens + (taken ?? 1));
  }

  /** How much was taken; null: refused. */
  take(nowNs: number, isTimeout: boolean): number | null {
    const { cost, kind, max, min, minPerSecond, ratio, ttlNs } = this.rules;
    switch (kind) {
      case 'window': {
        this.lookAt(nowNs);
        const price = ratio > 0 ? Math.floor(1000 / ratio) : 1;
        const left = this.slices.reduce((sum, slice) => sum + slice, minPerSecond * (ttlNs / 1e9) * price);
        if (left < price) return null;
        this.slices[SLICES - 1] -= price;
        break;
      }
      case 'concurrency':
        if (this.retries >= Math.max(min, Math.floor(ratio * this.inFlight))) return null;
        break;
      case 'tokens':
        if (this.tokens <= (max * 1000) / 2) return null;
        break;
      case 'quota': {
        const price = isTimeout ? 2 * cost : cost;
        if (this.tokens < price) return null;
        this.tokens -= price;
        this.retries++;
        return price;
      }
    }
    this.retries++;
    return 0;
  }

  /** A new slice begins when somebody looks and the current one is over. */
  private lookAt(nowNs: number): void {
    const lengthNs = this.rules.ttlNs / SLICES;
    const passed = Math.floor((nowNs - this.sliceSinceNs) / lengthNs);
    if (passed < 1) return;
    for (let i = 0; i < Math.min(passed, SLICES); i++) this.slices = [...this.slices.slice(1), 0];
    this.sliceSinceNs = nowNs;
  }
}

export class Breaker {
  private readonly rules: ResolvedBreaker;
  private phase: 'closed' | 'open' | 'half-open' = 'closed';
  private untilNs = 0;
  /** Closed: what became of the last ones, the newest last. Half-open: of all trials. */
  private failures: boolean[] = [];
  private granted = 0;
  /** Failures without a success in between. */
  private row = 0;

  constructor(rules: ResolvedBreaker) {
    this.rules = rules;
  }

  /** Whether an attempt may go. */
  allows(nowNs: number): boolean {
    if (this.phase === 'closed') return true;
    if (this.phase === 'open') return this.rules.kind === 'failure-rate' && nowNs > this.untilNs;
    return this.granted < this.trials();
  }

  /** An attempt goes: it may be the first trial. */
  grant(nowNs: number): void {
    if (this.phase === 'open' && this.allows(nowNs)) this.become('half-open');
    if (this.phase === 'half-open') this.granted = Math.min(this.trials(), this.granted + 1);
  }

  /** The time that it is to be open is over. */
  due(): void {
    this.become('half-open');
  }

  /** @param isFailure null: nobody waits for it any more @returns when it is due; null: it has not opened now */
  ended(nowNs: number, isFailure: boolean | null): number | null {
    const before = this.untilNs;
    if (isFailure === null) this.giveBack();
    else if (this.rules.kind === 'consecutive') this.judgeRow(nowNs, isFailure);
    else if (this.phase !== 'open') this.judgeShare(nowNs, isFailure);
    if (this.untilNs === before) return null;
    return this.rules.kind === 'consecutive' || this.rules.isAutomatic ? this.untilNs : null;
  }

  /** As in Resilience4j also one that began before the trials, so there may be more of them. */
  private giveBack(): void {
    if (this.rules.kind === 'consecutive') this.granted = 0;
    else if (this.phase === 'half-open') this.granted--;
  }

  private judgeRow(nowNs: number, isFailure: boolean): void {
    const isProbed = this.phase === 'half-open' && this.granted > 0;
    if (!isFailure) {
      if (isProbed) this.become('closed');
      this.row = 0;
    } else if (isProbed || this.phase === 'closed') {
      this.row++;
      if (this.row >= this.rules.consecutive) this.open(nowNs);
      else this.granted = 0;
    }
  }

  private judgeShare(nowNs: number, isFailure: boolean): void {
    this.failures.push(isFailure);
    const { failureRatio, minCalls, windowCalls } = this.rules;
    const isTrial = this.phase === 'half-open';
    const size = isTrial ? this.trials() : windowCalls;
    const seen = this.failures.slice(-size);
    if (seen.length < Math.min(minCalls, size)) return;
    const isBad = seen.filter(Boolean).length / seen.length >= failureRatio;
    if (isBad) this.open(nowNs);
    else if (isTrial) this.become('closed');
  }

  private trials(): number {
    return this.rules.kind === 'consecutive' ? 1 : this.rules.halfOpenCalls;
  }

  private open(nowNs: number): void {
    this.become('open');
    this.untilNs = nowNs + (this.rules.kind === 'consecutive' ? this.rules.deadNs : this.rules.openNs);
  }

  private become(phase: 'closed' | 'open' | 'half-open'): void {
    this.phase = phase;
    this.failures = [];
    this.granted = 0;
  }
}
