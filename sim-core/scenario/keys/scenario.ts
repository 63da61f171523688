/** The top of the document. Every known key hangs below `SCENARIO`. */
import {
  ABSENT,
  anything,
  duration,
  integer,
  key,
  later,
  list,
  map,
  needed,
  type ObjectShape,
  OWN,
  object,
  ratio,
  seed,
  type Shape,
  text,
} from '../../policies/schema.ts';
import { CHANGE, FAULT } from './faults.ts';
import { LINK, NETWORK } from './links.ts';
import { SERVICE } from './services.ts';
import { BRANCH, STEP } from './steps.ts';
import { WORKLOAD } from './workloads.ts';

export const SERVICES_MAX = 20_000;
export const LINKS_MAX = 200_000;
export const WORKLOADS_MAX = 10_000;

export const METRICS: ObjectShape = object([
  key('window', duration({ min: 0.001 }), '1s', OWN, 'Length of the windows of all curves.', '所有曲线的窗口长度。'),
  key(
    'maxWindows',
    integer({ min: 2, max: 1_000_000 }),
    3600,
    OWN,
    'When more windows are needed their length doubles.',
    '窗口数超出时长度加倍。',
  ),
]);

export const LIMITS: ObjectShape = object([
  key(
    'calls',
    integer({ min: 1, max: 100_000_000 }),
    5_000_000,
    OWN,
    'Calls in flight; beyond it the run ends.',
    '在途调用上限；超出则运行结束。',
  ),
  key(
    'depth',
    integer({ min: 1, max: 10_000 }),
    32,
    OWN,
    'Nesting of calls; beyond it the run ends.',
    '调用嵌套上限；超出则运行结束。',
  ),
]);

export const SLO: ObjectShape = object([
  needed('name', text(200), 'Its name in results.', '在结果中的名称。'),
  needed('target', ratio(), 'Share of requests that must be good.', '必须达标的请求份额。'),
  needed('of', text(200), 'What it is about: workloads.ID.', '对象：workloads.ID。'),
  needed('under', duration({ infinite: true }), 'Good is an answer within this time.', '在此时间内应答为达标。'),
]);

const reserved = (name: string, zh: string) =>
  later(name, anything, undefined, 'reserved', `Reserved for ${name}.`, `保留：${zh}。`);

export const SCENARIO: ObjectShape = object([
  needed('version', integer({ min: 1, max: 1 }), 'Version of the format.', '格式版本。'),
  key('name', text(200), '', ABSENT, 'Title.', '标题。'),
  key('description', text(100_000), '', ABSENT, 'Explanation, Markdown shown as text.', '说明，Markdown 以文本显示。'),
  key('seed', seed, 42, OWN, 'Where all random numbers come from.', '随机数种子。'),
  key('duration', duration({ min: 0.000001 }), '5m', OWN, 'Simulated time.', '模拟时长。'),
  key('warmup', duration(), '0s', ABSENT, 'Time at the start that is not measured.', '开头不计入统计的时间。'),
  key('metrics', METRICS, undefined, OWN, 'How results are kept over time.', '指标窗口。'),
  key('limits', LIMITS, undefined, OWN, 'Where a run that explodes is stopped.', '运行失控时的上限。'),
  key('zones', map('id', object([]), 1000), undefined, ABSENT, 'Places that instances are in.', '实例所在的可用区。'),
  key('network', NETWORK, undefined, ABSENT, 'The network below every link.', '所有链路的基础网络。'),
  needed('services', map('id', SERVICE, SERVICES_MAX), 'What is called.', '被调用的服务。'),
  key(
    'links',
    map('link', LINK, LINKS_MAX),
    undefined,
    ABSENT,
    'Policies from caller to callee.',
    '调用方到被调方的策略。',
  ),
  key('workloads', map('id', WORKLOAD, WORKLOADS_MAX), undefined, ABSENT, 'Sources of requests.', '请求来源。'),
  key(
    'faults',
    list(FAULT, { max: 10_000 }),
    undefined,
    ABSENT,
    'What breaks, planned or at random.',
    '计划的或随机的故障。',
  ),
  later(
    'changes',
    list(CHANGE, { max: 10_000 }),
    undefined,
    ABSENT,
    'Values set while the run goes on.',
    '运行中的参数变更。',
  ),
  key('slos', list(SLO, { max: 1000 }), undefined, ABSENT, 'What good means.', '服务水平目标。'),
  key('view', anything, undefined, ABSENT, 'What the page shows; the engine ignores it.', '页面显示设置；引擎忽略。'),
  reserved('monitoring', '监控'),
  reserved('logging', '日志'),
  reserved('alerts', '告警'),
  reserved('flowControl', '流量控制'),
  reserved('batch', '批处理'),
  reserved('cost', '成本'),
  reserved('failover', '故障转移'),
  reserved('deploy', '部署'),
]);

/** Shapes that contain themselves, by the name they are referred to. */
export const NAMED_SHAPES: Readonly<Record<'step' | 'branch', Shape>> = { step: STEP, branch: BRANCH };
