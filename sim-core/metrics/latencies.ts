/**
 * Latency histograms: totals of each workload, link and endpoint, of requests that count; and for each window those of
 * system, workloads and services, kept in sparse form because a window touches few cells.
 *
 * System and services as a whole are the merged histograms of their parts. Values are nanoseconds, of what ended ok or
 * degraded.
 */
import type { World } from '../model/world.ts';
import { Histogram, type HistogramCells } from '../stats/histogram.ts';
import { SparseWindows, type SparseWindowsSnapshot } from './sparse-windows.ts';

export interface LatenciesSnapshot {
  readonly histograms: readonly HistogramCells[];
  readonly windows: SparseWindowsSnapshot;
}

export class Latencies {
  /** Totals: workloads, then links. */
  readonly calls: readonly Histogram[];
  readonly endpoints: readonly Histogram[];
  /** Of the window under way. */
  readonly workloadWindows: readonly Histogram[];
  readonly serviceWindows: readonly Histogram[];
  /** By window, then system, workloads, services. */
  readonly windows: SparseWindows;
  private readonly scratch = new Histogram();

  constructor(world: World, windowCount: number) {
    const { workloads, links, services } = world.scenario;
    this.calls = histograms(workloads.length + links.length);
    this.endpoints = histograms(world.endpointService.length);
    this.workloadWindows = histograms(workloads.length);
    this.serviceWindows = histograms(services.length);
    this.windows = new SparseWindows(1 + workloads.length + services.length, windowCount);
  }

  /** Places among the histograms of a window. */
  readonly systemWindow = 0;
  workloadWindow(workload: number): number {
    return 1 + workload;
  }
  serviceWindow(service: number): number {
    return 1 + this.workloadWindows.length + service;
  }

  /** Stores and empties the window under way; what a window already holds is added to. */
  closeWindow(window: number): void {
    if (window < this.windows.closed) this.reopen();
    const system = this.scratch;
    system.clear();
    for (const histogram of this.workloadWindows) system.merge(histogram);
    this.windows.append(system);
    for (const histogram of this.workloadWindows) this.windows.append(histogram);
    for (const histogram of this.serviceWindows) this.windows.append(histogram);
    for (const histogram of this.workloadWindows) histogram.clear();
    for (const histogram of this.serviceWindows) histogram.clear();
  }

  /** Of one window; valid until the next call. */
  ofWindow(place: number, window: number): Histogram {
    this.scratch.clear();
    this.windows.addTo(this.scratch, place, window);
    return this.scratch;
  }

  snapshot(): LatenciesSnapshot {
    return { histograms: this.all().map((histogram) => histogram.cells()), windows: this.windows.snapshot() };
  }

  restore(saved: LatenciesSnapshot): void {
    this.all().forEach((histogram, index) => {
      histogram.clear();
      histogram.addCells(saved.histograms[index]);
    });
    this.windows.restore(saved.windows);
  }

  private reopen(): void {
    const last = this.windows.closed - 1;
    this.workloadWindows.forEach((histogram, w) => this.windows.addTo(histogram, this.workloadWindow(w), last));
    this.serviceWindows.forEach((histogram, s) => this.windows.addTo(histogram, this.serviceWindow(s), last));
    this.windows.dropLast();
  }

  private all(): Histogram[] {
    return [...this.calls, ...this.endpoints, ...this.workloadWindows, ...this.serviceWindows];
  }
}

/** One histogram with the values of all, for reading: where there is one part it is that part. */
export function merged(parts: readonly Histogram[]): Histogram {
  if (parts.length === 1) return parts[0];
  const whole = new Histogram();
  for (const part of parts) whole.merge(part);
  return whole;
}

function histograms(count: number): Histogram[] {
  return Array.from({ length: count }, () => new Histogram());
}
