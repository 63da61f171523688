import type { Generator } from '../../kernel/random.ts';

/** Zones are counted from 0, those without a zone being in zone 0 together. One object is reused for all picks. */
export interface LocalityView {
  /** Instances that the caller can pick, by zone, and all together. */
  readonly counts: Int32Array;
  count: number;
  /** Callers of this kind by zone, and all together. */
  callerCounts: Int32Array;
  callerCount: number;
  ownZone: number;
  /** Random stream of the link's balancer. */
  generator: Generator;
}

export interface ResolvedLocality {
  /** null: whatever the shares of the zones are. */
  readonly zoneAware: { readonly minClusterSize: number; readonly routingRatio: number } | null;
}

export const EVERY_ZONE = -1;
/** Shares are whole numbers out of this, rounded down. */
const WHOLE = 10_000;

/**
 * The zone that an attempt is to go to, or EVERY_ZONE. Without `zoneAware` the caller's own as long as it can pick an
 * instance there. With it as in Envoy's zone-aware routing: callers in a zone that has a larger share of the callers than
 * of the instances keep only so much for themselves that all instances get the same load. The rest goes to zones that have
 * a larger share of the instances, in proportion to what they have more.
 */
export function chooseZone(view: LocalityView, { zoneAware }: ResolvedLocality): number {
  const { counts, generator, ownZone } = view;
  if (zoneAware === null) return ownZone > 0 && counts[ownZone] > 0 ? ownZone : EVERY_ZONE;
  if (view.count < zoneAware.minClusterSize || zonesIn(counts) < 2 || zonesIn(view.callerCounts) < 2) return EVERY_ZONE;
  if (zoneAware.routingRatio < 1 && generator.nextUnit() >= zoneAware.routingRatio) return EVERY_ZONE;
  const instances = instanceShare(view, ownZone);
  const callers = callerShare(view, ownZone);
  if (instances > 0 && instances >= callers) return ownZone;
  if (callers > 0 && generator.below(WHOLE) < Math.floor((instances * WHOLE) / callers)) return ownZone;
  return otherZone(view);
}

function otherZone(view: LocalityView): number {
  const { counts, generator } = view;
  let left = 0;
  for (let zone = 0; zone < counts.length; zone++) left += surplus(view, zone);
  if (left === 0) return anyZone(view);
  left = generator.below(left);
  for (let zone = 0; zone < counts.length; zone++) {
    left -= surplus(view, zone);
    if (left < 0) return zone;
  }
  return EVERY_ZONE;
}

/** What a zone other than the caller's has more of the instances than of the callers. */
function surplus(view: LocalityView, zone: number): number {
  return zone === view.ownZone ? 0 : Math.max(0, instanceShare(view, zone) - callerShare(view, zone));
}

/** One of those that have instances, each as likely as the others. */
function anyZone({ counts, generator }: LocalityView): number {
  let left = generator.below(zonesIn(counts));
  for (let zone = 0; zone < counts.length; zone++) {
    if (counts[zone] > 0 && left-- === 0) return zone;
  }
  return EVERY_ZONE;
}

function instanceShare({ count, counts }: LocalityView, zone: number): number {
  return Math.floor((counts[zone] * WHOLE) / count);
}

function callerShare({ callerCount, callerCounts }: LocalityView, zone: number): number {
  return Math.floor((callerCounts[zone] * WHOLE) / callerCount);
}

function zonesIn(counts: Int32Array): number {
  let zones = 0;
  for (let zone = 0; zone < counts.length; zone++) if (counts[zone] > 0) zones++;
  return zones;
}
