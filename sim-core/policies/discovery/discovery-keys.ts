/** Keys of `discovery` on a service. Periods are Eureka's, which the client mode follows. */
import {
  boolean,
  choice,
  distribution,
  duration,
  either,
  integer,
  key,
  later,
  number,
  OWN,
  type ObjectShape,
  only,
  type Shape,
  tagged,
} from '../schema.ts';

const EUREKA = 'Eureka';
const SERF = 'Serf / memberlist, LAN';

/** Systems whose own defaults a service can take over by name. */
const PROFILES = ['eureka', 'consul', 'kubernetes', 'zookeeper', 'dns', 'serf'];

const MODES = {
  static: [],
  client: ['heartbeat', 'lease', 'leaseFactor', 'sweep', 'responseCache', 'fetch', 'selfPreservation', 'coldStart'],
  push: ['delay', 'coldStart'],
  dns: ['ttl', 'resolver', 'coldStart'],
  server: ['hop', 'coldStart'],
  gossip: [
    'probeInterval',
    'probeTimeout',
    'indirectChecks',
    'suspicionMult',
    'gossipInterval',
    'gossipNodes',
    'coldStart',
  ],
};

export const DISCOVERY_MODES: ObjectShape = tagged('mode', MODES, [
  key(
    'mode',
    choice(['static', 'client'], ['push', 'dns', 'server', 'gossip']),
    'client',
    OWN,
    'How callers learn which instances there are; without `discovery` it is static.',
    '调用方如何得知有哪些实例；不写 discovery 时为 static。',
  ),
  key(
    'heartbeat',
    duration({ min: 0.001 }),
    '30s',
    EUREKA,
    'Period in which an instance renews its lease.',
    '实例续约的周期。',
  ),
  key(
    'lease',
    duration(),
    '90s',
    EUREKA,
    'An instance that is silent this long is forgotten.',
    '沉默多久的实例会被移除。',
  ),
  key(
    'leaseFactor',
    number({ min: 0.001, max: 1000 }),
    1,
    OWN,
    'Multiplies the lease; Eureka counts it twice.',
    '租约的倍数；Eureka 实际为两倍。',
  ),
  key(
    'sweep',
    duration(),
    '0s',
    OWN,
    'Period in which expired leases are removed; 0: at the exact instant.',
    '清除过期租约的周期；0 表示立即。',
  ),
  key(
    'responseCache',
    duration(),
    '0s',
    OWN,
    'The registry renews the copy it answers from this often; 0: no copy.',
    '注册中心应答缓存的更新周期；0 表示无缓存。',
  ),
  key(
    'fetch',
    duration({ min: 0.001 }),
    '30s',
    EUREKA,
    'Period in which a caller fetches the list.',
    '调用方拉取列表的周期。',
  ),
  only(
    [false],
    key(
      'selfPreservation',
      boolean,
      false,
      OWN,
      'Keeps leases when many expire at once.',
      '大量租约同时过期时予以保留。',
    ),
  ),
  only(
    [false],
    key('coldStart', boolean, false, OWN, 'Everything starts unregistered and unknown.', '启动时无注册、缓存为空。'),
  ),
  later('delay', distribution, '100ms', OWN, 'Time until a change is pushed to a caller.', '变更推送到调用方的时间。'),
  later(
    'ttl',
    duration(),
    '30s',
    OWN,
    'How long a caller keeps an answer of the name server.',
    '调用方缓存 DNS 应答的时长。',
  ),
  later('resolver', distribution, '0s', OWN, 'Age of what the resolver answers.', '解析器应答的时滞。'),
  later('hop', distribution, '1ms', OWN, 'Time that the hop in between adds.', '中间一跳增加的时间。'),
  later('probeInterval', duration(), '1s', SERF, 'Period in which a member probes another.', '成员探测的周期。'),
  later('probeTimeout', duration(), '500ms', SERF, 'A probe without answer fails after this.', '探测超时。'),
  later('indirectChecks', integer(), 3, SERF, 'Members asked to probe in turn.', '间接探测的成员数。'),
  later('suspicionMult', number(), 4, SERF, 'Multiplies how long a member is suspected.', '怀疑时长的倍数。'),
  later('gossipInterval', duration(), '200ms', SERF, 'Period of gossip.', '传播周期。'),
  later('gossipNodes', integer(), 3, SERF, 'Members told in each period.', '每周期告知的成员数。'),
]);

export const DISCOVERY_KEYS: Shape = either(choice([], PROFILES), DISCOVERY_MODES);
