/** The forms of a distribution: an object with exactly one of these keys. */
import {
  distribution,
  duration,
  integer,
  key,
  list,
  map,
  needed,
  number,
  type ObjectShape,
  object,
  oneOf,
  ratio,
  type Shape,
} from '../../policies/schema.ts';

const mean = needed('mean', duration(), 'Mean.', '均值。');
const p = needed('p', ratio(), 'Share of the draws; the shares add up to 1.', '抽样份额；总和为 1。');

const form = (name: string, shape: Shape, en: string, zh: string) => key(name, shape, undefined, 'one form', en, zh);

export const DISTRIBUTION_FORMS: ObjectShape = oneOf([
  form('constant', duration(), 'Always the same.', '常数。'),
  form('exponential', object([mean]), 'Exponential: memoryless.', '指数分布：无记忆。'),
  form(
    'uniform',
    object([needed('min', duration(), 'Smallest.', '最小值。'), needed('max', duration(), 'Largest.', '最大值。')]),
    'Uniform between two bounds.',
    '两界之间均匀分布。',
  ),
  form(
    'normal',
    object([mean, needed('stddev', duration(), 'Standard deviation.', '标准差。')]),
    'Normal; a draw below 0 becomes 0.',
    '正态分布；负值取 0。',
  ),
  form(
    'lognormal',
    object([
      key('mean', duration(), undefined, 'with cv', 'Mean.', '均值。'),
      key('cv', number({ max: 1000 }), undefined, 'with mean', 'Standard deviation divided by the mean.', '变异系数。'),
      key('p50', duration(), undefined, 'with p99', 'Median.', '中位数。'),
      key('p99', duration(), undefined, 'with p50', '99th percentile.', '第 99 百分位。'),
    ]),
    'Lognormal, from mean and cv or from p50 and p99.',
    '对数正态分布，由均值与变异系数或 p50 与 p99 给出。',
  ),
  form(
    'gamma',
    object([mean, needed('shape', number({ min: 0.001, max: 1e6 }), 'Shape.', '形状参数。')]),
    'Gamma.',
    '伽马分布。',
  ),
  form(
    'erlang',
    object([mean, needed('k', integer({ min: 1, max: 1_000_000 }), 'Number of stages.', '阶数。')]),
    'Sum of k exponential stages.',
    'k 个指数阶段之和。',
  ),
  form(
    'weibull',
    object([
      needed('scale', duration(), 'Scale.', '尺度参数。'),
      needed('shape', number({ min: 0.01, max: 1e6 }), 'Shape.', '形状参数。'),
    ]),
    'Weibull.',
    '韦布尔分布。',
  ),
  form(
    'pareto',
    object([
      needed('scale', duration(), 'Smallest value.', '最小值。'),
      needed('shape', number({ min: 0.01, max: 1e6 }), 'Tail index; smaller is heavier.', '尾指数；越小尾越重。'),
      key('cap', duration({ infinite: true }), 'infinite', 'no cap', 'Draws above become this.', '超过者取此值。'),
    ]),
    'Pareto: heavy tail.',
    '帕累托分布：重尾。',
  ),
  form(
    'hyperexponential',
    list(object([p, mean]), { min: 1, max: 1000 }),
    'One of several exponentials.',
    '若干指数分布之一。',
  ),
  form(
    'mixture',
    list(object([p, needed('of', distribution, 'Distribution of this part.', '该部分的分布。')]), {
      min: 1,
      max: 1000,
    }),
    'One of several distributions.',
    '若干分布之一。',
  ),
  form(
    'shifted',
    object([
      needed('by', duration(), 'Always added.', '固定加上的值。'),
      needed('of', distribution, 'What it is added to.', '被加的分布。'),
    ]),
    'A distribution moved to the right.',
    '整体右移的分布。',
  ),
  form(
    'percentiles',
    map('percent', duration(), 1000),
    'Inverse of the distribution function, linear between the points, from 0 at 0; "100" must be there.',
    '分位数函数，点间线性，从 0 处的 0 开始；必须有 "100"。',
  ),
  form('empirical', list(duration(), { min: 1 }), 'One of the listed values, each as likely.', '等概率取所列值之一。'),
]);
