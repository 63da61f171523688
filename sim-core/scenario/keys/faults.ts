/** Keys of a fault: when it happens, and the one thing it breaks. */
import {
  ABSENT,
  anything,
  bandwidth,
  boolean,
  choice,
  distribution,
  duration,
  key,
  later,
  list,
  meanOrDistribution,
  needed,
  number,
  type ObjectShape,
  OWN,
  object,
  oneOf,
  only,
  ratio,
  text,
} from '../../policies/schema.ts';

const kind = 'one kind of fault';
const target = needed(
  'target',
  text(200),
  'Instances: orders, orders#2, orders#1..2, zone:az-a, 50% of orders.',
  '目标实例：orders、orders#2、orders#1..2、zone:az-a、50% of orders。',
);
const link = needed('link', text(200), 'The link, caller->callee.', '链路，调用方->被调方。');

const CRASH = object([
  target,
  key('host', boolean, false, OWN, 'The whole host: nothing answers, not even a refusal.', '整台主机宕机：毫无应答。'),
]);

const SLOW = object([
  target,
  needed('factor', number({ min: 0.000001, max: 1e6 }), 'Work takes so many times as long.', '工作时间的倍数。'),
  key('share', ratio(), '100%', OWN, 'Share of the calls that are slow.', '变慢的调用份额。'),
  only([true], key('probes', boolean, true, OWN, 'Whether health checks are slow too.', '健康检查是否也变慢。')),
]);

const ERROR = object([
  target,
  needed('rate', ratio(), 'Share of the attempts that fail with 500.', '以 500 失败的尝试份额。'),
  key(
    'after',
    distribution,
    undefined,
    'fails after its work',
    'Fails this fast instead of working.',
    '不工作而在此时间后失败。',
  ),
]);

export const FAULT: ObjectShape = oneOf(
  [
    key('crash', CRASH, undefined, kind, 'The process dies.', '进程崩溃。'),
    key('slow', SLOW, undefined, kind, 'Work takes longer: a gray failure.', '工作变慢：灰色故障。'),
    key('error', ERROR, undefined, kind, 'Attempts fail.', '尝试失败。'),
    key(
      'pause',
      object([target]),
      undefined,
      kind,
      'The process stands still, then goes on where it was: nothing is refused, what comes waits.',
      '进程停顿后从原处继续：不拒绝任何请求，到来者等待。',
    ),
    later(
      'partition',
      object([
        needed('between', list(text(200), { min: 2, max: 2 }), 'The two sides.', '两侧。'),
        key(
          'direction',
          choice(['both', 'to', 'from']),
          'both',
          OWN,
          'Seen from the first side.',
          '方向（从第一侧看）。',
        ),
      ]),
      undefined,
      kind,
      'Messages between two sides vanish.',
      '网络分区。',
    ),
    later(
      'latency',
      object([link, needed('add', distribution, 'Added to each message.', '每条消息增加的延迟。')]),
      undefined,
      kind,
      'Messages take longer.',
      '消息变慢。',
    ),
    later(
      'loss',
      object([link, needed('rate', ratio(), 'Share of messages lost.', '丢失的份额。')]),
      undefined,
      kind,
      'Messages are lost.',
      '消息丢失。',
    ),
    later(
      'bandwidth',
      object([link, needed('to', bandwidth(), 'The narrower pipe.', '变窄后的带宽。')]),
      undefined,
      kind,
      'The pipe becomes narrow.',
      '带宽变窄。',
    ),
    later(
      'load',
      object([
        needed('workload', text(63, 'id'), 'The workload.', '工作负载。'),
        needed('factor', number(), 'Multiplies its rate.', '速率的倍数。'),
      ]),
      undefined,
      kind,
      'More requests than usual.',
      '请求激增。',
    ),
    later('registry', object([]), undefined, kind, 'The registry is down.', '注册中心宕机。'),
    key('cacheFlush', object([target]), undefined, kind, 'Caches are emptied.', '缓存清空。'),
  ],
  [
    key('id', text(63, 'id'), undefined, 'faults.<index>', 'Name in paths and results.', '在路径和结果中的名称。'),
    key('at', duration(), undefined, ABSENT, 'When it begins.', '开始时刻。'),
    key('for', duration({ infinite: true }), 'infinite', ABSENT, 'How long it lasts.', '持续时间。'),
    key(
      'mtbf',
      meanOrDistribution,
      undefined,
      ABSENT,
      'Time up between random faults.',
      '两次随机故障之间的运行时间。',
    ),
    key('mttr', meanOrDistribution, undefined, ABSENT, 'How long a random fault lasts.', '随机故障的持续时间。'),
  ],
);

export const CHANGE: ObjectShape = object([
  needed('at', duration(), 'When it holds from.', '生效时刻。'),
  needed('set', text(500), 'Path of the value.', '值的路径。'),
  needed('to', anything, 'The new value.', '新的值。'),
  key('rollout', duration(), '0s', OWN, 'Owners take it over within this time.', '逐步生效的时间。'),
]);
