/** Keys of a workload: a source of requests. */
import {
  ABSENT,
  distribution,
  duration,
  integer,
  key,
  later,
  list,
  needed,
  number,
  type ObjectShape,
  OWN,
  object,
  oneOf,
  only,
  rate,
  text,
} from '../../policies/schema.ts';
import { ZIPF } from './steps.ts';

const kind = 'one kind of arrivals';

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
  later('file', text(1000), undefined, kind, 'Instants read from a file.', '从文件读取的时刻。'),
  later(
    'bursty',
    object([
      needed('rates', list(rate(), { min: 1 }), 'Rate of each state.', '各状态的速率。'),
      needed('stay', list(distribution, { min: 1 }), 'Time in each state.', '各状态的停留时间。'),
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

export const WORKLOAD: ObjectShape = oneOf(
  [
    key('call', text(200, 'call'), undefined, 'must be given', 'The endpoint that is asked.', '请求的端点。'),
    later(
      'session',
      list(
        object([
          needed('call', text(200, 'call'), 'The endpoint that is asked.', '请求的端点。'),
          key('think', distribution, '0s', ABSENT, 'Pause before the next.', '下一步之前的停顿。'),
        ]),
        { min: 1, max: 1000 },
      ),
      undefined,
      ABSENT,
      'Several requests one after the other.',
      '一连串请求。',
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
    // Nothing depends yet on how far it is from one zone to another.
    later('zone', text(63, 'id'), undefined, ABSENT, 'Where the clients are.', '客户端所在可用区。'),
    only([0], key('priority', integer({ max: 1000 }), 0, ABSENT, 'Larger is served first.', '数值大的先服务。')),
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
    later(
      'population',
      object([
        key('clients', integer(), 1000, OWN, 'Clients in the herd.', '群体中的客户端数。'),
        key('reconnectAt', list(duration()), undefined, ABSENT, 'When all come at once.', '同时到来的时刻。'),
        key('over', duration(), '0s', OWN, 'Spread over this time.', '分散在多长时间内。'),
      ]),
      undefined,
      ABSENT,
      'Herds of clients that come at once.',
      '同时涌来的客户端。',
    ),
  ],
);
