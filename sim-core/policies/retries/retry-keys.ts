/** Keys of `retry` on a link. */
import {
  ABSENT,
  boolean,
  choice,
  duration,
  either,
  integer,
  key,
  later,
  list,
  number,
  type ObjectShape,
  OWN,
  object,
  ratio,
  tagged,
} from '../schema.ts';

/** Reasons that a retry can answer, as they stand in results. */
export const RETRY_REASONS: readonly string[] = [
  'connect-failure',
  'reset',
  'unavailable',
  'timeout',
  'error',
  'rejected',
  'no-instance',
];

/** Failures of the way to a server rather than of what it answered. */
export const DEFAULT_RETRY_REASONS: readonly string[] = ['connect-failure', 'reset', 'unavailable', 'timeout'];

const ENVOY = 'Envoy, retry back-off';
const FINAGLE = 'Finagle, RetryBudget';

export const BACKOFF_KEYS: ObjectShape = object([
  key(
    'base',
    duration(),
    '25ms',
    ENVOY,
    'Wait before the first retry, before jitter.',
    '第一次重试前的等待（抖动前）。',
  ),
  key('max', duration({ infinite: true }), 'infinite', ABSENT, 'No wait grows beyond this.', '等待时间的上限。'),
  key(
    'multiplier',
    number({ min: 1, max: 1000 }),
    2,
    OWN,
    'Each wait is this many times the one before.',
    '每次等待是前一次的倍数。',
  ),
  key(
    'jitter',
    either(choice(['none', 'full', 'equal', 'decorrelated']), ratio()),
    'none',
    ABSENT,
    'How waits are spread: full from 0 up, equal from half up, decorrelated from the last wait; a ratio is ± that share.',
    '等待如何随机化：full 从 0 起，equal 从一半起，decorrelated 由上次等待决定；比例表示 ± 该份额。',
  ),
]);

const BUDGET = tagged(
  'kind',
  {
    window: ['ratio', 'minPerSecond', 'ttl'],
    concurrency: ['ratio', 'min'],
    tokens: ['max', 'ratio'],
    quota: ['tokens', 'cost'],
  },
  [
    key(
      'kind',
      choice(['window', 'concurrency', 'tokens', 'quota']),
      'window',
      FINAGLE,
      'How retries are rationed.',
      '限制重试总量的方式。',
    ),
    key('ratio', ratio(), '20%', FINAGLE, 'Retries allowed per request.', '每个请求允许的重试份额。'),
    key('minPerSecond', number(), 0, ABSENT, 'Retries per second that are always allowed.', '每秒总是允许的重试数。'),
    key('ttl', duration(), '10s', FINAGLE, 'How long a request counts towards the budget.', '一个请求计入预算的时长。'),
    key(
      'min',
      integer(),
      3,
      'Envoy, retry_budget',
      'Retries in flight that are always allowed.',
      '总是允许的在途重试数。',
    ),
    key('max', number(), 10, 'gRPC, retryThrottling', 'Tokens in a full bucket.', '令牌桶的容量。'),
    key('tokens', number(), 500, 'AWS SDK, retry quota', 'Tokens at the start.', '初始令牌数。'),
    key('cost', number(), 5, 'AWS SDK, retry quota', 'Tokens that one retry takes.', '一次重试消耗的令牌数。'),
  ],
);

export const RETRY_KEYS: ObjectShape = object([
  key(
    'maxAttempts',
    integer({ min: 1, max: 1_000_000, infinite: true }),
    3,
    'AWS SDK, standard mode',
    'How often a call is attempted at most, the first attempt included.',
    '一次调用最多尝试的次数（含第一次）。',
  ),
  key(
    'on',
    list(choice(RETRY_REASONS), { max: 7 }),
    DEFAULT_RETRY_REASONS,
    OWN,
    'Reasons of a failed attempt that lead to another one.',
    '哪些失败原因会触发重试。',
  ),
  key('backoff', BACKOFF_KEYS, undefined, ABSENT, 'Waiting before each retry.', '每次重试前的等待。'),
  later('budget', BUDGET, undefined, ABSENT, 'Limits retries as a share of requests.', '按请求份额限制重试。'),
  key(
    'avoidPrevious',
    boolean,
    false,
    ABSENT,
    'A retry goes to another instance than the one that failed last, if the caller knows another.',
    '若调用方知道其他实例，重试不选上次失败的那个。',
  ),
]);
