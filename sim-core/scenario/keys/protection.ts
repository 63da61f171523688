/** Keys of the protections of a link: breakers, limits, hedges, pools. */
import {
  ABSENT,
  choice,
  dataRate,
  duration,
  either,
  integer,
  key,
  number,
  type ObjectShape,
  OWN,
  object,
  ratio,
} from '../../policies/schema.ts';

const ENVOY = 'Envoy';
const RESILIENCE4J = 'Resilience4j';

const COMPRESSOR = object([
  key('ratio', number({ min: 1 }), 1, OWN, 'Size before divided by size after.', '压缩前后大小之比。'),
  key('compress', dataRate({ infinite: true }), 'infinite', ABSENT, 'Speed of compressing.', '压缩速度。'),
  key('decompress', dataRate({ infinite: true }), 'infinite', ABSENT, 'Speed of decompressing.', '解压速度。'),
]);

export const COMPRESSION_KEYS: ObjectShape = object([
  key(
    'algorithm',
    either(choice(['none', 'gzip', 'zstd']), COMPRESSOR),
    'gzip',
    OWN,
    'How messages are made smaller.',
    '压缩算法。',
  ),
]);

export const HANDSHAKE_KEYS: ObjectShape = object([
  key(
    'roundTrips',
    integer({ max: 10 }),
    2,
    'TCP and TLS 1.3',
    'Round trips before a new connection can be used.',
    '新连接可用前的往返次数。',
  ),
]);

export const POOL_KEYS: ObjectShape = object([
  key(
    'maxConnections',
    integer({ min: 1, infinite: true }),
    100,
    OWN,
    'Connections of one caller, to all instances together.',
    '每个调用方到所有实例的连接数上限。',
  ),
  key(
    'maxPending',
    integer({ infinite: true }),
    1024,
    ENVOY,
    'Attempts that may wait without a connection being opened for them; one more is rejected.',
    '没有正在为其建立的连接时可等待的尝试数；超出者被拒绝。',
  ),
  key(
    'streams',
    integer({ min: 1, infinite: true }),
    1,
    'HTTP/1.1',
    'Attempts at once on a connection.',
    '每条连接同时承载的尝试数。',
  ),
  key(
    'connectTimeout',
    duration({ infinite: true }),
    '100ms',
    OWN,
    'A connection that is not open by then has failed.',
    '届时仍未建立的连接视为失败。',
  ),
  key(
    'idleTimeout',
    duration({ infinite: true }),
    '1h',
    ENVOY,
    'A connection unused for so long is closed.',
    '空闲这么久的连接会被关闭。',
  ),
  key('handshake', HANDSHAKE_KEYS, { roundTrips: 2 }, OWN, 'What a new connection costs.', '新建连接的代价。'),
]);

export const BREAKER_KEYS: ObjectShape = object([
  key('kind', choice(['failure-rate', 'consecutive', 'limits']), 'failure-rate', OWN, 'What opens it.', '断开的依据。'),
  key(
    'scope',
    choice(['service', 'instance']),
    'service',
    OWN,
    'One per callee service or instance.',
    '按服务或按实例。',
  ),
  key(
    'window',
    object([
      key('calls', integer({ min: 1 }), undefined, ABSENT, 'The last so many calls.', '最近若干次调用。'),
      key('time', duration(), undefined, ABSENT, 'The last so long.', '最近一段时间。'),
    ]),
    { calls: 100 },
    RESILIENCE4J,
    'What the rate is taken over.',
    '统计窗口。',
  ),
  key('minCalls', integer({ min: 1 }), 100, RESILIENCE4J, 'Fewer calls decide nothing.', '判定所需的最少调用数。'),
  key('failureRate', ratio(), '50%', RESILIENCE4J, 'Share of failures that opens it.', '断开的失败比例。'),
  key(
    'slowCall',
    object([
      key('rate', ratio(), '100%', RESILIENCE4J, 'Share of slow calls that opens it.', '断开的慢调用比例。'),
      key('over', duration(), '60s', RESILIENCE4J, 'What counts as slow.', '慢调用的阈值。'),
    ]),
    undefined,
    ABSENT,
    'Slow calls count too.',
    '慢调用也计入。',
  ),
  key('consecutive', integer({ min: 1 }), 5, 'Finagle', 'Failures in a row that open it.', '断开的连续失败次数。'),
  key('openFor', duration(), '60s', RESILIENCE4J, 'How long it stays open.', '断开的时长。'),
  key('halfOpenCalls', integer({ min: 1 }), 10, RESILIENCE4J, 'Trial calls before it closes.', '半开时的试探调用数。'),
  key('maxConnections', integer({ infinite: true }), 1024, ENVOY, 'Limits: connections.', '上限：连接数。'),
  key('maxPendingRequests', integer({ infinite: true }), 1024, ENVOY, 'Limits: waiting calls.', '上限：等待的调用数。'),
  key('maxRequests', integer({ infinite: true }), 1024, ENVOY, 'Limits: calls in flight.', '上限：在途调用数。'),
  key('maxRetries', integer({ infinite: true }), 3, ENVOY, 'Limits: retries in flight.', '上限：在途重试数。'),
]);

export const OUTLIER_KEYS: ObjectShape = object([
  key('consecutive5xx', integer(), 5, ENVOY, 'Failures in a row that eject.', '驱逐所需的连续失败数。'),
  key('consecutiveGatewayFailure', integer(), 5, ENVOY, 'The same for 502, 503, 504.', '网关错误的连续数。'),
  key('interval', duration(), '10s', ENVOY, 'Time between sweeps.', '检查间隔。'),
  key('baseEjectionTime', duration(), '30s', ENVOY, 'Ejection, times the number of ejections.', '基础驱逐时长。'),
  key('maxEjectionTime', duration(), '300s', ENVOY, 'Longest ejection.', '最长驱逐时长。'),
  key('maxEjectionPercent', ratio(), '10%', ENVOY, 'Share that may be ejected.', '可驱逐的比例。'),
  key('successRateMinimumHosts', integer(), 5, ENVOY, 'Instances needed to compare.', '比较所需的实例数。'),
  key('successRateRequestVolume', integer(), 100, ENVOY, 'Calls needed to compare.', '比较所需的调用数。'),
  key(
    'successRateStdevFactor',
    number(),
    1.9,
    ENVOY,
    'Deviations below the mean that eject.',
    '低于均值的标准差倍数。',
  ),
  key('failurePercentageThreshold', ratio(), '85%', ENVOY, 'Failures that eject.', '驱逐的失败比例。'),
]);

export const BULKHEAD_KEYS: ObjectShape = object([
  key('maxConcurrent', integer({ infinite: true }), 64, OWN, 'Calls in flight.', '在途调用数。'),
  key('maxPending', integer({ infinite: true }), 128, OWN, 'Calls that may wait.', '等待的调用数。'),
]);

export const THROTTLE_KEYS: ObjectShape = object([
  key(
    'k',
    number({ min: 1 }),
    2,
    'Google SRE',
    'Requests per accepted request that are let through.',
    '每个被接受请求允许的请求数。',
  ),
  key('window', duration(), '2m', 'Google SRE', 'How far it looks back.', '回看时长。'),
]);

export const FALLBACK_KEYS: ObjectShape = object([
  key('after', duration(), '1ms', OWN, 'Time the substitute answer takes.', '替代应答所需时间。'),
]);
