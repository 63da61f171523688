/**
 * What the guards of links did over time: phases of circuit breakers as integrals, ejections as counts. A link's
 * breakers, one for each caller or for each caller and instance, weigh the same.
 */
import type { World } from '../model/world.ts';
import { EJECTIONS, GUARD_COLUMNS, OPEN_NS } from './columns.ts';
import { ScopeSums, type ScopeSumsSnapshot } from './scope-sums.ts';

export interface LinkGuardsSnapshot {
  readonly sums: ScopeSumsSnapshot;
  readonly phase: Uint8Array;
  readonly sinceNs: Float64Array;
}

export class LinkGuards {
  /** By link: GUARD_COLUMNS. Without guards nothing is kept. */
  readonly sums: ScopeSums;
  private readonly world: World;
  /** By breaker: its phase, and since when that has been added up. */
  private readonly phase: Uint8Array;
  private readonly sinceNs: Float64Array;

  constructor(world: World, windowCount: number) {
    const hasGuards = world.hasBreakers || world.hasDetectors;
    const breakerCount = world.hasBreakers ? world.guards.breakerCaller.length : 0;
    this.world = world;
    this.sums = new ScopeSums({
      hasEarlier: false,
      tracksFlight: false,
      scopeCount: hasGuards ? world.links.length : 0,
      columnCount: GUARD_COLUMNS,
      windowCount: hasGuards ? windowCount : 0,
    });
    this.phase = new Uint8Array(breakerCount);
    this.sinceNs = new Float64Array(breakerCount);
  }

  changed(breaker: number, phase: number): void {
    this.integrate(breaker, this.world.kernel.nowNs);
    this.phase[breaker] = phase;
  }

  ejected(caller: number, count: number): void {
    this.sums.current[this.world.callerLink[caller] * GUARD_COLUMNS + EJECTIONS] += count;
  }

  /** Takes up what lasted until now. */
  bringUpToDate(atNs: number): void {
    for (let breaker = 0; breaker < this.phase.length; breaker++) this.integrate(breaker, atNs);
  }

  endSegment(atNs: number, window: number, isMeasured: boolean): void {
    this.bringUpToDate(atNs);
    this.sums.endSegment(atNs, window, isMeasured);
  }

  /** Breakers of a link. */
  breakersOf(link: number): number {
    const { callerBase } = this.world;
    const { callerBreakerBase } = this.world.guards;
    return callerBreakerBase[callerBase[link + 1]] - callerBreakerBase[callerBase[link]];
  }

  snapshot(): LinkGuardsSnapshot {
    return { sums: this.sums.snapshot(), phase: this.phase.slice(), sinceNs: this.sinceNs.slice() };
  }

  restore(saved: LinkGuardsSnapshot): void {
    this.sums.restore(saved.sums);
    this.phase.set(saved.phase);
    this.sinceNs.set(saved.sinceNs);
  }

  /** Closed, which is most of the time, is what the others leave. */
  private integrate(breaker: number, atNs: number): void {
    const lastedNs = atNs - this.sinceNs[breaker];
    this.sinceNs[breaker] = atNs;
    if (this.phase[breaker] === 0 || lastedNs === 0) return;
    const link = this.world.callerLink[this.world.guards.breakerCaller[breaker]];
    this.sums.current[link * GUARD_COLUMNS + OPEN_NS + this.phase[breaker] - 1] += lastedNs;
  }
}
