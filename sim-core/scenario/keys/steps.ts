/** What an endpoint does: its steps. */
import {
  ABSENT,
  boolean,
  choice,
  distribution,
  duration,
  either,
  integer,
  key,
  list,
  needed,
  number,
  type ObjectShape,
  OWN,
  object,
  oneOf,
  ratio,
  type Shape,
  text,
} from '../../policies/schema.ts';

export const STEPS: Shape = list({ kind: 'named', name: 'step' }, { max: 10_000 });
const BRANCHES: Shape = list({ kind: 'named', name: 'branch' }, { min: 1, max: 10_000 });

const call = key(
  'call',
  text(200, 'call'),
  undefined,
  'one kind of step',
  'Calls `service` or `service.endpoint` and waits for its answer.',
  '调用 service 或 service.endpoint 并等待应答。',
);
const probability = key(
  'probability',
  ratio(),
  1,
  OWN,
  'Share of the visits that make the call.',
  '执行该调用的概率。',
);
const count = key(
  'count',
  integer({ max: 10_000 }),
  1,
  OWN,
  'How many calls one after the other; in `parallel` so many branches.',
  '依次调用的次数；在 parallel 中为分支数。',
);

const KEYS_MAX = 1_000_000_000;

export const ZIPF: ObjectShape = object([
  key('n', integer({ min: 1, max: KEYS_MAX }), 1000, OWN, 'Number of keys.', '键的数量。'),
  key('s', number({ max: 10 }), 1.1, OWN, 'Skew; 0 is uniform.', '偏斜度；0 为均匀。'),
]);

export const CACHE_KEYS: ObjectShape = object([
  key('hitRatio', ratio(), undefined, ABSENT, 'Share of look-ups that hit.', '命中的份额。'),
  key('ttl', duration({ infinite: true }), undefined, ABSENT, 'How long an entry is fresh.', '条目的有效期。'),
  key(
    'keys',
    either(
      integer({ min: 1, max: KEYS_MAX }),
      oneOf([key('zipf', ZIPF, undefined, 'one kind of keys', 'Skewed keys.', '偏斜的键。')]),
    ),
    undefined,
    'the workload’s keys',
    'How many keys there are.',
    '键的数量与分布。',
  ),
  key('capacity', integer({ infinite: true }), 'infinite', ABSENT, 'Entries that fit.', '容纳的条目数。'),
  key('scope', choice(['instance', 'service']), 'instance', OWN, 'Who shares it.', '由谁共享。'),
  key(
    'singleFlight',
    boolean,
    false,
    ABSENT,
    'Concurrent misses of a key wait for one.',
    '同一键的并发未命中合并为一次。',
  ),
  key('staleOnError', boolean, false, ABSENT, 'Answers with an old value when the miss fails.', '回源失败时返回旧值。'),
  key('miss', STEPS, undefined, ABSENT, 'Steps of a miss.', '未命中时的步骤。'),
]);

const OPTION = object([
  needed('p', ratio(), 'Probability of this option; what is left does nothing.', '该选项的概率；剩余部分什么也不做。'),
  needed('steps', STEPS, 'Steps of this option.', '该选项的步骤。'),
]);

const kindOfStep = 'one kind of step';

export const STEP: ObjectShape = oneOf(
  [
    key(
      'work',
      distribution,
      undefined,
      kindOfStep,
      'Occupies a worker for this long, divided by the instance’s speed.',
      '占用一个工作者的时间（除以实例速度）。',
    ),
    call,
    key('parallel', BRANCHES, undefined, kindOfStep, 'Starts all branches at once.', '同时开始所有分支。'),
    key(
      'choose',
      list(OPTION, { min: 1, max: 10_000 }),
      undefined,
      kindOfStep,
      'Takes one option by chance.',
      '按概率选择一个选项。',
    ),
    key('cache', CACHE_KEYS, undefined, kindOfStep, 'Looks a key up before doing the steps.', '先查缓存，再执行步骤。'),
    key('send', text(200, 'call'), undefined, kindOfStep, 'Calls without waiting for an answer.', '发出后不等待应答。'),
    key('delay', distribution, undefined, kindOfStep, 'Waits without holding a worker.', '不占工作者的等待。'),
  ],
  [
    probability,
    count,
    key(
      'need',
      either(choice(['all', 'any']), integer({ min: 1 })),
      'all',
      OWN,
      'Branches that must succeed for `parallel` to succeed.',
      'parallel 成功所需的成功分支数。',
    ),
  ],
  {
    work: [],
    call: ['probability', 'count'],
    parallel: ['need'],
    choose: [],
    cache: [],
    send: ['probability', 'count'],
    delay: [],
  },
);

export const BRANCH: ObjectShape = oneOf(
  [call, key('steps', STEPS, undefined, kindOfStep, 'Steps one after the other.', '依次执行的步骤。')],
  [probability, count],
  { call: ['probability', 'count'], steps: [] },
);
