/** Keys of a service. */
import { ADMISSION_KEYS } from '../../policies/admission/admission-keys.ts';
import { DISCOVERY_KEYS } from '../../policies/discovery/discovery-keys.ts';
import { DISCIPLINES } from '../../policies/queues/discipline.ts';
import {
  ABSENT,
  anything,
  boolean,
  choice,
  distribution,
  duration,
  either,
  integer,
  key,
  later,
  list,
  map,
  number,
  type ObjectShape,
  OWN,
  object,
  ratio,
  size,
  text,
} from '../../policies/schema.ts';
import { STEPS } from './steps.ts';

export const INSTANCES_MAX = 100_000;

export const INSTANCES: ObjectShape = object([
  key('count', integer({ max: INSTANCES_MAX }), 1, ABSENT, 'Running copies.', '运行的副本数。'),
  key(
    'zones',
    list(text(63, 'id')),
    undefined,
    ABSENT,
    'Zones, given to the instances in turn.',
    '可用区，依次分配给实例。',
  ),
  key(
    'speeds',
    list(number({ min: 0.000001, max: 1e6 })),
    undefined,
    'every instance 1',
    'Speed of each instance; work is divided by it.',
    '各实例的速度；工作量除以它。',
  ),
  key(
    'weights',
    list(number({ min: 0.000001, max: 1e6 })),
    undefined,
    'every instance 1',
    'Weight of each instance, for weighted-round-robin, least-request, ring-hash and maglev.',
    '各实例的权重，用于 weighted-round-robin、least-request、ring-hash 与 maglev。',
  ),
]);

export const QUEUE: ObjectShape = object([
  key(
    'capacity',
    integer({ infinite: true }),
    'infinite',
    ABSENT,
    'Attempts that may wait at an instance; one more is refused as unavailable.',
    '每个实例可等待的尝试数；超出者被拒绝（unavailable）。',
  ),
  key(
    'discipline',
    choice(DISCIPLINES),
    'fifo',
    ABSENT,
    'Who is served next; adaptive-lifo: the newest while the queue has not been empty for 100 ms; priority: the largest of the workload; ps: nobody waits, all share the workers.',
    '下一个服务谁；adaptive-lifo：队列连续 100 ms 未空时先服务最新者；priority：负载优先级最大者；ps：无人等待，共享工作者。',
  ),
  key(
    'shared',
    boolean,
    false,
    ABSENT,
    'One queue for all instances, a broker: whoever has a free worker takes the next. Capacity and maxWait are its.',
    '所有实例共用一个队列（消息代理）：有空闲工作者的实例取下一个；容量与最长等待属于该队列。',
  ),
  key(
    'maxWait',
    distribution,
    undefined,
    ABSENT,
    'Who has waited this long for the first worker leaves as unavailable; drawn for each attempt.',
    '首次等待工作者达到此时长即离开（unavailable）；每次尝试独立抽取。',
  ),
  key(
    'dropExpired',
    boolean,
    false,
    ABSENT,
    'Who gets a worker after its propagated deadline is not worked on: deadline-exceeded.',
    '轮到时已过所传递截止时间者不再处理：deadline-exceeded。',
  ),
]);

export const DELIVERY: ObjectShape = object([
  key(
    'visibility',
    duration(),
    '30s',
    'Amazon SQS, VisibilityTimeout',
    'A message not answered well so long after it was taken is delivered again.',
    '被取走后这么久仍未成功应答，则重新投递。',
  ),
  key(
    'maxDeliveries',
    integer({ min: 1, infinite: true }),
    5,
    OWN,
    'Deliveries before it is given up (Amazon SQS: maxReceiveCount).',
    '放弃前的投递次数（Amazon SQS：maxReceiveCount）。',
  ),
  key(
    'deadLetter',
    text(200, 'call'),
    undefined,
    ABSENT,
    'Service, or service.endpoint, that given-up messages are sent to.',
    '被放弃的消息发往的服务或端点。',
  ),
]);

const errorRate = key(
  'errorRate',
  ratio(),
  0,
  ABSENT,
  'Share of attempts that fail with 500 after their work.',
  '完成工作后以 500 失败的尝试份额。',
);
const steps = key('steps', STEPS, undefined, ABSENT, 'What a visit does, in order.', '一次访问依次做的事。');

export const ENDPOINT: ObjectShape = object([
  key('requestSize', size(), 0, ABSENT, 'Size of a request on the wire.', '请求的大小。'),
  key('responseSize', size(), 0, ABSENT, 'Size of a response on the wire.', '响应的大小。'),
  errorRate,
  key('idempotent', boolean, false, OWN, 'Whether doing it twice does no harm.', '重复执行是否无害。'),
  key(
    'optimistic',
    boolean,
    false,
    ABSENT,
    'Fails with 500 when another attempt at this endpoint, at any instance, has ended well since it arrived.',
    '若自其到达后该端点（任一实例）有其他尝试成功完成，则以 500 失败。',
  ),
  steps,
]);

const HEALTH_CHECK = object([
  key('interval', duration(), '10s', OWN, 'Time between probes.', '探测间隔。'),
  key('timeout', duration(), '1s', OWN, 'A probe without answer fails after this.', '探测超时。'),
  key('unhealthyThreshold', integer({ min: 1 }), 3, 'Kubernetes', 'Failures in a row.', '连续失败次数。'),
  key('healthyThreshold', integer({ min: 1 }), 1, 'Kubernetes', 'Successes in a row.', '连续成功次数。'),
  key('probes', choice(['queue', 'separate']), 'queue', OWN, 'Whether probes queue like calls.', '探测是否排队。'),
  key(
    'then',
    choice(['eject', 'deregister', 'restart']),
    'eject',
    OWN,
    'What an unhealthy instance meets.',
    '不健康时的处理。',
  ),
]);

export const BACKOFF = object([
  key(
    'base',
    duration(),
    '10s',
    'Kubernetes',
    'Added to the second restart in a row, twice that to the third, and so on; the first waits only `delay`.',
    '连续第二次重启增加的等待，第三次加倍，依此类推；首次只等 delay。',
  ),
  key('max', duration(), '300s', 'Kubernetes', 'It grows no further than this.', '增长的上限。'),
  key(
    'resetAfter',
    duration(),
    '10m',
    'Kubernetes',
    'A process that has run this long counts as never crashed.',
    '运行这么久的进程视为从未崩溃。',
  ),
]);

export const RESTART = object([
  key('delay', duration(), '5s', OWN, 'Wait before every restart.', '每次重启前的等待。'),
  key('backoff', BACKOFF, undefined, ABSENT, 'Waits that double from crash to crash.', '随崩溃次数加倍的等待。'),
  key('startup', distribution, '0s', ABSENT, 'From there until it serves.', '此后到可服务的时间。'),
]);

const AUTOSCALER = object([
  key('min', integer(), 1, OWN, 'Fewest instances.', '最少实例数。'),
  key('max', integer(), 10, OWN, 'Most instances.', '最多实例数。'),
  key(
    'metric',
    choice(['utilization', 'cpu', 'queueLength', 'rps']),
    'utilization',
    OWN,
    'What is watched.',
    '观察的指标。',
  ),
  key('target', either(ratio(), number()), '50%', OWN, 'The value it aims at.', '目标值。'),
  key('interval', duration(), '15s', 'Kubernetes, HPA', 'Time between decisions.', '决策间隔。'),
  key('tolerance', ratio(), '10%', 'Kubernetes, HPA', 'Deviation that is ignored.', '忽略的偏差。'),
  key('metricDelay', duration(), '0s', OWN, 'Age of the figures.', '指标的时滞。'),
  key('upWindow', duration(), '0s', 'Kubernetes, HPA', 'Looks back before scaling up.', '扩容前回看的时长。'),
  key('downWindow', duration(), '5m', 'Kubernetes, HPA', 'Looks back before scaling down.', '缩容前回看的时长。'),
  key('policies', anything, undefined, ABSENT, 'Bounds on the speed of scaling.', '扩缩速度的限制。'),
]);

export const COLLECTION = object([
  key('alloc', size(), '2MB', OWN, 'Memory a visit allocates when it is let in.', '每次访问进入时分配的内存。'),
  key('every', size({ min: 1 }), '200MB', OWN, 'So much of it brings a collection.', '分配到此量即回收。'),
  key('pause', duration(), '120ms', OWN, 'How long a collection stops the process.', '回收使进程停顿的时长。'),
]);

export const GROWTH = object([
  key(
    'perInFlight',
    ratio(),
    0,
    ABSENT,
    'Work is longer by this share for each attempt inside the instance when it starts, its own included.',
    '工作开始时实例内每有一次尝试（含自身），工作量增加此份额。',
  ),
  key('gc', COLLECTION, undefined, ABSENT, 'Garbage collections that stop the process.', '使进程停顿的垃圾回收。'),
]);

export const OVERLOAD = object([
  key(
    'crashAtQueue',
    integer({ min: 1 }),
    80,
    OWN,
    'An instance crashes when so many wait in its queue; `restart` brings it back.',
    '实例队列达到此长度即崩溃；由 restart 恢复。',
  ),
]);

export const SERVICE: ObjectShape = object([
  key(
    'instances',
    either(integer({ max: INSTANCES_MAX }), INSTANCES),
    1,
    ABSENT,
    'Running copies, or an object with their zones, speeds and weights.',
    '副本数，或包含可用区、速度、权重的对象。',
  ),
  key(
    'concurrency',
    integer({ min: 1, infinite: true }),
    1,
    ABSENT,
    'Workers per instance; infinite: nobody ever queues.',
    '每个实例的工作者数；infinite 表示从不排队。',
  ),
  key(
    'threading',
    choice(['blocking', 'async']),
    'blocking',
    OWN,
    'Whether a worker is held during downstream calls or given back.',
    '下游调用期间是否占用工作者。',
  ),
  key('queue', QUEUE, undefined, ABSENT, 'Where attempts wait for a worker.', '尝试等待工作者的队列。'),
  key(
    'work',
    distribution,
    undefined,
    ABSENT,
    'Work of the only endpoint, without `endpoints`.',
    '唯一端点的工作量（无 endpoints 时）。',
  ),
  errorRate,
  steps,
  key('endpoints', map('id', ENDPOINT, 1000, 1), undefined, 'one endpoint, default', 'Its operations.', '服务的操作。'),
  key(
    'discovery',
    DISCOVERY_KEYS,
    undefined,
    'static',
    'How callers learn of its instances.',
    '调用方如何发现其实例。',
  ),
  key(
    'cancellation',
    choice(['none', 'queued', 'all']),
    'none',
    ABSENT,
    'What stops here when nobody wants the answer any more: nothing, those that wait for their first worker, or also work in hand.',
    '无人需要结果时停止什么：什么也不停、仍在等待首个工作者的，或连手头的工作也停。',
  ),
  key(
    'delivery',
    DELIVERY,
    undefined,
    ABSENT,
    'Redelivery of sent messages, at a shared queue.',
    '共享队列中已发送消息的重新投递。',
  ),
  key('growth', GROWTH, undefined, ABSENT, 'Work that grows with load.', '随负载增长的工作量。'),
  key('overload', OVERLOAD, undefined, ABSENT, 'What too much load breaks.', '过载的后果。'),
  key(
    'admission',
    ADMISSION_KEYS,
    undefined,
    ABSENT,
    'Who is let in, and who is served.',
    '准入控制：放行谁、服务谁。',
  ),
  later('healthCheck', HEALTH_CHECK, undefined, ABSENT, 'Probes that find sick instances.', '发现异常实例的探测。'),
  key(
    'restart',
    RESTART,
    undefined,
    ABSENT,
    'How a crashed instance comes back: after these waits, counted from when nothing holds it down any more.',
    '崩溃的实例如何恢复：从不再被故障压住起，经过这些等待。',
  ),
  later('autoscaler', AUTOSCALER, undefined, ABSENT, 'Changes the number of instances.', '自动调整实例数。'),
]);
