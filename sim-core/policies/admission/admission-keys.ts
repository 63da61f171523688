/** Keys of `admission` on a service. */
import { RATE_LIMIT_KEYS } from '../limiters/limiter-keys.ts';
import {
  ABSENT,
  choice,
  duration,
  integer,
  key,
  list,
  needed,
  number,
  type ObjectShape,
  object,
  ratio,
  tagged,
} from '../schema.ts';
import { LIMIT_ALGORITHMS } from './concurrency-limit.ts';

const FAIL_AT_SCALE = 'Maurer, Fail at Scale';

export const CODEL_KEYS: ObjectShape = object([
  key(
    'target',
    duration(),
    '5ms',
    FAIL_AT_SCALE,
    'Longest wait of those who join a queue that has not been empty for the interval.',
    '加入持续未空的队列者的最长等待。',
  ),
  key(
    'interval',
    duration(),
    '100ms',
    FAIL_AT_SCALE,
    'Longest wait of all others; and how long a queue may go without being empty before it counts as standing.',
    '其他情况的最长等待；队列未空达到此时长即视为持续排队。',
  ),
]);

const NETFLIX = 'Netflix concurrency-limits';

const ENVOY = 'Envoy, adaptive concurrency';

export const MIN_RTT_KEYS: ObjectShape = object([
  key(
    'interval',
    duration({ min: 1 }),
    '60s',
    `${ENVOY}, example`,
    'From the end of a measurement to the next.',
    '一次测量结束到下一次的间隔。',
  ),
  key('jitter', ratio(), '15%', ENVOY, 'Up to so much longer, drawn.', '间隔随机延长的最大份额。'),
  key('requestCount', integer({ min: 1 }), 50, ENVOY, 'Attempts that a measurement takes.', '一次测量的尝试数。'),
  key(
    'minConcurrency',
    integer({ min: 1 }),
    3,
    ENVOY,
    'The limit while it is measured, and the least at all times.',
    '测量期间的上限，也是任何时候的最小值。',
  ),
  key(
    'buffer',
    number({ max: 100 }),
    0.25,
    ENVOY,
    'Times up to so much longer count as short.',
    '超出不多于此比例仍视为短。',
  ),
  key(
    'fixedValue',
    duration({ min: 0.001 }),
    undefined,
    ABSENT,
    'How long few attempts take, instead of measuring it.',
    '直接给定低并发时的耗时，不再测量。',
  ),
]);

export const ADAPTIVE_KEYS: ObjectShape = tagged(
  'algorithm',
  {
    gradient2: ['initialLimit', 'minLimit', 'maxLimit', 'smoothing', 'queueSize', 'rttTolerance', 'longWindow'],
    vegas: ['initialLimit', 'maxLimit', 'smoothing', 'probeMultiplier'],
    aimd: ['initialLimit', 'minLimit', 'maxLimit', 'backoffRatio', 'timeout'],
    gradient: ['sampleAggregatePercentile', 'concurrencyUpdateInterval', 'maxConcurrencyLimit', 'minRttCalcParams'],
  },
  [
    key(
      'algorithm',
      choice(LIMIT_ALGORITHMS),
      'gradient2',
      NETFLIX,
      'How the limit is found: gradient2, by the ratio of a long average of the time inside to the time at hand; vegas, by an estimate of how many wait; aimd, by drops and timeouts; gradient, by the ratio to the time that few attempts take, measured now and then (Envoy).',
      '寻找上限的方法：gradient2 按长期平均耗时与当前耗时之比；vegas 按排队数估计；aimd 按丢弃与超时；gradient 按与定期测得的低并发耗时之比（Envoy）。',
    ),
    key('initialLimit', integer({ min: 1 }), 20, NETFLIX, 'Limit at the start.', '初始上限。'),
    key('minLimit', integer({ min: 1 }), 20, NETFLIX, 'The limit does not fall below.', '上限的最小值。'),
    key(
      'maxLimit',
      integer({ min: 1 }),
      undefined,
      `${NETFLIX}: 200, vegas 1000`,
      'The limit does not rise above.',
      '上限的最大值。',
    ),
    key(
      'smoothing',
      ratio(),
      undefined,
      `${NETFLIX}: 20%, vegas 100%`,
      'Share of each change that is made.',
      '每次调整实际采用的份额。',
    ),
    key('queueSize', integer(), 4, NETFLIX, 'What the limit grows by while times are short.', '耗时短时上限的增量。'),
    key(
      'rttTolerance',
      number({ min: 1 }),
      1.5,
      NETFLIX,
      'Times up to so many long averages do not lower the limit.',
      '耗时不超过长期平均的该倍数时不降低上限。',
    ),
    key('longWindow', integer({ min: 1 }), 600, NETFLIX, 'Attempts in the long average.', '长期平均的尝试数。'),
    key(
      'probeMultiplier',
      integer({ min: 1 }),
      30,
      NETFLIX,
      'The shortest time is forgotten after 0.5 to 1 times so many limits of attempts.',
      '经过该倍数（×0.5–1）个上限的尝试后重新测量最短耗时。',
    ),
    key('backoffRatio', ratio(), 0.9, NETFLIX, 'What is left of the limit after a drop.', '丢弃后上限保留的比例。'),
    key('timeout', duration(), '5s', NETFLIX, 'A longer time inside counts as a drop.', '超过此耗时视为丢弃。'),
    key(
      'sampleAggregatePercentile',
      ratio(),
      '50%',
      ENVOY,
      'Percentile that stands for the times of a window.',
      '代表一个窗口内耗时的百分位。',
    ),
    key(
      'concurrencyUpdateInterval',
      duration({ min: 1 }),
      '100ms',
      `${ENVOY}, example`,
      'Length of a window, after which the limit changes.',
      '窗口长度，窗口结束时调整上限。',
    ),
    key('maxConcurrencyLimit', integer({ min: 1 }), 1000, ENVOY, 'The limit does not rise above.', '上限的最大值。'),
    key(
      'minRttCalcParams',
      MIN_RTT_KEYS,
      undefined,
      ENVOY,
      'How it is measured how long few attempts take.',
      '如何测量低并发时的耗时。',
    ),
  ],
);

const PRIORITY_KEYS = list(
  object([
    needed('atLeast', integer({ max: 1000 }), 'Least priority of the class.', '该类的最低优先级。'),
    needed('share', ratio(), 'Part of the limit that is open to it.', '对其开放的上限份额。'),
  ]),
  { min: 1, max: 100 },
);

export const ADMISSION_KEYS: ObjectShape = object([
  key(
    'rateLimit',
    RATE_LIMIT_KEYS,
    undefined,
    ABSENT,
    'Limits the rate at the door of each instance; refused as unavailable.',
    '每个实例的入口限速；超出者被拒绝（unavailable）。',
  ),
  key(
    'maxConcurrency',
    integer({ infinite: true }),
    'infinite',
    ABSENT,
    'Attempts inside an instance at once, waiting ones included; one more is refused as unavailable.',
    '每个实例内同时的尝试数（含等待者）；超出者被拒绝（unavailable）。',
  ),
  key(
    'priority',
    PRIORITY_KEYS,
    undefined,
    ABSENT,
    'Classes of priorities and how full an instance may be for each to be let in: the least important are refused first.',
    '优先级分类，以及实例多满时仍放行该类：最不重要者最先被拒绝。',
  ),
  key(
    'codel',
    CODEL_KEYS,
    undefined,
    ABSENT,
    'Controlled delay: while a queue stands, who has waited longer than the target is dropped instead of served.',
    '受控延迟：队列持续时，等待超过 target 者被丢弃而不被服务。',
  ),
  key(
    'adaptiveConcurrency',
    ADAPTIVE_KEYS,
    undefined,
    ABSENT,
    'Bounds those inside by a limit that each instance finds itself, from how long they take.',
    '每个实例根据耗时自行寻找并发上限。',
  ),
]);
