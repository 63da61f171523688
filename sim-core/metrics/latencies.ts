/**
 * Latency histograms: totals of each workload, link and endpoint, of requests that count; and for each window those of
 * system, workloads and services, kept in sparse form because a window touches few cells.
 *
 * A request is added at the link it came by, a visit at its endpoint; those of workloads, services and the system are
 * merged from these. Values are nanoseconds, of what ended ok or degraded.
 */
import type { World } from '../model/world.ts';
import { Histogram, type HistogramCells } from '../stats/histogram.ts';
import { requestLinks } from './request-links.ts';
import { SparseWindows, type SparseWindowsSnapshot } from './sparse-windows.ts';
import { histograms, WindowedHistograms, type WindowedSnapshot } from './windowed-histograms.ts';

export interface LatenciesSnapshot {
  readonly requests: WindowedSnapshot;
  readonly visits: WindowedSnapshot;
  readonly links: readonly HistogramCells[];
  readonly windows: SparseWindowsSnapshot;
}

export class Latencies {
  /** By link, of calls that are requests. */
  readonly requests: WindowedHistograms;
  /** By link, of the other calls. */
  readonly links: readonly Histogram[];
  /** By endpoint. */
  readonly visits: WindowedHistograms;
  /** By window, then workloads, services, and the system where it is not one workload. */
  readonly windows: SparseWindows;
  /** Places among the histograms of a window. */
  readonly systemWindow: number;
  /** By workload: the links it calls by; by service: its endpoints. */
  private readonly workloadLinks: readonly (readonly number[])[];
  private readonly serviceEndpoints: readonly (readonly number[])[];
  private readonly scratch = new Histogram();

  constructor(world: World, windowCount: number) {
    const { workloads, links, services } = world.scenario;
    this.requests = new WindowedHistograms(links.length);
    this.links = histograms(links.length);
    this.visits = new WindowedHistograms(world.endpointService.length);
    const isOneWorkload = workloads.length === 1;
    this.systemWindow = isOneWorkload ? 0 : workloads.length + services.length;
    this.windows = new SparseWindows(workloads.length + services.length + (isOneWorkload ? 0 : 1), windowCount);
    this.workloadLinks = requestLinks(world.scenario);
    this.serviceEndpoints = services.map(({ endpoints }, s) => endpoints.map((_, e) => world.endpointBase[s] + e));
  }

  // Totals, each as histograms to be merged.

  ofWorkload(workload: number): readonly Histogram[] {
    return this.workloadLinks[workload].flatMap((link) => this.requests.totals(link));
  }

  ofLink(link: number): readonly Histogram[] {
    return [...this.requests.totals(link), this.links[link]];
  }

  ofEndpoint(endpoint: number): readonly Histogram[] {
    return this.visits.totals(endpoint);
  }

  workloadWindow(workload: number): number {
    return workload;
  }
  serviceWindow(service: number): number {
    return this.workloadLinks.length + service;
  }

  /** Stores and empties the window under way; what a window already holds is added to. */
  closeWindow(window: number): void {
    const held = window < this.windows.closed ? this.takeBack() : [];
    for (const links of this.workloadLinks) this.appendMerged(this.requests, links, held);
    for (const endpoints of this.serviceEndpoints) this.appendMerged(this.visits, endpoints, held);
    if (this.workloadLinks.length !== 1) this.appendMerged(this.requests, this.workloadLinks.flat(), held);
    this.requests.closeWindow();
    this.visits.closeWindow();
  }

  /** Of one window; valid until the next call. */
  ofWindow(place: number, window: number): Histogram {
    this.scratch.clear();
    this.windows.addTo(this.scratch, place, window);
    return this.scratch;
  }

  snapshot(): LatenciesSnapshot {
    return {
      requests: this.requests.snapshot(),
      visits: this.visits.snapshot(),
      links: this.links.map((histogram) => histogram.cells()),
      windows: this.windows.snapshot(),
    };
  }

  restore(saved: LatenciesSnapshot): void {
    this.requests.restore(saved.requests);
    this.visits.restore(saved.visits);
    this.links.forEach((histogram, index) => {
      histogram.clear();
      histogram.addCells(saved.links[index]);
    });
    this.windows.restore(saved.windows);
  }

  private appendMerged(parts: WindowedHistograms, members: readonly number[], held: HistogramCells[]): void {
    this.scratch.clear();
    for (const member of members) parts.mergeWindow(member, this.scratch);
    this.scratch.addCells(held.shift() ?? []);
    this.windows.append(this.scratch);
  }

  /** Takes the last window out again: its histograms, by place. */
  private takeBack(): HistogramCells[] {
    const last = this.windows.closed - 1;
    const cells = Array.from({ length: this.windows.placeCount }, (_, place) => this.ofWindow(place, last).cells());
    this.windows.dropLast();
    return cells;
  }
}

/** One histogram with the values of all, for reading: where there is one part it is that part. */
export function merged(parts: readonly Histogram[]): Histogram {
  if (parts.length === 1) return parts[0];
  const whole = new Histogram();
  for (const part of parts) whole.merge(part);
  return whole;
}
