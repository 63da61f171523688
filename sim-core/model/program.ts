/**
 * The steps of all endpoints as one flat list of instructions, so that a frame's place in them is one number.
 * Instructions are four numbers: operation and three operands.
 */
import { compileDistribution, type Distribution } from '../kernel/distributions.ts';
import { hashName } from '../kernel/random.ts';
import { compileZipf, type Zipf } from '../kernel/zipf.ts';
import type { ResolvedCache, ResolvedCall, ResolvedScenario, ResolvedSend, ResolvedStep } from './resolved-scenario.ts';

/** work: operand 0 = index into `works`. */
export const OP_WORK = 0;
/** call: operand 0 = index into `sites`. */
export const OP_CALL = 1;
/** parallel: operand 0 = branch count, 1 = successes needed, 2 = first entry of `branchStarts`. */
export const OP_PARALLEL = 2;
/** choose: operand 0 = index into `choices`; jumps to the option drawn. */
export const OP_CHOOSE = 3;
/** jump: operand 0 = target. */
export const OP_JUMP = 4;
export const OP_END = 5;
/** delay: operand 0 = index into `works`. */
export const OP_DELAY = 6;
/** cache: operand 0 = index into `caches`, 1 = target of a hit; the steps of a miss follow and end with OP_CACHE_STORE. */
export const OP_CACHE = 7;
/** The value is there; operand 0 = index into `caches`. */
export const OP_CACHE_STORE = 8;
/** send: operand 0 = index into `sites`. */
export const OP_SEND = 9;
export const INSTRUCTION = 4;

/** How long a `work` or `delay` step takes. */
export interface CompiledWork {
  readonly demand: Distribution;
  readonly stream: number;
}

export interface CompiledSite {
  readonly link: number;
  /** Counted over all services. */
  readonly endpoint: number;
  readonly probability: number;
  readonly count: number;
  /** Nobody waits for its calls. */
  readonly isSent: boolean;
  /** Salt of the keys of its calls, and stream of its probability. */
  readonly salt: number;
  readonly stream: number;
}

export interface CompiledChoice {
  readonly ratios: readonly number[];
  /** Where each option begins, then where the step ends. */
  readonly targets: readonly number[];
  readonly stream: number;
}

export interface CompiledCache {
  readonly service: number;
  /** Its cache, or that of the service's first instance, among all caches. */
  readonly firstGroup: number;
  readonly isShared: boolean;
  /** −1: what was looked up before decides. */
  readonly hitRatio: number;
  readonly ttlNs: number;
  readonly capacity: number;
  /** null: the keys of the requests. */
  readonly keys: Zipf | null;
  readonly singleFlight: boolean;
  readonly staleOnError: boolean;
  readonly hitStream: number;
  readonly keyStream: number;
}

export interface Program {
  readonly code: Int32Array;
  /** First instruction of each endpoint, counted over all services. */
  readonly entries: Int32Array;
  readonly branchStarts: Int32Array;
  readonly works: readonly CompiledWork[];
  readonly sites: readonly CompiledSite[];
  readonly choices: readonly CompiledChoice[];
  readonly caches: readonly CompiledCache[];
  /** By instruction: the OP_CACHE of whose miss it is a step, the innermost; −1: of none. */
  readonly misses: Int32Array;
  /** Caches of all steps and instances. */
  readonly cacheCount: number;
}

/** `endpointBase[s]` is the first endpoint of service s. Streams are named by the place in the document. */
export function compileProgram(scenario: ResolvedScenario, endpointBase: Int32Array, replication: number): Program {
  const compiler = new Compiler(scenario.seed, replication, endpointBase);
  const entries: number[] = [];
  scenario.services.forEach((service, index) => {
    compiler.enter(index, service.instances.length);
    for (const endpoint of service.endpoints) entries.push(compiler.sequence(endpoint.steps));
  });
  return {
    code: Int32Array.from(compiler.code),
    entries: Int32Array.from(entries),
    branchStarts: Int32Array.from(compiler.branchStarts),
    works: compiler.works,
    sites: compiler.sites,
    choices: compiler.choices,
    caches: compiler.caches,
    misses: Int32Array.from(compiler.misses),
    cacheCount: compiler.cacheCount,
  };
}

class Compiler {
  readonly code: number[] = [];
  readonly branchStarts: number[] = [];
  readonly works: CompiledWork[] = [];
  readonly sites: CompiledSite[] = [];
  readonly choices: CompiledChoice[] = [];
  readonly caches: CompiledCache[] = [];
  readonly misses: number[] = [];
  cacheCount = 0;
  /** The service whose endpoints are compiled, and its instances. */
  private service = 0;
  private instances = 0;
  /** The cache whose miss is compiled. */
  private miss = -1;
  private readonly seed: string;
  private readonly replication: number;
  private readonly endpointBase: Int32Array;

  constructor(seed: string, replication: number, endpointBase: Int32Array) {
    this.seed = seed;
    this.replication = replication;
    this.endpointBase = endpointBase;
  }

  enter(service: number, instances: number): void {
    this.service = service;
    this.instances = instances;
  }

  /** Compiles steps that end with OP_END; nested sequences are placed before them. Returns the start. */
  sequence(steps: readonly ResolvedStep[]): number {
    // A branch of a miss is a frame of its own, which fails by itself.
    const outer = this.miss;
    this.miss = -1;
    const branches = this.branchesOf(steps);
    const start = this.code.length / INSTRUCTION;
    this.inline(steps, branches);
    this.emit(OP_END, 0, 0, 0);
    this.miss = outer;
    return start;
  }

  private branchesOf(steps: readonly ResolvedStep[]): number[][] {
    return steps.map((step) => (step.kind === 'parallel' ? step.branches.map((branch) => this.sequence(branch)) : []));
  }

  private inline(steps: readonly ResolvedStep[], branches: readonly (readonly number[])[]): void {
    steps.forEach((step, index) => {
      if (step.kind === 'work') this.emit(OP_WORK, this.work(step), 0, 0);
      else if (step.kind === 'delay') this.emit(OP_DELAY, this.work(step), 0, 0);
      else if (step.kind === 'call') this.emit(OP_CALL, this.site(step), 0, 0);
      else if (step.kind === 'send') this.emit(OP_SEND, this.site(step), 0, 0);
      else if (step.kind === 'parallel') this.parallel(step.need, branches[index]);
      else if (step.kind === 'cache') this.cache(step);
      else this.choose(step.site, step.options);
    });
  }

  private parallel(need: number, starts: readonly number[]): void {
    const first = this.branchStarts.length;
    this.branchStarts.push(...starts);
    this.emit(OP_PARALLEL, starts.length, need, first);
  }

  /** Options are compiled in place, each ending with a jump behind the step. */
  private choose(
    site: string,
    options: readonly { readonly ratio: number; readonly steps: readonly ResolvedStep[] }[],
  ): void {
    const targets: number[] = [];
    const jumps: number[] = [];
    const index = this.choices.length;
    this.choices.push({ ratios: options.map((option) => option.ratio), targets, stream: this.hash('choose', site) });
    // Branches of a `parallel` inside an option are sequences of their own: they go behind a jump over them.
    const over = this.emit(OP_JUMP, 0, 0, 0);
    const starts = options.map((option) => this.branchesOf(option.steps));
    this.patch(over);
    this.emit(OP_CHOOSE, index, 0, 0);
    options.forEach((option, at) => {
      targets.push(this.code.length / INSTRUCTION);
      this.inline(option.steps, starts[at]);
      jumps.push(this.emit(OP_JUMP, 0, 0, 0));
    });
    for (const jump of jumps) this.patch(jump);
    targets.push(this.code.length / INSTRUCTION);
  }

  private cache(cache: ResolvedCache): void {
    const index = this.caches.length;
    this.caches.push(this.compiledCache(cache));
    const over = this.emit(OP_JUMP, 0, 0, 0);
    const branches = this.branchesOf(cache.miss);
    this.patch(over);
    const lookUp = this.emit(OP_CACHE, index, 0, 0);
    const outer = this.miss;
    this.miss = lookUp;
    this.inline(cache.miss, branches);
    this.miss = outer;
    this.emit(OP_CACHE_STORE, index, 0, 0);
    this.code[lookUp * INSTRUCTION + 2] = this.code.length / INSTRUCTION;
  }

  private compiledCache(cache: ResolvedCache): CompiledCache {
    const firstGroup = this.cacheCount;
    this.cacheCount += cache.isShared ? 1 : this.instances;
    const { hitRatio, ttlNs, keys, capacity, isShared, singleFlight, staleOnError } = cache;
    return {
      service: this.service,
      firstGroup,
      isShared,
      hitRatio: hitRatio ?? -1,
      ttlNs,
      capacity,
      keys: keys === null ? null : compileZipf(keys.n, keys.s),
      singleFlight,
      staleOnError,
      hitStream: this.hash('cache-hit', cache.site),
      keyStream: this.hash('cache-key', cache.site),
    };
  }

  private work({ kind, of, site }: Extract<ResolvedStep, { readonly kind: 'work' | 'delay' }>): number {
    this.works.push({ demand: compileDistribution(of), stream: this.hash(kind, site) });
    return this.works.length - 1;
  }

  private site(call: ResolvedCall | ResolvedSend): number {
    this.sites.push({
      link: call.link,
      endpoint: this.endpointBase[call.service] + call.endpoint,
      probability: call.probability,
      count: call.count,
      isSent: call.kind === 'send',
      salt: this.hash('call', call.site),
      stream: this.hash('probability', call.site),
    });
    return this.sites.length - 1;
  }

  private emit(operation: number, a: number, b: number, c: number): number {
    this.code.push(operation, a, b, c);
    this.misses.push(this.miss);
    return this.code.length / INSTRUCTION - 1;
  }

  /** Lets the jump at `instruction` lead to the next instruction. */
  private patch(instruction: number): void {
    this.code[instruction * INSTRUCTION + 1] = this.code.length / INSTRUCTION;
  }

  private hash(purpose: string, site: string): number {
    return hashName(this.seed, this.replication, `${purpose}/${site}`);
  }
}
