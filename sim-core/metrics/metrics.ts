/**
 * The metrics of a run as they are printed and saved. Names are fixed: files and notebooks depend on them. What each
 * one means is said in `definitions.ts`.
 *
 * The caller's side (system, workloads, links) counts requests, at a link calls with all their attempts. The server's
 * side (services, endpoints, instances) counts attempts that arrived. What does not exist on a side is absent; what
 * has no value (0 / 0) is null.
 */
export interface RunSummary {
  system: Metrics;
  workloads: Record<string, Metrics>;
  services: Record<string, Metrics>;
  endpoints: Record<string, Metrics>;
  instances: Record<string, Metrics>;
  links: Record<string, Metrics>;
}

/** One entry of the ledger: requests that the mechanism saved, and the extra attempts of its kind, successful or not. */
export interface LedgerEntry {
  handled: number;
  price: number;
}

/** One objective of a workload: the share of requests that met it, and how fast that uses up what its target leaves. */
export interface ObjectiveEntry {
  attainment: number | null;
  burnRate: number | null;
}

export interface Metrics {
  requests: number;
  started: number;
  ok: number;
  degraded: number;
  failed: number;
  failedBy: Record<string, number>;
  cancelled: number;
  inFlight: number;
  inFlightMean: number | null;
  artMs: number | null;
  artFailedMs: number | null;
  artAllMs: number | null;
  artSdMs: number | null;
  phases: Record<string, number | null>;
  p50Ms?: number | null;
  p90Ms?: number | null;
  p95Ms?: number | null;
  p99Ms?: number | null;
  p999Ms?: number | null;
  maxMs?: number | null;
  throughputRps: number | null;
  goodputRps: number | null;
  offeredRps: number | null;
  rejectedRps: number | null;
  availability: number | null;
  errorsMet: number;
  errorsHandled: number;
  ehr: number | null;
  errorRateRps: number | null;
  attempts?: number;
  attemptsPerRequest?: number | null;
  retries?: number;
  hedges?: number;
  wastedWork?: number | null;
  ledger?: Record<string, LedgerEntry>;
  rootCause?: Record<string, Record<string, number>>;
  /** By the objective's name; only where a workload has objectives. */
  slo?: Record<string, ObjectiveEntry>;
  uptime?: number | null;
  waitedRatio?: number | null;
  utilization?: number | null;
  cpu?: number | null;
  queueLength?: { mean: number | null; max: number };
  crashes?: number;
  cacheHitRatio?: number | null;
  duplicateExecutions?: number;
  bytes?: number;
  lost?: number;
  /** Only where the scenario has zones. */
  crossZoneRatio?: number | null;
  egressBytes?: number;
  staleAttempts?: number;
  staleRatio?: number | null;
  /** Only at links with a circuit breaker. */
  breaker?: { closed: number | null; open: number | null; halfOpen: number | null };
  /** Only at links with outlier detection. */
  ejections?: number;
  /** Sparse: [cell, count] pairs of the latency histogram, only when asked for. */
  histogram?: [number, number][];
}
