/** Words for what callers' guards and instances' doors do. */
import { dictionary } from './dictionary.ts';

export const guardText = dictionary({
  en: {
    title: 'Now',
    breakerClosed: 'circuit breaker closed',
    breakerOpen: 'circuit breaker open',
    breakerHalfOpen: 'circuit breaker half-open',
    breakerFull: 'circuit breaker full',
    breakersOpen: (open: number, all: number) => `${open} of ${all} circuit breakers open`,
    breakersHalfOpen: (count: number) => `${count} half-open`,
    openOf: (open: number, all: number) => `${open} of ${all} open`,
    bulkhead: (held: string, most: string | null) =>
      most === null ? `${held} in the bulkhead` : `${held} of ${most} places in the bulkhead taken`,
    connections: (used: string, open: string, connecting: string | null) =>
      `connections: ${used} in use of ${open} open${connecting === null ? '' : `, ${connecting} being opened`}`,
    waiting: (count: string) => `${count} waiting at the caller`,
    waitingConnection: (count: string) => `${count} waiting for a connection`,
    budget: (left: string, full: string) => `retry budget: ${left} of ${full} left`,
    budgetAtOnce: (left: string, full: string) => `retry budget: ${left} of ${full} retries at once left`,
    budgetSpent: (count: number, all: number) =>
      all === 1 ? 'retry budget spent' : `retry budget spent at ${count} of ${all} callers`,
    throttle: (share: string) => `throttle rejects ${share}`,
    rejected: (last: string, total: string, by: string) =>
      `rejected by the caller itself: ${last} in the last second, ${total} in all (${by})`,
    guards: ['breaker', 'bulkhead', 'rate limit', 'throttle', 'pool'],
    ejected: (seconds: string, by: number, all: number) => `ejected for ${seconds} by ${by} of ${all} callers`,
    ejectedShort: (seconds: string) => `ejected ${seconds}`,
    ejectedByShort: (by: number, all: number) => `ejected by ${by} of ${all}`,
    ejectedCount: (count: number, all: number) => `${count} of ${all} instances ejected`,
    inside: (count: string, most: string | null) =>
      most === null ? `${count} inside the door` : `${count} of ${most} inside the door`,
    foundLimit: (limit: string) => `concurrency limit found: ${limit}`,
    waitingAtDoor: (count: string) => `${count} waiting for a turn at the door`,
    refusedAtDoor: (last: string, total: string) => `refused at the door: ${last} in the last second, ${total} in all`,
    hedges: (rate: string) => `${rate} of them hedges`,
    key: {
      title: 'Guards of callers and doors of services',
      closed: 'breakers closed',
      halfOpen: 'half-open',
      open: 'open',
      waiting: 'waiting at callers',
      places: 'places taken',
      budget: 'of retry budgets left',
      ejected: 'ejected',
      door: 'inside doors',
    },
  },
  zh: {
    title: '此刻',
    breakerClosed: '熔断器闭合',
    breakerOpen: '熔断器断开',
    breakerHalfOpen: '熔断器半开',
    breakerFull: '熔断器已满',
    breakersOpen: (open: number, all: number) => `${all} 个熔断器中 ${open} 个断开`,
    breakersHalfOpen: (count: number) => `${count} 个半开`,
    openOf: (open: number, all: number) => `${open}/${all} 断开`,
    bulkhead: (held: string, most: string | null) =>
      most === null ? `舱壁内 ${held} 个` : `舱壁已占用 ${held} / ${most}`,
    connections: (used: string, open: string, connecting: string | null) =>
      `连接：已建立 ${open}，使用中 ${used}${connecting === null ? '' : `，正在建立 ${connecting}`}`,
    waiting: (count: string) => `${count} 个在调用方等待`,
    waitingConnection: (count: string) => `${count} 个等待连接`,
    budget: (left: string, full: string) => `重试预算：剩余 ${left} / ${full}`,
    budgetAtOnce: (left: string, full: string) => `重试预算：还可同时重试 ${left} / ${full}`,
    budgetSpent: (count: number, all: number) =>
      all === 1 ? '重试预算已用尽' : `${all} 个调用方中 ${count} 个的重试预算已用尽`,
    throttle: (share: string) => `节流拒绝 ${share}`,
    rejected: (last: string, total: string, by: string) => `调用方自行拒绝：最近一秒 ${last}，累计 ${total}（${by}）`,
    guards: ['熔断器', '舱壁', '限速', '节流', '连接池'],
    ejected: (seconds: string, by: number, all: number) => `已被 ${all} 个调用方中的 ${by} 个摘除 ${seconds}`,
    ejectedShort: (seconds: string) => `已摘除 ${seconds}`,
    ejectedByShort: (by: number, all: number) => `被 ${by}/${all} 摘除`,
    ejectedCount: (count: number, all: number) => `${all} 个实例中 ${count} 个被摘除`,
    inside: (count: string, most: string | null) => (most === null ? `门内 ${count} 个` : `门内 ${count} / ${most}`),
    foundLimit: (limit: string) => `自适应得到的并发上限：${limit}`,
    waitingAtDoor: (count: string) => `${count} 个在门口等待轮到`,
    refusedAtDoor: (last: string, total: string) => `在门口拒绝：最近一秒 ${last}，累计 ${total}`,
    hedges: (rate: string) => `其中对冲 ${rate}`,
    key: {
      title: '调用方的防护与服务的门',
      closed: '熔断器闭合',
      halfOpen: '半开',
      open: '断开',
      waiting: '在调用方等待',
      places: '已占用名额',
      budget: '重试预算剩余',
      ejected: '已摘除',
      door: '门内',
    },
  },
});

export type GuardText = (typeof guardText)['en'];
