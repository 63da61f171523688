/** Keys of a workload: a source of requests. */
import {
  ABSENT,
  distribution,
  duration,
  integer,
  key,
  list,
  needed,
  number,
  type ObjectShape,
  OWN,
  object,
  oneOf,
  rate,
  text,
} from '../../policies/schema.ts';
import { ZIPF } from './steps.ts';

const kind = 'one kind of arrivals';

const STATES_MAX = 1000;

export const CLOSED: ObjectShape = object([
  needed(
    'users',
    integer({ max: 10_000_000 }),
    'Users, each with one request at a time.',
    '用户数，每人同时只有一个请求。',
  ),
  key(
    'think',
    distribution,
    '0s',
    ABSENT,
    'Pause of a user between answer and next request.',
    '用户两次请求之间的思考时间。',
  ),
]);

export const ARRIVALS: ObjectShape = oneOf([
  key('poisson', rate(), undefined, kind, 'Random arrivals at this rate.', '以此速率随机到达。'),
  key('constant', rate(), undefined, kind, 'Evenly spaced arrivals.', '等间隔到达。'),
  key('closed', CLOSED, undefined, kind, 'A fixed number of users who wait and think.', '固定数量、等待并思考的用户。'),
  key('times', list(duration(), { max: 1_000_000 }), undefined, kind, 'Exactly these instants.', '给定的时刻。'),
  key(
    'file',
    text(1000),
    undefined,
    kind,
    'Instants from a CSV file beside the scenario: one a line, in milliseconds or with a unit.',
    '场景旁 CSV 文件中的时刻：每行一个，毫秒或带单位。',
  ),
  key(
    'bursty',
    object([
      needed(
        'rates',
        list(rate(), { min: 1, max: STATES_MAX }),
        'Rate of each state; they follow each other in this order, round and round, from the first.',
        '各状态的速率；从第一个开始按顺序循环。',
      ),
      needed('stay', list(distribution, { min: 1, max: STATES_MAX }), 'Time in each state.', '各状态的停留时间。'),
    ]),
    undefined,
    kind,
    'The rate jumps between states.',
    '速率在若干状态间跳变。',
  ),
]);

export const PROFILE_ENTRY: ObjectShape = object([
  needed('at', duration(), 'When the scale begins to move.', '开始变化的时刻。'),
  needed('scale', number({ max: 1e6 }), 'Multiplies the rate, or the users.', '速率（或用户数）的倍数。'),
  key('ramp', duration(), '0s', OWN, 'How long it takes to get there.', '达到该倍数所需的时间。'),
]);

export const SESSION_ENTRY: ObjectShape = object([
  needed('call', text(200, 'call'), 'The endpoint that is asked.', '请求的端点。'),
  key(
    'think',
    distribution,
    '0s',
    ABSENT,
    'Pause from the outcome to the next request; of the last one, before a closed user begins again.',
    '从得到结果到下一个请求的停顿；最后一项的停顿只对重新开始的闭环用户有效。',
  ),
]);

export const POPULATION: ObjectShape = object([
  key('clients', integer({ max: 100_000 }), 1000, OWN, 'Clients in the herd.', '群体中的客户端数。'),
  needed(
    'reconnectAt',
    list(duration(), { max: 1000 }),
    'When all come, besides the arrivals, with one request or session each.',
    '全体到来的时刻，每个发出一个请求或会话，与其他到达并存。',
  ),
  key(
    'over',
    duration(),
    '0s',
    OWN,
    'Each comes at a time drawn uniformly from this span.',
    '每个在此时段内均匀抽取的时刻到来。',
  ),
]);

export const WORKLOAD: ObjectShape = oneOf(
  [
    key('call', text(200, 'call'), undefined, 'must be given', 'The endpoint that is asked.', '请求的端点。'),
    key(
      'session',
      list(SESSION_ENTRY, { min: 1, max: 1000 }),
      undefined,
      'instead of call',
      'Several requests of one user, one after the other, also after one that failed.',
      '同一用户的一连串请求，失败后也继续。',
    ),
  ],
  [
    needed('arrivals', ARRIVALS, 'When requests are made.', '请求何时产生。'),
    key(
      'profile',
      list(PROFILE_ENTRY, { max: 10_000 }),
      [],
      ABSENT,
      'How the load changes with time.',
      '负载随时间的变化。',
    ),
    key('zone', text(63, 'id'), undefined, ABSENT, 'Where the clients are.', '客户端所在可用区。'),
    key(
      'priority',
      integer({ max: 1000 }),
      0,
      ABSENT,
      'Larger is served first where a queue is served by priority, and refused last where a door goes by it; it holds for all calls below.',
      '在按优先级服务的队列中数值大者先服务，在按优先级放行的入口最后被拒绝；对其下所有调用有效。',
    ),
    key(
      'clients',
      integer({ min: 1, max: 1_000_000 }),
      1,
      OWN,
      'Calling clients, each with its own view and balancer; a request comes from one drawn uniformly.',
      '客户端数，各有自己的视图与负载均衡；请求来自其中均匀抽取的一个。',
    ),
    key(
      'keys',
      oneOf([
        key(
          'zipf',
          ZIPF,
          undefined,
          'one kind of keys',
          'Key k with probability ∝ 1/k^s.',
          '第 k 个键的概率 ∝ 1/k^s。',
        ),
      ]),
      undefined,
      ABSENT,
      'Each request has a key, for balancers that hash and for caches; the calls below have the same.',
      '每个请求带一个键，供哈希负载均衡与缓存使用；下游调用沿用该键。',
    ),
    key('population', POPULATION, undefined, ABSENT, 'Herds of clients that come at once.', '同时涌来的客户端。'),
  ],
);
