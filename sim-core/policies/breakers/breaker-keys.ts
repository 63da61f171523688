/** Keys of `circuitBreaker` on a link. */
import {
  ABSENT,
  boolean,
  choice,
  duration,
  integer,
  key,
  list,
  type ObjectShape,
  OWN,
  object,
  oneOf,
  ratio,
  tagged,
} from '../schema.ts';

const ENVOY = 'Envoy, circuit_breakers';
const FINAGLE = 'Finagle, FailureAccrualFactory';
const RESILIENCE4J = 'Resilience4j';

/** Failures that a breaker can count. */
export const BREAKER_REASONS: readonly string[] = [
  'timeout',
  'deadline-exceeded',
  'connect-failure',
  'reset',
  'unavailable',
  'error',
  'no-instance',
  'rejected',
];

/** Of a window of time that is not given them: one for each second, or this many below a second. */
export const BUCKETS_BELOW_A_SECOND = 10;
const MOST_CALLS = 10_000;
const MOST_BUCKETS = 10_000;

const WINDOW_KEYS: ObjectShape = oneOf(
  [
    key(
      'calls',
      integer({ min: 1, max: MOST_CALLS }),
      undefined,
      ABSENT,
      'The last so many calls.',
      '最近若干次调用。',
    ),
    key(
      'time',
      duration({ min: 0.001 }),
      undefined,
      ABSENT,
      'The calls of the last so long.',
      '最近一段时间内的调用。',
    ),
  ],
  [
    key(
      'buckets',
      integer({ min: 1, max: MOST_BUCKETS }),
      undefined,
      'one per second as in Resilience4j and Hystrix, ten below a second',
      'Slices a window of time moves on by.',
      '时间窗口滑动的分段数。',
    ),
  ],
  { calls: [], time: ['buckets'] },
);

export const MARK_DEAD_KEYS: ObjectShape = object([
  key('start', duration({ min: 0.001 }), '5s', FINAGLE, 'The first time.', '第一次的时长。'),
  key(
    'maximum',
    duration({ min: 0.001 }),
    '300s',
    FINAGLE,
    'At most; it doubles each time a probe fails, and half of it is drawn.',
    '上限；每次试探失败后加倍，其中一半随机。',
  ),
]);

export const SLOW_CALL_KEYS: ObjectShape = object([
  key('rate', ratio(), '100%', RESILIENCE4J, 'Share of slow calls at which it opens.', '达到此慢调用比例即断开。'),
  key('over', duration(), '60s', RESILIENCE4J, 'A call that takes longer is slow.', '超过此时长即为慢调用。'),
]);

export const BREAKER_KEYS: ObjectShape = tagged(
  'kind',
  {
    'failure-rate': [
      ...['scope', 'on', 'window', 'minCalls', 'failureRate', 'slowCall', 'openFor', 'halfOpenCalls'],
      ...['maxWaitDurationInHalfOpenState', 'automaticTransitionFromOpenToHalfOpen'],
    ],
    consecutive: ['scope', 'on', 'consecutive', 'openFor', 'markDeadFor'],
    limits: ['scope', 'maxConnections', 'maxPendingRequests', 'maxRequests', 'maxRetries'],
  },
  [
    key(
      'kind',
      choice(['failure-rate', 'consecutive', 'limits']),
      'failure-rate',
      OWN,
      'What opens it: failure-rate, a share of the last calls (Resilience4j, Hystrix); consecutive, failures in a row (Finagle); limits, too much in flight (Envoy).',
      '断开的依据：failure-rate 近期调用的失败比例（Resilience4j、Hystrix）；consecutive 连续失败（Finagle）；limits 在途过多（Envoy）。',
    ),
    key(
      'scope',
      choice(['service', 'instance']),
      'service',
      OWN,
      'Each caller has one for the service, or one for each instance: then those that are open are not picked.',
      '每个调用方按服务一个，或按实例各一个：断开的实例不被选中。',
    ),
    key(
      'on',
      list(choice(BREAKER_REASONS), { max: 8 }),
      BREAKER_REASONS,
      RESILIENCE4J,
      'Reasons that count as failures; all others count as good. What the breaker itself refused never counts.',
      '哪些原因计为失败，其余计为成功。熔断器自身的拒绝不计入。',
    ),
    key('window', WINDOW_KEYS, { calls: 100 }, RESILIENCE4J, 'What the shares are taken over.', '统计比例的窗口。'),
    key(
      'minCalls',
      integer({ min: 1 }),
      100,
      RESILIENCE4J,
      'Fewer calls decide nothing; of a window of fewer calls, and of trials, all of them suffice.',
      '判定所需的最少调用数；窗口或试探不足此数时以其全部为准。',
    ),
    key(
      'failureRate',
      ratio(),
      '50%',
      RESILIENCE4J,
      'Share of failed calls at which it opens.',
      '达到此失败比例即断开。',
    ),
    key(
      'slowCall',
      SLOW_CALL_KEYS,
      undefined,
      ABSENT,
      'Slow calls open it too, also those that end well.',
      '慢调用也会使其断开，即使最终成功。',
    ),
    key(
      'consecutive',
      integer({ min: 1 }),
      5,
      FINAGLE,
      'Failures in a row at which it opens.',
      '连续失败达到此数即断开。',
    ),
    key(
      'openFor',
      duration(),
      '60s',
      RESILIENCE4J,
      'How long it refuses before it lets trial calls go; for consecutive instead of markDeadFor.',
      '断开多久后才放行试探调用；用于 consecutive 时取代 markDeadFor。',
    ),
    key(
      'markDeadFor',
      MARK_DEAD_KEYS,
      { start: '5s', maximum: '300s' },
      FINAGLE,
      'How long it refuses before it lets a probe go.',
      '断开多久后才放行一次试探。',
    ),
    key(
      'halfOpenCalls',
      integer({ min: 1, max: MOST_CALLS }),
      10,
      RESILIENCE4J,
      'Trial calls that decide whether it closes.',
      '决定是否闭合的试探调用数。',
    ),
    key(
      'maxWaitDurationInHalfOpenState',
      duration({ infinite: true }),
      'infinite',
      'Resilience4j, where 0 says so',
      'Trial calls that have not decided by then open it again.',
      '试探在此时长内未有结论则再次断开。',
    ),
    key(
      'automaticTransitionFromOpenToHalfOpen',
      boolean,
      false,
      RESILIENCE4J,
      'Half-open as soon as it may be, not only when a call comes.',
      '到时即半开，而非等到有调用时。',
    ),
    key(
      'maxConnections',
      integer({ infinite: true }),
      1024,
      ENVOY,
      'Connections, one for each attempt in flight; who finds none waits.',
      '连接数，每个在途尝试占一个；无可用者等待。',
    ),
    key(
      'maxPendingRequests',
      integer({ infinite: true }),
      1024,
      ENVOY,
      'Attempts that may wait for a connection.',
      '允许等待连接的尝试数。',
    ),
    key('maxRequests', integer({ infinite: true }), 1024, ENVOY, 'Attempts in flight.', '在途尝试数。'),
    key(
      'maxRetries',
      integer({ infinite: true }),
      3,
      ENVOY,
      'Retries under way, waiting ones included, where `retry` has no budget.',
      '进行中的重试数（含等待中的）；`retry` 已有预算时不适用。',
    ),
  ],
);
