/**
 * What instances and services carry over time: workers held and working, how many wait, up or down. All are integrals
 * and maxima over simulated time, never samples.
 *
 * The model tells when an instance is *about to* change. Its columns then still hold what has been true since its last
 * change, and that is added up. A value counts as a maximum only if it lasted: what appears and vanishes within one
 * instant is how events are written down, not what a queue looked like. A service's queue is the sum over its instances;
 * it is taken up when time moves on, when all changes of an instant have been made. A broker's queue is a row of its own behind
 * those of all instances, and belongs to the service alone.
 *
 * @hot
 */
import type { World } from '../model/world.ts';
import { BUSY_NS, CRASHES, HELD_NS, LOAD_COLUMNS, QUEUED_NS, UP_NS, WASTED_NS, WORKING_NS } from './columns.ts';
import { Maxima, type MaximaSnapshot } from './maxima.ts';
import { ScopeSums, type ScopeSumsSnapshot } from './scope-sums.ts';

/** In `times`: the instant of the pending changes, and the one up to which is integrated. */
const PENDING = 0;
const AT = 1;

export interface InstanceLoadsSnapshot {
  readonly sums: ScopeSumsSnapshot;
  readonly serviceSums: ScopeSumsSnapshot;
  readonly uptime: ScopeSumsSnapshot;
  readonly queueMax: MaximaSnapshot;
  readonly serviceQueueMax: MaximaSnapshot;
  readonly columns: readonly (Float64Array | Int32Array | Uint8Array)[];
  readonly pendingCount: number;
}

export class InstanceLoads {
  /** By instance: LOAD_COLUMNS. */
  readonly sums: ScopeSums;
  /** By service: the same, of all its instances; its rows are there also when single instances have none. */
  readonly serviceSums: ScopeSums;
  /** By service, one column: ns with at least one instance up. */
  readonly uptime: ScopeSums;
  readonly queueMax: Maxima;
  readonly serviceQueueMax: Maxima;
  /** By service: the row of its broker in `sums`, −1 where there is none. */
  readonly brokers: Int32Array;
  private readonly world: World;
  /** By instance: last change; ns. */
  private readonly sinceNs: Float64Array;
  /** By instance: its share of `serviceQueued`. */
  private readonly seenQueued: Int32Array;
  /** By instance: 1 while it is up, and since when that has been added up. */
  private readonly countedUp: Uint8Array;
  private readonly instanceUpSinceNs: Float64Array;
  /** By service: waiting at all its instances, and since when; instances up, and since when. */
  private readonly serviceQueued: Int32Array;
  private readonly serviceQueuedSinceNs: Float64Array;
  private readonly upCount: Int32Array;
  private readonly upSinceNs: Float64Array;
  /** Instances that changed at the time PENDING and are not yet in their service's queue. */
  private readonly pending: Int32Array;
  private readonly isPending: Uint8Array;
  private pendingCount = 0;
  /** Times between methods: numbers given as arguments or kept in fields may be put on the heap, one per event. */
  private readonly times = new Float64Array(2);

  constructor(world: World, windowCount: number, instanceWindowCount: number) {
    const services = world.scenario.services.length;
    const queues = world.instanceService.length;
    const shape = { hasEarlier: false, tracksFlight: false };
    this.world = world;
    this.sums = new ScopeSums({
      ...shape,
      scopeCount: queues,
      columnCount: LOAD_COLUMNS,
      windowCount: instanceWindowCount,
    });
    this.serviceSums = new ScopeSums({ ...shape, scopeCount: services, columnCount: LOAD_COLUMNS, windowCount });
    this.uptime = new ScopeSums({ ...shape, scopeCount: services, columnCount: 1, windowCount });
    this.queueMax = new Maxima(queues, instanceWindowCount);
    this.serviceQueueMax = new Maxima(services, windowCount);
    this.sinceNs = new Float64Array(queues);
    this.seenQueued = new Int32Array(queues);
    this.countedUp = new Uint8Array(queues);
    this.instanceUpSinceNs = new Float64Array(queues);
    this.serviceQueued = new Int32Array(services);
    this.serviceQueuedSinceNs = new Float64Array(services);
    this.upCount = new Int32Array(services);
    this.upSinceNs = new Float64Array(services);
    this.pending = new Int32Array(queues);
    this.isPending = new Uint8Array(queues);
    this.brokers = new Int32Array(services).fill(-1);
    for (let q = world.instanceCount; q < queues; q++) this.brokers[world.instanceService[q]] = q;
    for (let i = 0; i < world.instanceCount; i++) this.setUp(i, world.instanceUp[i] & world.hostUp[i]);
  }

  /** A second change in the same instant finds all done: nothing has lasted since the first. */
  isTakenUp(instance: number): boolean {
    return this.sinceNs[instance] === this.world.kernel.nowNs && this.isPending[instance] !== 0;
  }

  changing(instance: number): void {
    const nowNs = this.world.kernel.nowNs;
    if (nowNs > this.times[PENDING]) {
      this.settle();
      this.times[PENDING] = nowNs;
    }
    this.times[AT] = nowNs;
    this.integrate(instance);
    if (this.isPending[instance] === 0) {
      this.isPending[instance] = 1;
      this.pending[this.pendingCount++] = instance;
    }
  }

  released(instance: number, heldNs: number, wastedNs: number): void {
    const row = instance * LOAD_COLUMNS;
    this.sums.current[row + HELD_NS] += heldNs;
    this.sums.current[row + WASTED_NS] += wastedNs;
  }

  crashed(instance: number): void {
    this.sums.current[instance * LOAD_COLUMNS + CRASHES]++;
    this.switch(instance, 0);
  }

  started(instance: number): void {
    this.switch(instance, 1);
  }

  /** Takes up what lasted until now. May be called at any time: whole numbers can be added in any pieces. */
  bringUpToDate(atNs: number): void {
    if (atNs > this.times[PENDING]) this.settle();
    this.times[AT] = atNs;
    for (let i = 0; i < this.sinceNs.length; i++) {
      this.integrate(i);
      this.integrateUp(i);
    }
    for (let s = 0; s < this.upCount.length; s++) {
      this.leaveServiceQueue(s);
      this.integrateServiceUp(s);
    }
  }

  endSegment(atNs: number, window: number, isMeasured: boolean): void {
    this.bringUpToDate(atNs);
    this.addToServices();
    this.sums.endSegment(atNs, window, isMeasured);
    this.serviceSums.endSegment(atNs, window, isMeasured);
    this.uptime.endSegment(atNs, window, isMeasured);
    this.queueMax.endSegment(window, isMeasured);
    this.serviceQueueMax.endSegment(window, isMeasured);
  }

  snapshot(): InstanceLoadsSnapshot {
    return {
      sums: this.sums.snapshot(),
      serviceSums: this.serviceSums.snapshot(),
      uptime: this.uptime.snapshot(),
      queueMax: this.queueMax.snapshot(),
      serviceQueueMax: this.serviceQueueMax.snapshot(),
      columns: this.columns().map((column) => column.slice()),
      pendingCount: this.pendingCount,
    };
  }

  restore(saved: InstanceLoadsSnapshot): void {
    this.sums.restore(saved.sums);
    this.serviceSums.restore(saved.serviceSums);
    this.uptime.restore(saved.uptime);
    this.queueMax.restore(saved.queueMax);
    this.serviceQueueMax.restore(saved.serviceQueueMax);
    this.columns().forEach((column, index) => column.set(saved.columns[index]));
    this.pendingCount = saved.pendingCount;
  }

  private columns(): (Float64Array | Int32Array | Uint8Array)[] {
    return [
      ...[this.sinceNs, this.seenQueued, this.countedUp, this.serviceQueued, this.serviceQueuedSinceNs],
      ...[this.instanceUpSinceNs, this.upCount, this.upSinceNs, this.pending, this.isPending, this.times],
    ];
  }

  private addToServices(): void {
    const instances = this.sums.current;
    const services = this.serviceSums.current;
    for (let i = 0; i < this.sinceNs.length; i++) {
      const service = this.world.instanceService[i];
      for (let c = 0; c < LOAD_COLUMNS; c++) services[service * LOAD_COLUMNS + c] += instances[i * LOAD_COLUMNS + c];
    }
  }

  /** Takes the changes of the last instant into the queues of services; what these were lasted up to that instant. */
  private settle(): void {
    this.times[AT] = this.times[PENDING];
    for (let p = 0; p < this.pendingCount; p++) {
      const instance = this.pending[p];
      const more = this.world.instanceQueued[instance] - this.seenQueued[instance];
      this.isPending[instance] = 0;
      if (more === 0) continue;
      const service = this.world.instanceService[instance];
      this.leaveServiceQueue(service);
      this.serviceQueued[service] += more;
      this.seenQueued[instance] += more;
    }
    this.pendingCount = 0;
  }

  private integrate(instance: number): void {
    const atNs = this.times[AT];
    const lastedNs = atNs - this.sinceNs[instance];
    if (lastedNs === 0) return;
    this.sinceNs[instance] = atNs;
    const world = this.world;
    const sums = this.sums.current;
    const row = instance * LOAD_COLUMNS;
    sums[row + BUSY_NS] += world.instanceBusy[instance] * lastedNs;
    // Work that stands still is not done.
    if (world.pauses.pausedUntilNs[instance] === 0)
      sums[row + WORKING_NS] += world.instanceWorking[instance] * lastedNs;
    const queued = world.instanceQueued[instance];
    if (queued === 0) return;
    sums[row + QUEUED_NS] += queued * lastedNs;
    this.queueMax.offer(instance, queued);
  }

  private leaveServiceQueue(service: number): void {
    const atNs = this.times[AT];
    if (atNs === this.serviceQueuedSinceNs[service]) return;
    this.serviceQueuedSinceNs[service] = atNs;
    this.serviceQueueMax.offer(service, this.serviceQueued[service]);
  }

  private switch(instance: number, up: number): void {
    this.times[AT] = this.world.kernel.nowNs;
    this.integrateUp(instance);
    this.integrateServiceUp(this.world.instanceService[instance]);
    this.setUp(instance, up);
  }

  private integrateUp(instance: number): void {
    const atNs = this.times[AT];
    const lastedNs = atNs - this.instanceUpSinceNs[instance];
    if (this.countedUp[instance] !== 0) this.sums.current[instance * LOAD_COLUMNS + UP_NS] += lastedNs;
    this.instanceUpSinceNs[instance] = atNs;
  }

  private integrateServiceUp(service: number): void {
    const atNs = this.times[AT];
    if (this.upCount[service] > 0) this.uptime.current[service] += atNs - this.upSinceNs[service];
    this.upSinceNs[service] = atNs;
  }

  private setUp(instance: number, up: number): void {
    this.upCount[this.world.instanceService[instance]] += up - this.countedUp[instance];
    this.countedUp[instance] = up;
  }
}
