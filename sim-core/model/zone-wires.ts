/**
 * What a message goes through depends on the zones it goes from and to, where the scenario says so (`network.between`).
 * Each link has a table of the wires between the zones of its callers and those of its callee's instances.
 *
 * @hot
 */
import type { ResolvedLink, ResolvedNetwork, ResolvedScenario } from './resolved-scenario.ts';
import type { WireFacts, World, ZoneWires } from './world.ts';

const NO_ZONE = -1;

/** What the attempt's message in this direction (0 request, 1 response) goes through. */
export function wireOf(world: World, attempt: number, direction: number): WireFacts {
  const { attempts } = world;
  const linkIndex = attempts.link[attempt];
  const link = world.links[linkIndex];
  const { zoneWires } = link;
  if (zoneWires === null) return link.wire;
  const caller = zoneWires.callerRow[attempts.caller[attempt] - world.callerBase[linkIndex]];
  const callee = zoneWires.calleeColumn[attempts.instance[attempt] - link.firstInstance];
  return zoneWires.wires[2 * (caller * zoneWires.columns + callee) + direction];
}

/** Zones of a link's callers: of the calling instances, or of the one place where a workload's clients are. */
export function callerZonesOf(scenario: ResolvedScenario, link: ResolvedLink): number[] {
  if (link.callerKind === 'service') return scenario.services[link.caller].instances.map(({ zone }) => zone);
  const { clients, zone } = scenario.workloads[link.caller];
  return Array.from({ length: clients }, () => zone);
}

/** @param makeWire for each pair of zones with a network of its own; `isOwnPipe`: it does not share the link's */
export function zoneWiresOf(
  scenario: ResolvedScenario,
  link: ResolvedLink,
  base: WireFacts,
  makeWire: (network: ResolvedNetwork, isOwnPipe: boolean) => WireFacts,
): ZoneWires | null {
  if (link.between.length === 0) return null;
  const callerZones = callerZonesOf(scenario, link);
  const calleeZones = scenario.services[link.callee].instances.map(({ zone }) => zone);
  const rows = [...new Set(callerZones)];
  const columns = [...new Set(calleeZones)];
  const given = new Map(link.between.map((entry) => [`${entry.from}>${entry.to}`, entry]));
  const wire = (from: number, to: number): WireFacts => {
    const entry = from === NO_ZONE || to === NO_ZONE ? undefined : given.get(`${from}>${to}`);
    return entry === undefined ? base : makeWire(entry.network, entry.hasOwnPipe);
  };
  const wires = rows.flatMap((row) => columns.flatMap((column) => [wire(row, column), wire(column, row)]));
  if (wires.every((one) => one === base)) return null;
  return {
    callerRow: Int32Array.from(callerZones, (zone) => rows.indexOf(zone)),
    calleeColumn: Int32Array.from(calleeZones, (zone) => columns.indexOf(zone)),
    columns: columns.length,
    wires,
  };
}
