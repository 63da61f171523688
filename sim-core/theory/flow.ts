/**
 * Which stations a request goes through after which. Requests that wander through exponential stations and delays leave
 * each of them in a Poisson stream (Burke; Kelly, Reversibility and Stochastic Networks, 1979, ch. 3), but for the ways that
 * come back; everything else that is sent on is not Poisson, and says why.
 */
import type { ResolvedScenario, ResolvedSend, ResolvedStep } from '../model/resolved-scenario.ts';
import type { Reason } from './reasons.ts';
import { reasonFor } from './reasons.ts';
import { optionsOf } from './visits.ts';

/** A station by its index, or why what comes from there is no Poisson stream. */
export type Origin = number | Reason;

export interface Flow {
  /** By station: who sends to it directly. */
  readonly origins: readonly ReadonlySet<Origin>[];
  /** Stations that hand over to themselves or in a circle share a number; by station. */
  readonly groups: readonly number[];
  /** Whether a request may come to the station more than once. */
  readonly returns: readonly boolean[];
  /** Stations after all those that send to them, as far as there are no circles. */
  readonly order: readonly number[];
}

export interface FlowView {
  readonly scenario: ResolvedScenario;
  /** By service. */
  readonly isStation: readonly boolean[];
  /** Calls over the link may fail. */
  mayFail(link: number, service: number, endpoint: number): boolean;
  /** Something on the link disturbs what comes in, or what goes on after it. */
  disturbsCallee(link: number, service: number, endpoint: number): Reason | null;
  disturbsNext(link: number, service: number, endpoint: number): Reason | null;
  isRetried(link: number, service: number, endpoint: number): boolean;
  /** null: a Poisson stream. */
  disturbsArrivals(workload: number): Reason | null;
}

/** Of an endpoint: where its visits go first and last, and whether some touch no station. */
interface Passage {
  readonly first: Set<Origin>;
  readonly last: Set<Origin>;
  readonly touched: Set<number>;
  /** Where messages go that are sent on the way, and the step that sends them. */
  readonly sent: Map<number, ResolvedStep>;
  passes: boolean;
}

const ENTRY = -1;

class FlowBuilder {
  readonly origins: Set<Origin>[];
  /** Reached from branches that run side by side. */
  readonly forked = new Set<number>();
  private readonly view: FlowView;
  private readonly passages: Passage[][];
  private readonly reasons = new Map<string, Reason>();

  constructor(view: FlowView) {
    this.view = view;
    this.origins = view.scenario.services.map(() => new Set<Origin>());
    this.passages = view.scenario.services.map(({ endpoints }) =>
      endpoints.map(() => ({ first: new Set(), last: new Set(), touched: new Set(), sent: new Map(), passes: false })),
    );
  }

  build(): void {
    for (let size = -1, next = 0; next !== size; ) {
      size = next;
      next = this.round();
    }
    this.view.scenario.workloads.forEach(({ requests }, index) => {
      for (const { link, service, endpoint } of requests) this.enter(index, link, service, endpoint);
    });
  }

  private enter(workload: number, link: number, service: number, endpoint: number): void {
    const disturbed = this.view.disturbsArrivals(workload) ?? this.view.disturbsCallee(link, service, endpoint);
    const { first } = this.passages[service][endpoint];
    if (disturbed !== null) for (const to of first) this.arrive(this.same(disturbed), to);
    this.again(link, service, endpoint);
  }

  /** @returns a number that grows until all is said */
  private round(): number {
    this.view.scenario.services.forEach(({ endpoints }, service) =>
      endpoints.forEach((_, endpoint) => this.visit(service, endpoint)),
    );
    const all = [
      ...this.origins,
      ...this.passages.flat().flatMap(({ first, last, touched, sent }) => [first, last, touched, sent]),
    ];
    return all.reduce((total, { size }) => total + size, this.passages.flat().filter(({ passes }) => passes).length);
  }

  private visit(service: number, endpoint: number): void {
    const passage = this.passages[service][endpoint];
    let last: Set<Origin> = new Set([ENTRY]);
    if (this.view.isStation[service]) last = this.touch(passage, last, service);
    for (const origin of this.steps(
      this.view.scenario.services[service].endpoints[endpoint].steps,
      last,
      passage,
      service,
    ))
      this.leave(passage, origin);
  }

  private leave(passage: Passage, origin: Origin): void {
    if (origin === ENTRY) passage.passes = true;
    else passage.last.add(origin);
  }

  private touch(passage: Passage, from: ReadonlySet<Origin>, station: number): Set<Origin> {
    for (const origin of from) {
      if (origin === ENTRY) passage.first.add(station);
      else this.arrive(origin, station);
    }
    this.visits(passage, station);
    return new Set([station]);
  }

  /** What comes there also as a message comes twice, at times that depend on each other. */
  private visits(passage: Passage, station: number): void {
    if (passage.sent.has(station)) this.isForked(station);
    passage.touched.add(station);
  }

  private sends(passage: Passage, station: number, step: ResolvedStep, count: number): void {
    const isOther = (passage.sent.get(station) ?? step) !== step;
    if (count > 1 || isOther || passage.touched.has(station)) this.isForked(station);
    passage.sent.set(station, step);
  }

  private isForked(station: number): void {
    this.arrive(this.same(reasonFor('fork')), station);
    this.forked.add(station);
  }

  private arrive(origin: Origin, station: Origin): void {
    if (typeof station === 'number') this.origins[station].add(origin);
  }

  private steps(steps: readonly ResolvedStep[], from: Set<Origin>, passage: Passage, service: number): Set<Origin> {
    return steps.reduce((last, step) => this.step(step, last, passage, service), from);
  }

  private step(step: ResolvedStep, from: Set<Origin>, passage: Passage, service: number): Set<Origin> {
    switch (step.kind) {
      case 'work':
        // A worker that is still held, or the queue again: the same station in either case.
        return this.view.isStation[service] && !from.has(service) ? this.touch(passage, from, service) : from;
      case 'delay':
        return from;
      case 'call':
        return step.probability > 0 && step.count > 0 ? this.call(step, from, passage) : from;
      case 'send':
        if (step.probability > 0 && step.count > 0) this.send(step, from, passage);
        return from;
      case 'parallel':
        return this.parallel(step.branches, from, passage, service);
      case 'cache':
      case 'choose':
        break;
    }
    const ends = optionsOf(step)
      .filter(({ ratio }) => ratio > 0)
      .map((option) => this.steps(option.steps, from, passage, service));
    return new Set([...from, ...ends.flatMap((end) => [...end])]);
  }

  private call(step: ResolvedStep & { kind: 'call' }, from: Set<Origin>, passage: Passage): Set<Origin> {
    const { link, service, endpoint, probability, count } = step;
    const inner = this.passages[service][endpoint];
    const disturbed = this.view.disturbsCallee(link, service, endpoint);
    for (const station of inner.first) {
      for (const origin of from) {
        if (origin === ENTRY) passage.first.add(station);
        else this.arrive(origin, station);
      }
      if (disturbed !== null) this.arrive(this.same(disturbed), station);
    }
    for (const station of inner.touched) this.visits(passage, station);
    for (const station of inner.sent.keys()) this.sends(passage, station, step, count);
    this.again(link, service, endpoint);
    if (count > 1) this.follow(inner.last, inner.first);
    const after = this.view.disturbsNext(link, service, endpoint);
    const last = new Set<Origin>(after === null ? inner.last : [this.same(after)]);
    if (inner.passes || probability < 1) for (const origin of from) last.add(origin);
    if (this.view.mayFail(link, service, endpoint)) for (const origin of last) this.leave(passage, origin);
    return last;
  }

  /** The message leaves when the visit goes on: both streams are what the stations before them make of them. */
  private send(step: ResolvedSend, from: ReadonlySet<Origin>, passage: Passage): void {
    const { link, service, endpoint, count } = step;
    const inner = this.passages[service][endpoint];
    const disturbed = this.view.disturbsCallee(link, service, endpoint);
    for (const station of inner.first) {
      for (const origin of from) {
        if (origin === ENTRY) passage.first.add(station);
        else this.arrive(origin, station);
      }
      if (disturbed !== null) this.arrive(this.same(disturbed), station);
    }
    for (const station of [...inner.touched, ...inner.sent.keys()]) this.sends(passage, station, step, count);
    this.again(link, service, endpoint);
  }

  /** A retry comes from where the attempt before it ended. */
  private again(link: number, service: number, endpoint: number): void {
    if (!this.view.isRetried(link, service, endpoint)) return;
    const { first, last } = this.passages[service][endpoint];
    this.follow(last, first);
  }

  private follow(last: ReadonlySet<Origin>, first: ReadonlySet<Origin>): void {
    for (const to of first) for (const origin of last) this.arrive(origin, to);
  }

  private parallel(
    branches: readonly (readonly ResolvedStep[])[],
    from: Set<Origin>,
    passage: Passage,
    service: number,
  ): Set<Origin> {
    if (branches.length === 1) return this.steps(branches[0], from, passage, service);
    const fork = this.same(reasonFor('fork'));
    const seen = new Set<number>();
    for (const branch of branches) {
      const inner: Passage = { first: new Set(), last: new Set(), touched: new Set(), sent: new Map(), passes: false };
      for (const origin of this.steps(branch, new Set([ENTRY]), inner, service)) this.leave(inner, origin);
      this.follow(new Set([...from].filter((origin) => origin !== ENTRY)), inner.first);
      if (from.has(ENTRY)) for (const station of inner.first) passage.first.add(station);
      for (const station of inner.touched) {
        if (seen.has(station)) this.arrive(fork, station);
        this.forked.add(station);
        seen.add(station);
        this.visits(passage, station);
      }
      for (const [station, step] of inner.sent) this.sends(passage, station, step, 1);
      for (const origin of inner.last) if (typeof origin !== 'number') passage.last.add(origin);
    }
    return seen.size === 0 ? from : new Set<Origin>([fork]);
  }

  /** One object for one text, so that sets stay small. */
  private same(reason: Reason): Reason {
    const key = reason.en;
    const before = this.reasons.get(key);
    if (before) return before;
    this.reasons.set(key, reason);
    return reason;
  }
}

export function flowOf(view: FlowView): Flow {
  const builder = new FlowBuilder(view);
  builder.build();
  const { origins } = builder;
  const senders = origins.map((set) => [...set].filter((origin) => typeof origin === 'number'));
  const reaches = senders.map((_, station) => upstreamOf(station, senders));
  const groups = senders.map((_, station) =>
    reaches[station].has(station)
      ? Math.min(...[...reaches[station]].filter((other) => reaches[other].has(station)))
      : station,
  );
  // A request that comes back as several is no longer one that wanders.
  for (const station of builder.forked) if (reaches[station].has(station)) origins[station].add(reasonFor('fork'));
  // Two that are reached by equally many: those in the circle come before those behind it.
  const circular = (station: number) => Number(reaches[station].has(station));
  const order = senders
    .map((_, station) => station)
    .toSorted((a, b) => reaches[a].size - reaches[b].size || circular(b) - circular(a));
  return { origins, groups, order, returns: reaches.map((set, station) => set.has(station)) };
}

function upstreamOf(station: number, senders: readonly (readonly number[])[]): Set<number> {
  const found = new Set<number>();
  const waiting = [station];
  for (const next of waiting) {
    for (const sender of senders[next]) {
      if (found.has(sender)) continue;
      found.add(sender);
      waiting.push(sender);
    }
  }
  return found;
}
