/** Scenarios of textbook systems: nothing in them but what the model has. Rates per second, times in seconds. */
import { times } from './protocol.ts';

export type Scene = Record<string, unknown>;
type Distribution = string | Record<string, unknown>;
type Link = Record<string, unknown>;

interface Source {
  /** An open Poisson stream … */
  lambda?: number;
  /** … or users who think. */
  users?: number;
  think?: number;
}

function arrivalsOf({ lambda, users, think }: Source): unknown {
  if (lambda !== undefined) return { poisson: lambda };
  return { closed: { users, think: { exponential: { mean: times(think ?? 0) } } } };
}

/** What is not given is absent: a queue without bound, in order. */
interface Queue {
  /** Places to wait. */
  capacity?: number;
  discipline?: string;
  /** Patience. */
  maxWait?: Distribution;
}

/** One service with one instance. */
export function station(
  given: Source & {
    work: Distribution;
    concurrency?: number | string;
    queue?: Queue;
    admission?: Record<string, unknown>;
    link?: Link;
  },
): Scene {
  const { work, concurrency = 1, queue = {}, admission, link = {} } = given;
  return {
    services: { server: { work, concurrency, queue, ...(admission && { admission }) } },
    links: { 'caller->server': link },
    workloads: { caller: { call: 'server', arrivals: arrivalsOf(given) } },
  };
}

/** One worker whose queue is served by priority. */
export function classes(given: { first: number; second: number; work: Distribution }): Scene {
  const { first, second, work } = given;
  return {
    services: { server: { work, queue: { discipline: 'priority' } } },
    workloads: {
      first: { call: 'server', arrivals: { poisson: first }, priority: 1 },
      second: { call: 'server', arrivals: { poisson: second } },
    },
  };
}

/** Equal instances of one exponential worker behind a balancer. */
export function cluster(given: {
  lambda: number;
  mu: number;
  instances: number;
  balancer: Link;
  clients?: number;
}): Scene {
  const { lambda, mu, instances, balancer, clients = 1 } = given;
  return {
    services: { server: { instances, work: { exponential: { mean: times(1 / mu) } } } },
    links: { 'caller->server': { balancer } },
    workloads: { caller: { call: 'server', arrivals: { poisson: lambda }, clients } },
  };
}

/** Exponential stations s0, s1 … that hand over without holding their worker; requests begin at s0. */
export function stations(
  given: Source & { stations: { mu: number; next: { station: number; probability: number }[] }[] },
): Scene {
  const services = given.stations.map(({ mu, next }, index) => {
    const calls = next.map(({ station: to, probability }) => ({ call: `s${to}`, probability }));
    const steps = [{ work: { exponential: { mean: times(1 / mu) } } }, ...calls];
    return [`s${index}`, { threading: 'async', steps }] as const;
  });
  return {
    services: Object.fromEntries(services),
    workloads: { caller: { call: 's0', arrivals: arrivalsOf(given) } },
  };
}

/** Parallel calls to a service where nobody queues. */
export function fanOut(given: { branches: number; mu: number; need: number | string }): Scene {
  const { branches, mu, need } = given;
  return {
    services: {
      front: { concurrency: 'infinite', steps: [{ parallel: [{ call: 'leaf', count: branches }], need }] },
      leaf: { concurrency: 'infinite', work: { exponential: { mean: times(1 / mu) } } },
    },
    workloads: { caller: { call: 'front', arrivals: { poisson: 100 } } },
  };
}

/** A service that takes no time and fails with the given probability. */
export function unreliable(given: { lambda?: number; failure: number; retry: Link }): Scene {
  return {
    services: { server: { concurrency: 'infinite', work: '0ms', errorRate: given.failure } },
    links: { 'caller->server': { retry: { on: ['error'], ...given.retry } } },
    workloads: { caller: { call: 'server', arrivals: { poisson: given.lambda ?? 100 } } },
  };
}

/** A chain layer1 → layer2 …, each link with the same number of attempts; the last one fails. */
export function layers(given: { layers: number; maxAttempts: number; failure: number }): Scene {
  const names = Array.from({ length: given.layers }, (_, index) => `layer${index + 1}`);
  const services = names.map((name, index) => {
    const next = names[index + 1];
    const service = next ? { steps: [{ call: next }] } : { work: '0ms', errorRate: given.failure };
    return [name, { concurrency: 'infinite', ...service }] as const;
  });
  return {
    services: Object.fromEntries(services),
    links: { '*': { retry: { maxAttempts: given.maxAttempts, on: ['error'] } } },
    workloads: { caller: { call: 'layer1', arrivals: { poisson: 100 } } },
  };
}

/** One request needs all of so many services, one after the other. */
export function sequence(given: { services: number; failure: number }): Scene {
  const names = Array.from({ length: given.services }, (_, index) => `part${index + 1}`);
  const parts = names.map(
    (name) => [name, { concurrency: 'infinite', work: '1ms', errorRate: given.failure }] as const,
  );
  return {
    services: {
      front: { concurrency: 'infinite', steps: names.map((call) => ({ call })) },
      ...Object.fromEntries(parts),
    },
    workloads: { caller: { call: 'front', arrivals: { poisson: 100 } } },
  };
}

/** Instances that break and are mended, and nothing else. */
export function breaking(given: { instances: number; mtbf: Distribution; mttr: Distribution }): Scene {
  const { instances, mtbf, mttr } = given;
  return {
    services: { server: { instances, work: '1ms' } },
    faults: [{ mtbf, mttr, crash: { target: 'server' } }],
  };
}

/** One exponential worker whose process is paused now and then. */
export function pausing(given: { lambda: number; work: number; mtbf: number; mttr: number }): Scene {
  const { lambda, work, mtbf, mttr } = given;
  const exponential = (mean: number) => ({ exponential: { mean: times(mean) } });
  return {
    ...station({ lambda, work: exponential(work) }),
    faults: [{ mtbf: exponential(mtbf), mttr: exponential(mttr), pause: { target: 'server' } }],
  };
}

/** A request needs one living instance of every group; a refused attempt is tried at the group's next instance. */
export function groups(given: { lambda: number; groups: { n: number; mtbf: number; mttr: number }[] }): Scene {
  const names = given.groups.map((_, index) => `group${index + 1}`);
  const members = given.groups.map(({ n }, index) => [names[index], { instances: n, work: '0ms' }] as const);
  const links = given.groups.map(
    ({ n }, index) =>
      [
        `front->${names[index]}`,
        { balancer: { policy: 'round-robin' }, retry: { maxAttempts: n, on: ['connect-failure'] } },
      ] as const,
  );
  return {
    services: {
      front: { concurrency: 'infinite', steps: names.map((call) => ({ call })) },
      ...Object.fromEntries(members),
    },
    links: Object.fromEntries(links),
    workloads: { caller: { call: 'front', arrivals: { poisson: given.lambda } } },
    faults: given.groups.map(({ mtbf, mttr }, index) => ({
      mtbf: times(mtbf),
      mttr: times(mttr),
      crash: { target: names[index] },
    })),
  };
}

interface StaleViews {
  instances: number;
  lambda: number;
  heartbeat: number;
  lease: number;
  sweep: number;
  fetch: number;
}

/** One instance dies for good; callers go on believing in it for a while. */
export function staleViews(given: StaleViews): Scene {
  const { instances, lambda, heartbeat, lease, sweep, fetch } = given;
  return {
    services: {
      server: {
        instances,
        concurrency: 'infinite',
        work: '1ms',
        discovery: {
          mode: 'client',
          heartbeat: times(heartbeat),
          lease: times(lease),
          sweep: times(sweep),
          fetch: times(fetch),
        },
      },
    },
    links: { 'caller->server': { balancer: { policy: 'random' } } },
    workloads: { caller: { call: 'server', arrivals: { poisson: lambda } } },
    faults: [{ at: '20s', for: '1h', crash: { target: 'server#2' } }],
  };
}

/** A large request over two links, one after the other; its answer is empty. */
export function pipes(given: { bytes: number; bandwidth: string; latency: string }): Scene {
  const { bytes, bandwidth, latency } = given;
  const sizes = { requestSize: bytes, responseSize: 0 };
  return {
    network: { latency, bandwidth },
    services: {
      near: { concurrency: 'infinite', endpoints: { get: { ...sizes, steps: [{ call: 'far' }] } } },
      far: { concurrency: 'infinite', endpoints: { get: { ...sizes, steps: [{ work: '1ms' }] } } },
    },
    workloads: { caller: { call: 'near', arrivals: { constant: 1 } } },
  };
}

export function lossy(given: { loss: number; rto: number }): Scene {
  return {
    network: { loss: given.loss, rto: times(given.rto) },
    services: { server: { concurrency: 'infinite', work: '1ms' } },
    workloads: { caller: { call: 'server', arrivals: { poisson: 100 } } },
  };
}

/** A Poisson stream whose rate goes linearly from one value to another in 60 s. */
export function ramp(given: { from: number; to: number }): Scene {
  return {
    services: { server: { concurrency: 'infinite', work: '0ms' } },
    workloads: {
      caller: {
        call: 'server',
        arrivals: { poisson: given.from },
        profile: [{ at: '0s', scale: given.to / given.from, ramp: '60s' }],
      },
    },
  };
}
