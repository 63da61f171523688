/**
 * W1: an M/M/1 queue, arrival rate 0.9, service rate 1, on the bare kernel. Two events a customer; mean response time
 * must come near 1 / (1 − 0.9) = 10 ms.
 */
import { sampleExponential } from '../sim-core/kernel/distributions.ts';
import type { Dispatch } from '../sim-core/kernel/kernel.ts';
import { Kernel } from '../sim-core/kernel/kernel.ts';
import type { Generator } from '../sim-core/kernel/random.ts';
import { createStream } from '../sim-core/kernel/random.ts';
import { NS_PER_MS } from '../sim-core/kernel/time.ts';

const ARRIVAL = 0;
const DEPARTURE = 1;
/** The unit of time is a millisecond, so that a hundred million customers fit the 104 days of simulated time. */
const MEAN_GAP_NS = NS_PER_MS / 0.9;
const MEAN_WORK_NS = NS_PER_MS;
/** Customers present at once; a power of two. At load 0.9 the chance to exceed it is 0.9 ^ 4096. */
const ROOM = 4096;

interface Station {
  readonly kernel: Kernel<Station>;
  readonly arrivals: Generator;
  readonly work: Generator;
  /** When each customer present arrived: a ring. */
  readonly since: Float64Array;
  head: number;
  present: number;
  readonly customers: number;
  arrived: number;
  readonly totals: Float64Array;
}

const dispatch: Dispatch<Station> = (station, kind) => {
  if (kind === ARRIVAL) onArrival(station);
  else onDeparture(station);
};

function onArrival(station: Station): void {
  station.since[(station.head + station.present) & (ROOM - 1)] = station.kernel.nowNs;
  if (station.present++ === 0) startWork(station);
  if (++station.arrived < station.customers) scheduleArrival(station);
}

function onDeparture(station: Station): void {
  station.totals[0] += station.kernel.nowNs - station.since[station.head];
  station.head = (station.head + 1) & (ROOM - 1);
  if (--station.present > 0) startWork(station);
}

function scheduleArrival(station: Station): void {
  station.kernel.schedule(Math.floor(sampleExponential(MEAN_GAP_NS, station.arrivals) + 0.5), ARRIVAL, 0, 0);
}

function startWork(station: Station): void {
  station.kernel.schedule(Math.floor(sampleExponential(MEAN_WORK_NS, station.work) + 0.5), DEPARTURE, 0, 0);
}

/** Serves `customers` and returns their mean response time, ms, and the digest. */
export function runW1(customers: number): { mean: number; digest: string } {
  const kernel = new Kernel<Station>(dispatch, { seed: 'w1', replication: 0, engineVersion: 'bench' });
  const station: Station = {
    kernel,
    arrivals: createStream('w1', 0, 'arrivals'),
    work: createStream('w1', 0, 'work'),
    since: new Float64Array(ROOM),
    head: 0,
    present: 0,
    customers,
    arrived: 0,
    totals: new Float64Array(1),
  };
  scheduleArrival(station);
  kernel.runUntil(station, Infinity);
  return { mean: station.totals[0] / customers / NS_PER_MS, digest: kernel.digest.hex() };
}
