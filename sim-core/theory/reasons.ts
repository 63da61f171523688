/** Why there is no prediction, in words for people. */

export interface Reason {
  readonly code: ReasonCode;
  readonly en: string;
  readonly zh: string;
}

type Words = (detail: string) => readonly [en: string, zh: string];

const WORDS = {
  unused: () => ['nothing is ever sent there', '没有任何请求到达'],
  unstable: (load) => [
    `the load of ${load} is not below 1: the queue grows without bound`,
    `负载 ${load} 不小于 1：队列无限增长`,
  ],
  'work-not-exponential': () => [
    'requests come back here, and the work is not exponential of one mean',
    '请求会再次回到这里，而工作时间不是同一均值的指数分布',
  ],
  'many-workers': () => [
    'work is not exponential, and there is more than one worker: M/G/1 would need one',
    '工作时间不是指数分布且工作者多于一个：M/G/1 只适用于一个工作者',
  ],
  'no-variance': () => ['the variance of the work is infinite or not known', '工作时间的方差无限或未知'],
  'holds-worker': () => [
    'workers are held during calls that wait in queues (threading: blocking)',
    '工作者在等待下游排队的调用期间被占用（threading: blocking）',
  ],
  'mixed-visits': () => [
    'a visit comes back to the queue, with work that is not always exponential of one mean',
    '一次访问会多次排队，且各次工作不是同一均值的指数分布',
  ],
  'arrivals-not-poisson': (id) => [`arrivals of ${id} are not Poisson`, `${id} 的到达不是泊松过程`],
  'rate-changes': (id) => [`the rate of ${id} changes over time`, `${id} 的速率随时间变化`],
  'mixed-closed': () => ['closed users share the stations with other workloads', '封闭用户与其他工作负载共用服务'],
  'closed-stations': () => [
    'closed users need single exponential workers, or one station of several',
    '封闭用户模型要求各服务为单个指数工作者，或仅有一个多工作者的服务',
  ],
  'not-poisson-behind': (id) => [`what comes out of ${id} is not a Poisson stream`, `${id} 的输出不是泊松流`],
  fork: () => [
    'a parallel step sends several calls there, or waits before it',
    '并行步骤向它同时发出多个调用，或在它之前等待',
  ],
  'fork-join-time': () => [
    'parallel branches are neither equal exponentials without queues nor constants',
    '并行分支既不是无排队的相同指数时间，也不是常数',
  ],
  'timeout-retries': (link) => [
    `${link} tries again while the first attempt may still be at work`,
    `${link} 在首次尝试可能仍在处理时重试`,
  ],
  'refused-retries': (link) => [`${link} tries again what was refused`, `${link} 会重试被拒绝的请求`],
  timeout: (link) => [
    `the timeout of ${link} cuts calls whose distribution is not known`,
    `${link} 的超时会截断分布未知的调用`,
  ],
  'retry-budget': (link) => [`${link} has a retry budget`, `${link} 有重试预算`],
  'unknown-success': () => [
    'a call before it succeeds with a probability that is not known',
    '它之前的调用成功概率未知',
  ],
  bandwidth: (link) => [`messages queue for the bandwidth of ${link}`, `消息在 ${link} 的带宽上排队`],
  fault: (id) => [`the fault ${id} keeps it from a steady state`, `故障 ${id} 使其无法达到稳态`],
  discovery: () => ['callers may not know all its instances', '调用方可能不知道其全部实例'],
  'unequal-instances': () => ['its instances have different speeds', '其实例速度不同'],
  balancer: (policy) => [
    `no formula for ${policy} over several instances of this kind`,
    `对此类多实例没有 ${policy} 的公式`,
  ],
  callers: (policy) => [
    `${policy} needs a single caller who sees everything without delay`,
    `${policy} 的公式要求只有一个调用方且没有网络延迟`,
  ],
  queue: () => [
    'a bounded queue or patience needs exponential work and Poisson arrivals that come once',
    '有限队列或等待上限要求指数工作时间和只来一次的泊松到达',
  ],
  patience: () => [
    'the longest wait is neither exponential nor a constant before a single worker',
    '最长等待既不是指数分布，也不是单个工作者前的常数',
  ],
  feature: (name) => [`${name} has no formula here`, `${name} 在此没有公式`],
  'time-unknown': () => ['the time of a part on the way is not known', '途中某部分的时间未知'],
} satisfies Record<string, Words>;

export type ReasonCode = keyof typeof WORDS;

export function reasonFor(code: ReasonCode, detail = ''): Reason {
  const words: Words = WORDS[code];
  const [en, zh] = words(detail);
  return { code, en, zh };
}
