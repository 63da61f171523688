import { describe, expect, it } from 'vitest';
import { loadKeyNames, wordsBefore, wordsOfEdit } from '../../web/engine/edit-words.ts';

const BEFORE = {
  seed: 42,
  services: { orders: { instances: 3, endpoints: { place: { errorRate: '1%', steps: [{ work: '5ms' }] } } } },
  links: { 'web->orders': { timeout: '250ms', retry: { on: ['timeout'] } } },
};

describe('words for what was before an edit', () => {
  it('name keys as they stand in the document until their names are there', () => {
    expect(wordsBefore('links.web->orders.timeout', BEFORE, 'en')).toBe('timeout 250ms');
  });

  it('name keys as the panel does, in the language of the page', async () => {
    await loadKeyNames();
    const words = (path: string) => [wordsBefore(path, BEFORE, 'en'), wordsBefore(path, BEFORE, 'zh-CN')];
    expect(words('links.web->orders.timeout')).toEqual(['attempt timeout 250ms', '单次尝试超时 250ms']);
    expect(words('links.web->orders.retry.maxAttempts')).toEqual(['no max attempts', '无 最多尝试次数']);
    expect(words('links.web->orders.retry.on')).toEqual(['other reasons to retry', '不同的 重试的失败原因']);
    expect(words('services.orders.instances')).toEqual(['instances 3', '实例数 3']);
    expect(words('services.orders.endpoints.place.errorRate')).toEqual(['errors by itself 1%', '自身错误率 1%']);
    expect(words('seed')).toEqual(['seed 42', '随机种子 42']);
  });

  it('name the edits that a story offers', async () => {
    await loadKeyNames();
    const words = (path: string, value: unknown) => ['en', 'zh-CN'].map((one) => wordsOfEdit(path, value, one as 'en'));
    expect(words('links.web~db.retry.maxAttempts', 1)).toEqual(['Max attempts: 1', '最多尝试次数: 1']);
    expect(words('services.client.threading', 'blocking')).toEqual([
      'A waiting worker is: held',
      '等待下游时工作者: 被占用',
    ]);
    expect(words('services.orders.discovery', { mode: 'client' })).toEqual([null, null]);
    expect(words('services.orders.colour', 'red')).toEqual([null, null]);
  });

  it('name steps and faults as a whole', () => {
    const steps = 'services.orders.endpoints.place.steps';
    expect(wordsBefore(steps, BEFORE, 'en')).toBe('other steps');
    expect(wordsBefore(`${steps}.0.work`, BEFORE, 'zh-CN')).toBe('不同的步骤');
    expect(wordsBefore('faults.0.at', BEFORE, 'en')).toBe('other faults');
  });
});
