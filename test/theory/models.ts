/**
 * One scenario builder per model, and what theory says about it. `tolerance` is the relative tolerance at
 * `STATED_SAMPLES` samples, from an independent simulation of the formula; without one the tolerance comes from the
 * spread of the replications.
 */
import { balancers } from './models/balancers.ts';
import { caches } from './models/caches.ts';
import { fanOuts, retries } from './models/calls.ts';
import { faults, wires } from './models/faults.ts';
import { networks } from './models/networks.ts';
import { manyWorkers, singleServers } from './models/stations.ts';
import type { Model } from './protocol.ts';

export const MODELS: readonly Model[] = [
  ...singleServers,
  ...manyWorkers,
  ...balancers,
  ...networks,
  ...fanOuts,
  ...retries,
  ...caches,
  ...faults,
  ...wires,
];
