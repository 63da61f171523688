import { posix } from 'node:path';
import type { Arrow, FilePermission, Room } from './import-rules.ts';
import { type ImportArrow, importsOf, parseSource, type SourceText } from './read-source.ts';

export interface ImportRules {
  readonly rooms: readonly Room[];
  readonly filePermissions: readonly FilePermission[];
}

/** @returns one sentence per arrow that the rules do not allow, `path:line` first */
export function importViolations(sources: readonly SourceText[], rules: ImportRules): string[] {
  return sources.flatMap((source) =>
    importsOf(parseSource(source)).flatMap((arrow) => {
      const reason = objection(source.path, arrow, rules);
      return reason === undefined ? [] : [`${source.path}:${arrow.line} ${reason}`];
    }),
  );
}

/** @returns one line per group of files that need each other to load, in the order of the arrows */
export function importCycles(sources: readonly SourceText[]): string[] {
  const targets = new Map(
    sources.map((source) => {
      const arrows = importsOf(parseSource(source)).filter((arrow) => !arrow.isType && !arrow.isLazy);
      return [source.path, arrows.map((arrow) => resolve(source.path, arrow.specifier))];
    }),
  );
  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const follow = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || finished.has(path)) return;
    trail.push(path);
    for (const target of targets.get(path) ?? []) if (target !== undefined) follow(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of targets.keys()) follow(path);
  return cycles;
}

/** The room of a path: the one with the longest matching path, so that a folder can hold rooms of its own. */
export function roomOf(path: string, rooms: readonly Room[]): Room | undefined {
  let best: Room | undefined;
  for (const room of rooms) {
    const matches = room.path.endsWith('/') ? path.startsWith(room.path) : path === room.path;
    if (matches && room.path.length > (best?.path.length ?? 0)) best = room;
  }
  return best;
}

function objection(path: string, arrow: ImportArrow, { rooms, filePermissions }: ImportRules): string | undefined {
  const room = roomOf(path, rooms);
  if (!room) return 'belongs to no room of the import rules';
  const target = resolve(path, arrow.specifier);
  if (target === undefined) {
    const own = filePermissions.filter((permission) => permission.file.test(path)).flatMap(({ packages }) => packages);
    const isAllowed = [...(room.packages ?? []), ...own].some((allowed) => matchesPackage(arrow.specifier, allowed));
    return isAllowed ? undefined : `(${room.name}) must not import the package ${arrow.specifier}`;
  }
  const targetRoom = roomOf(target, rooms);
  if (!targetRoom) return `(${room.name}) must not import ${target}: it belongs to no room`;
  if (targetRoom === room) return undefined;
  const isAllowed = room.mayImport.some((allowed) => permits(allowed, targetRoom, target, arrow.isType));
  return isAllowed ? undefined : `(${room.name}) must not import ${target} (${targetRoom.name})`;
}

function permits(allowed: string | Arrow, room: Room, target: string, isType: boolean): boolean {
  if (typeof allowed === 'string') return allowed === room.name;
  if (allowed.to !== room.name) return false;
  if (allowed.types === 'always') return isType;
  if (!allowed.only || allowed.only.includes(target.slice(room.path.length))) return true;
  return allowed.types === 'elsewhere' && isType;
}

function matchesPackage(specifier: string, allowed: string): boolean {
  if (allowed === '*') return true;
  if (allowed.endsWith(':*')) return specifier.startsWith(allowed.slice(0, -1));
  return specifier === allowed || specifier.startsWith(`${allowed}/`);
}

/** Path from the top of the repo of what a relative specifier names; undefined for a package. */
function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
}
