/**
 * From what was read to what the model simulates: fallbacks filled in, links merged, names looked up. Problems that only
 * the whole document shows (unknown services, calls that never end) are told here.
 */
import type {
  ResolvedLink,
  ResolvedNetwork,
  ResolvedScenario,
  ResolvedService,
  ResolvedSlo,
} from '../model/resolved-scenario.ts';
import { refuseCycles } from './cycles.ts';
import { filled } from './fallbacks.ts';
import { LIMITS, METRICS, SCENARIO } from './keys/scenario.ts';
import { NETWORK } from './keys/links.ts';
import { LinkTable, networkOf } from './resolve-links.ts';
import { Names } from './names.ts';
import { nearest } from './nearest.ts';
import { at, type Report } from './problems.ts';
import type { Read } from './read.ts';
import { withDeliveries } from './resolve-delivery.ts';
import { resolveFaults } from './resolve-faults.ts';
import { resolveServices } from './resolve-services.ts';
import { resolveWorkloads } from './resolve-workloads.ts';

/** @param given the document as read; parts that were wrong are missing, so that the rest is still looked at */
export function resolveScenario(given: Read, report: Report): ResolvedScenario {
  const top = filled(SCENARIO, given);
  const metrics = filled(METRICS, top.metrics as Read | undefined);
  const limits = filled(LIMITS, top.limits as Read | undefined);
  const network: ResolvedNetwork = networkOf(filled(NETWORK, top.network as Read | undefined));
  const names = new Names(given, report);
  const links = new LinkTable(given, names, report);
  const services: readonly ResolvedService[] = resolveServices(names, links, report);
  const workloads = resolveWorkloads(names, links, report);
  const sortedLinks: readonly ResolvedLink[] = links.finish();
  refuseCycles(services, report);
  const delivered = withDeliveries(
    services,
    sortedLinks.map((link) => (services[link.callee].isQueueShared ? toBroker(link) : link)),
    report,
  );
  checkTimes(top, report);
  return {
    name: top.name as string,
    description: top.description as string,
    seed: top.seed as string,
    durationNs: top.duration as number,
    warmupNs: top.warmup as number,
    windowNs: metrics.window as number,
    maxWindows: metrics.maxWindows as number,
    maxCalls: limits.calls as number,
    maxDepth: limits.depth as number,
    zones: names.zones,
    network,
    ...delivered,
    workloads,
    faults: resolveFaults(given, names, services, report),
    slos: resolveSlos(given, names, report),
  };
}

/** What is about single instances has no meaning where the caller sends to a broker. */
function toBroker(link: ResolvedLink): ResolvedLink {
  const breaker = link.breaker?.scope === 'instance' ? null : link.breaker;
  return { ...link, breaker, outlierDetection: null, pool: null };
}

function checkTimes(top: Read, report: Report): void {
  if ((top.warmup as number) < (top.duration as number)) return;
  report.add(at(null, 'warmup'), {
    code: 'conflict',
    message: 'warmup must be shorter than duration, or nothing is measured',
    allowed: 'less than duration',
  });
}

function resolveSlos(given: Read, names: Names, report: Report): ResolvedSlo[] {
  const slos: ResolvedSlo[] = [];
  const entries = (given.slos ?? []) as readonly (Read | undefined)[];
  entries.forEach((slo, index) => {
    if (slo?.of === undefined) return;
    const of = slo.of as string;
    const workload = of.startsWith('workloads.') ? names.workloadIndex(of.slice('workloads.'.length)) : -1;
    if (workload < 0) {
      const known = names.workloads.map((id) => `workloads.${id}`);
      report.add(at(at(at(null, 'slos'), index), 'of'), {
        code: 'unknown-reference',
        message: 'names no workload: expected workloads.ID',
        found: of,
        allowed: 'workloads.ID',
        nearest: nearest(of, known) ?? nearest(`workloads.${of}`, known),
      });
    }
    slos.push({
      name: slo.name as string,
      targetRatio: slo.target as number,
      workload,
      underNs: slo.under as number,
    });
  });
  return slos;
}
