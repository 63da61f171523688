/**
 * What each number means: one definition per metric, shown wherever the number is shown. The formulas use the names of
 * other metrics; the computations are in `formulas.ts`.
 */
import type { Metrics } from './metrics.ts';

export interface MetricDefinition {
  readonly en: string;
  readonly zh: string;
  readonly formula: string;
  /** "ms", "1/s", "requests", "ratio" … */
  readonly unit: string;
}

type Phase = 'send' | 'queue' | 'process' | 'downstream' | 'respond' | 'retry';
export type MetricName = keyof Metrics | `phases.${Phase}Ms` | 'queueLength.mean' | 'queueLength.max';

/**
 * Definition of a metric or a column: "artMs", "phases.sendMs"; "failedBy.timeout" and "ledger.retry.price" share the
 * definition of their group. Undefined for a name there is not.
 */
export function definitionOf(name: string): MetricDefinition | undefined {
  const definitions: Readonly<Record<string, MetricDefinition>> = METRIC_DEFINITIONS;
  if (Object.hasOwn(definitions, name)) return definitions[name];
  const group = name.slice(0, Math.max(0, name.indexOf('.')));
  return Object.hasOwn(definitions, group) ? definitions[group] : undefined;
}

export const METRIC_DEFINITIONS: Readonly<Record<MetricName, MetricDefinition>> = {
  requests: {
    en: 'Requests that have ended and were wanted to the end; at a link calls, at a server attempts that arrived.',
    zh: '已结束且始终有人等待的请求数；链路上为调用数，服务端为到达的尝试数。',
    formula: 'ok + degraded + failed',
    unit: 'requests',
  },
  started: {
    en: 'Requests that began; at a server attempts that arrived, also those turned away.',
    zh: '开始的请求数；服务端为到达的尝试数，包括被拒之门外的。',
    formula: 'requests + cancelled + inFlight (− inFlight before)',
    unit: 'requests',
  },
  ok: {
    en: 'Requests that got the answer they asked for.',
    zh: '得到预期响应的请求数。',
    formula: 'count of outcome ok',
    unit: 'requests',
  },
  degraded: {
    en: 'Requests that a fallback answered.',
    zh: '由降级方案应答的请求数。',
    formula: 'count of outcome degraded',
    unit: 'requests',
  },
  failed: {
    en: 'Requests that ended without a usable answer.',
    zh: '没有得到可用响应就结束的请求数。',
    formula: 'sum of failedBy',
    unit: 'requests',
  },
  failedBy: {
    en: "Failed requests by the reason that this scope's own caller saw.",
    zh: '按本范围的调用方所见原因分类的失败请求数。',
    formula: 'count of each failing outcome',
    unit: 'requests',
  },
  cancelled: {
    en: 'Calls nobody waited for any more: branches of a decided step, work whose caller was gone. Neither ok nor failed.',
    zh: '已无人等待的调用：并行步骤已定胜负后的其余分支、调用方已离开的工作。既不算成功也不算失败。',
    formula: 'count of outcome cancelled',
    unit: 'requests',
  },
  inFlight: {
    en: 'Begun and not ended: of a window at its end, of a run those that count and were still under way when it ended.',
    zh: '已开始而未结束的数量：窗口取其末尾时刻；整次运行取结束时仍在途且计入统计的请求。',
    formula: 'inFlight before + started − requests − cancelled',
    unit: 'requests',
  },
  inFlightMean: {
    en: 'How many were in flight, averaged over simulated time; not sampled.',
    zh: '在途数量对仿真时间的平均，是积分而非采样。',
    formula: '∫ in flight dt / time',
    unit: 'requests',
  },
  artMs: {
    en: 'Average response time: mean time from start to end of what ended ok or degraded.',
    zh: '平均响应时间：成功或降级完成的请求从开始到结束的平均用时。',
    formula: 'Σ time / (ok + degraded)',
    unit: 'ms',
  },
  artFailedMs: {
    en: 'Mean time until a failed request failed.',
    zh: '失败请求从开始到失败的平均用时。',
    formula: 'Σ time of failed / failed',
    unit: 'ms',
  },
  artAllMs: {
    en: 'Mean time of all requests, however they ended; without the cancelled.',
    zh: '所有请求（不论结果，不含已取消）的平均用时。',
    formula: 'Σ time / requests',
    unit: 'ms',
  },
  artSdMs: {
    en: 'Sample standard deviation of the times whose mean is artMs.',
    zh: '与 artMs 同一批用时的样本标准差。',
    formula: '√(Σ (time − artMs)² / (ok + degraded − 1))',
    unit: 'ms',
  },
  phases: {
    en: 'Where the time of artMs went; the phases add up to it. At a server only queue, process and downstream exist.',
    zh: 'artMs 的时间花在哪里；各阶段之和等于 artMs。服务端只有排队、处理和下游三个阶段。',
    formula: 'Σ phases = artMs',
    unit: 'ms',
  },
  'phases.sendMs': {
    en: 'From the start of the attempt that answered until it arrived at the instance.',
    zh: '从得到响应的那次尝试开始，到它抵达实例为止。',
    formula: 'Σ send / (ok + degraded)',
    unit: 'ms',
  },
  'phases.queueMs': {
    en: 'Waiting for a worker, the first time and again.',
    zh: '等待工作线程的时间，包括首次与再次排队。',
    formula: 'Σ queue / (ok + degraded)',
    unit: 'ms',
  },
  'phases.processMs': {
    en: 'Work of a worker, slowed down by a slow instance.',
    zh: '工作线程处理的时间，实例变慢时随之延长。',
    formula: 'Σ process / (ok + degraded)',
    unit: 'ms',
  },
  'phases.downstreamMs': {
    en: 'The instance waited for its own calls. At system and workloads it is opened up into the phases of those calls, and 0.',
    zh: '实例等待自身下游调用的时间。在系统与工作负载层面被展开为下游调用的各阶段，此处为 0。',
    formula: 'Σ downstream / (ok + degraded)',
    unit: 'ms',
  },
  'phases.respondMs': {
    en: 'From the response leaving the instance until the caller had it.',
    zh: '从响应离开实例到调用方收到为止。',
    formula: 'Σ respond / (ok + degraded)',
    unit: 'ms',
  },
  'phases.retryMs': {
    en: 'From the start of the call until the start of the attempt that answered: failed attempts and backoff.',
    zh: '从调用开始到最终得到响应的尝试开始为止：失败的尝试与退避等待。',
    formula: 'Σ retry / (ok + degraded)',
    unit: 'ms',
  },
  p50Ms: percentile('Half', '一半', 'p50'),
  p90Ms: percentile('90 %', '90%', 'p90'),
  p95Ms: percentile('95 %', '95%', 'p95'),
  p99Ms: percentile('99 %', '99%', 'p99'),
  p999Ms: percentile('99.9 %', '99.9%', 'p99.9'),
  maxMs: {
    en: 'The longest time of what ended ok or degraded; exact.',
    zh: '成功或降级完成的请求中最长的用时；精确值。',
    formula: 'max time',
    unit: 'ms',
  },
  throughputRps: {
    en: 'Requests per second that ended after a server had let in at least one attempt; at a server answers after work.',
    zh: '吞吐量：每秒结束且至少有一次尝试被服务端接纳的请求数；服务端为每秒完成处理的应答数。',
    formula: 'accepted requests ended / time',
    unit: '1/s',
  },
  goodputRps: {
    en: 'Requests per second that ended ok or degraded, at system and workloads within all latency objectives of the workload.',
    zh: '有效吞吐量：每秒成功或降级完成的请求数；在系统与工作负载层面还须满足该负载的全部延迟目标。',
    formula: '(ok + degraded within objectives) / time',
    unit: '1/s',
  },
  offeredRps: {
    en: 'Requests per second that began; at a server attempts that arrived.',
    zh: '每秒开始的请求数；服务端为每秒到达的尝试数。',
    formula: 'started / time',
    unit: '1/s',
  },
  rejectedRps: {
    en: 'Requests per second that ended in a refusal, at a door or by the caller itself, and that no server had let in.',
    zh: '每秒以拒绝告终（在服务端门口或被调用方自身拒绝）且从未被任何服务端接纳的请求数。',
    formula: 'refused requests / time',
    unit: '1/s',
  },
  availability: {
    en: 'Availability by requests: share that was answered.',
    zh: '按请求计的可用性：得到应答的请求所占比例。',
    formula: '(ok + degraded) / requests',
    unit: 'ratio',
  },
  errorsMet: {
    en: 'Requests in whose tree an attempt or a call failed before they ended.',
    zh: '在结束之前，其调用树中有尝试或调用失败过的请求数。',
    formula: 'count of requests that met an error',
    unit: 'requests',
  },
  errorsHandled: {
    en: 'Of those that met an error, the ones that ended ok or degraded all the same.',
    zh: '遇到错误但最终仍成功或降级完成的请求数。',
    formula: 'errorsMet − failed = Σ ledger handled',
    unit: 'requests',
  },
  ehr: {
    en: 'Error handling rate: share of the requests that met an error and were saved. No value if none met one.',
    zh: '错误处理率：遇到错误的请求中被挽救的比例；没有请求遇到错误时无值。',
    formula: 'errorsHandled / errorsMet',
    unit: 'ratio',
  },
  errorRateRps: {
    en: 'Failed attempts per second, of the whole tree; at a server failed visits and refusals.',
    zh: '每秒失败的尝试数（整棵调用树）；服务端为失败的处理与拒绝。',
    formula: 'failed attempts / time',
    unit: '1/s',
  },
  attempts: {
    en: 'Attempts that started; at system and workloads of the whole tree, at a link its own.',
    zh: '开始的尝试数；系统与工作负载层面含整棵调用树，链路上只含自身。',
    formula: 'count of attempts',
    unit: 'attempts',
  },
  attemptsPerRequest: {
    en: 'Attempts for each request that began; above the number of calls in the tree it is amplification by retries.',
    zh: '每个开始的请求所产生的尝试数；超出调用树本身调用数的部分即重试放大。',
    formula: 'attempts / started',
    unit: 'attempts',
  },
  retries: {
    en: 'Attempts after the first of their call.',
    zh: '每次调用中首次之后的尝试数。',
    formula: 'count of attempts numbered 2 and up',
    unit: 'attempts',
  },
  hedges: {
    en: 'Attempts sent beside another that had not yet answered. They are not retries.',
    zh: '在另一次尝试尚未应答时并行发出的尝试数；不算重试。',
    formula: 'count of hedged attempts',
    unit: 'attempts',
  },
  wastedWork: {
    en: "Share of the workers' held time that was spent for callers that had given up or by abandoned branches; counted when a worker is given back.",
    zh: '工作线程被占用的时间中，为已放弃的调用方或被放弃的分支所花的比例；在归还线程时计入。',
    formula: 'time held for nobody / time held',
    unit: 'ratio',
  },
  ledger: {
    en: 'For each mechanism the requests it saved (handled; they add up to errorsHandled) and the extra attempts of its kind (price).',
    zh: '每种机制挽救的请求数（handled，合计等于 errorsHandled）与其额外尝试数（price）。',
    formula: 'handled: by what ended well the call saved last; price: extra attempts, successful or not',
    unit: 'requests, attempts',
  },
  rootCause: {
    en: 'Failed requests by the service and the reason where the deciding failure began.',
    zh: '失败请求按决定性故障最初发生的服务与原因分类。',
    formula: 'count by service and reason',
    unit: 'requests',
  },
  slo: {
    en: 'For each objective of the workload: the share of requests that were answered within it (attainment), and how many times as fast as its target allows the others come (burn rate).',
    zh: '工作负载的每个目标：在限时内得到应答的请求比例（达成率），以及未达标请求的出现速度是目标所允许的多少倍（燃烧率）。',
    formula: 'attainment = answered within / requests; burn rate = (1 − attainment) / (1 − target)',
    unit: 'ratio',
  },
  uptime: {
    en: 'Availability by time: share of time in which a service had at least one instance up, or the instance was up.',
    zh: '按时间计的可用性：服务至少有一个实例在线（或该实例在线）的时间比例。',
    formula: 'time up / time',
    unit: 'ratio',
  },
  waitedRatio: {
    en: 'Share of the attempts let in that found no free worker.',
    zh: '被接纳的尝试中，到达时没有空闲工作线程的比例。',
    formula: 'waited / let in',
    unit: 'ratio',
  },
  utilization: {
    en: 'Share of the workers that were held, over the time up; a blocking worker is held while it waits. No value if unlimited.',
    zh: '在线时间内被占用的工作线程比例；阻塞式线程在等待下游时也算占用。不限线程数时无值。',
    formula: '∫ workers held dt / (workers · time up)',
    unit: 'ratio',
  },
  cpu: {
    en: 'Share of the workers that were doing work, over the time up; in a pause none is. No value if unlimited.',
    zh: '在线时间内真正在处理的工作线程比例；停顿期间不算。不限线程数时无值。',
    formula: '∫ workers working dt / (workers · time up)',
    unit: 'ratio',
  },
  queueLength: {
    en: 'How many wait for a worker; those at work are not in it.',
    zh: '等待工作线程的数量，不含正在处理的。',
    formula: 'mean and max',
    unit: 'waiting',
  },
  'queueLength.mean': {
    en: 'How many wait for a worker, averaged over simulated time; of a service at all its instances together.',
    zh: '等待工作线程的数量对仿真时间的平均；服务为其所有实例之和。',
    formula: '∫ waiting dt / time',
    unit: 'waiting',
  },
  'queueLength.max': {
    en: 'The most that waited at one time, for longer than an instant.',
    zh: '同一时刻等待数量的最大值（须持续超过一个瞬间）。',
    formula: 'max waiting',
    unit: 'waiting',
  },
  crashes: {
    en: 'How often an instance went down.',
    zh: '实例宕机的次数。',
    formula: 'count of crashes',
    unit: 'crashes',
  },
  cacheHitRatio: {
    en: 'Share of look-ups in caches that found a fresh value. Who waits for the fetch of another has missed.',
    zh: '缓存查找中命中有效值的份额；等待他人回源的查找算未命中。',
    formula: 'hits / look-ups',
    unit: 'ratio',
  },
  duplicateExecutions: {
    en: 'Times an endpoint that is not idempotent let in a further attempt of a call it had let in before.',
    zh: '非幂等端点在已接纳某次调用之后，又接纳其另一次尝试的次数。',
    formula: 'attempts let in beyond the first of their call',
    unit: 'attempts',
  },
  bytes: {
    en: 'Bytes put on the wire in both directions, retransmissions included.',
    zh: '双向发送到网络上的字节数，含重传。',
    formula: 'Σ message size',
    unit: 'bytes',
  },
  lost: {
    en: 'Messages lost on the way, each time they were.',
    zh: '途中丢失的消息数，每次丢失都计。',
    formula: 'count of losses',
    unit: 'messages',
  },
  crossZoneRatio: {
    en: 'Share of the attempts whose instance is in another zone than the caller; only in scenarios that have zones.',
    zh: '实例与调用方不在同一可用区的尝试所占比例；仅用于含可用区的场景。',
    formula: 'attempts started towards another zone / attempts started in the same time',
    unit: 'ratio',
  },
  egressBytes: {
    en: 'Bytes sent from one zone to another in both directions, retransmissions included; only in scenarios that have zones.',
    zh: '在可用区之间双向发送的字节数，含重传；仅用于含可用区的场景。',
    formula: 'Σ size of messages between zones',
    unit: 'bytes',
  },
  staleAttempts: {
    en: 'Attempts sent to an instance that was already gone.',
    zh: '发往已不存在的实例的尝试数。',
    formula: 'count of attempts started towards an instance that is down',
    unit: 'attempts',
  },
  staleRatio: {
    en: 'Share of the attempts that were sent to an instance already gone.',
    zh: '发往已不存在实例的尝试所占比例。',
    formula: 'staleAttempts / attempts started in the same time',
    unit: 'ratio',
  },
  breaker: {
    en: 'Shares of time that the circuit breakers of the link, one for each caller or for each caller and instance, spent in each phase; open ends when a trial call may go, half-open with the verdict.',
    zh: '链路上各熔断器（每个调用方一个，或每个调用方与实例一个）处于各阶段的时间占比；可以放行试探时 open 结束，有结论时 halfOpen 结束。',
    formula: 'closed, open, halfOpen: ∫ breakers in that phase dt / (breakers · time)',
    unit: 'ratio',
  },
  ejections: {
    en: 'How often outlier detection ejected an instance, for each caller that did.',
    zh: '异常检测驱逐实例的次数，按每个执行驱逐的调用方计。',
    formula: 'count of ejections',
    unit: 'ejections',
  },
  histogram: {
    en: 'Latencies as pairs of a cell and its count; 128 cells to each power of two nanoseconds.',
    zh: '延迟直方图：单元编号与计数的列表；每个 2 的幂（纳秒）分为 128 个单元。',
    formula: '[cell, count] …',
    unit: 'requests',
  },
};

function percentile(share: string, zhShare: string, name: string): MetricDefinition {
  return {
    en: `${share} of what ended ok or degraded took no longer; from a histogram, within 0.4 % of the value.`,
    zh: `成功或降级完成的请求中，${zhShare}的用时不超过该值；取自直方图，相对误差不超过 0.4%。`,
    formula: `${name} of time`,
    unit: 'ms',
  };
}
