import { describe, expect, test } from 'vitest';
import { findings, problemsOf, queue } from './documents.ts';

describe('what does not work yet', () => {
  test.each([
    ['monitoring', { ...queue(), monitoring: {} }],
    ['deploy', { ...queue(), deploy: {} }],
    ['changes', { ...queue(), changes: [{ at: 1, set: 'seed', to: 5 }] }],
    ['links.clients->server.compression', queue({}, { compression: {} })],
    ['services.server.discovery', queue({ discovery: 'eureka' })],
    ['services.server.discovery.mode', queue({ discovery: { mode: 'gossip' } })],
    ['services.server.discovery.selfPreservation', queue({ discovery: { selfPreservation: true } })],
    ['services.server.healthCheck', queue({ healthCheck: {} })],
    ['faults.0.registry', { ...queue(), faults: [{ at: 1, registry: {} }] }],
  ])('%s is refused by name', (path, document) => {
    const [problem] = problemsOf(document);
    expect(problem).toMatchObject({ code: 'not-supported', path });
    expect(problem.message).toMatch(/^not yet supported: /);
  });

  test.each(['monitoring', 'logging', 'alerts', 'flowControl', 'batch', 'cost', 'failover', 'deploy'])(
    'the reserved key %s is refused by name, whatever it holds',
    (name) => {
      for (const value of [[], {}, [{}], null, false, 0, '', 'none']) {
        expect(problemsOf({ ...queue(), [name]: value })).toMatchObject([
          { code: 'not-supported', path: name, message: `not yet supported: ${name}` },
        ]);
      }
      expect(findings({ ...queue(), [name]: undefined })).toEqual([]);
    },
  );

  test('is checked for spelling all the same', () => {
    expect(findings(queue({}, { compression: { algoritm: 'gzip' } }))).toEqual([
      'not-supported links.clients->server.compression',
      'unknown-key links.clients->server.compression.algoritm',
    ]);
  });

  test('a weight that is no number is told once', () => {
    expect(findings(queue({ instances: { count: 2, weights: [1, 'heavy'] } }))).toEqual([
      'wrong-type services.server.instances.weights.1',
    ]);
  });

  test('values that mean nothing happens are accepted', () => {
    const instances = { count: 2, weights: [1, 1] };
    const service = { instances, cancellation: 'none', queue: { shared: false, discipline: 'fifo' } };
    const link = {
      balancer: { per: 'request', loads: 'own' },
      network: { per: 'link' },
    };
    expect(findings({ ...queue(service, link), changes: [] })).toEqual([]);
  });
});
