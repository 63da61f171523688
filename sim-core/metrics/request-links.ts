import type { ResolvedScenario } from '../model/resolved-scenario.ts';

/** By workload: the links it calls by. */
export function requestLinks({ links, workloads }: Pick<ResolvedScenario, 'links' | 'workloads'>): number[][] {
  const result: number[][] = workloads.map(() => []);
  links.forEach(({ callerKind, caller }, link) => {
    if (callerKind === 'workload') result[caller].push(link);
  });
  return result;
}
