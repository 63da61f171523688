/** From a plain document to a scenario that can be simulated, or all its problems. Reading text comes before this. */
import { type ReadFile, withArrivalFiles } from './arrivals-file.ts';
import type { ResolvedScenario } from '../model/resolved-scenario.ts';
import { scenarioHash } from './canonical.ts';
import { SCENARIO } from './keys/scenario.ts';
import { setInto, walkPath } from './paths.ts';
import { copyPlain } from './plain.ts';
import { at, type Problem, Report, type Warning } from './problems.ts';
import { isObject, type Plain, readObject } from './read.ts';
import { resolveScenario } from './resolve.ts';
import { addWarnings } from './warnings.ts';

export interface Scenario {
  /** The document as given, with the settings applied: plain JSON values. */
  readonly document: Plain;
  readonly resolved: ResolvedScenario;
  readonly warnings: readonly Warning[];
  /** "sha256:…" of the canonical document without `view` and `description`, its seed as a text. */
  readonly hash: string;
}

/** One value to set: `{ path: 'links.web->orders.timeout', value: '200ms' }`; null or undefined takes it away. */
export interface Edit {
  readonly path: string;
  readonly value: unknown;
}

export type ScenarioReading =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const FORMAT_VERSION = 1;

/**
 * Checks a document that is already plain values.
 * @param set applied one after the other before the check
 * @param readFile gives the files that the document names; without it they are refused
 */
export function checkScenario(
  input: unknown,
  set: readonly Edit[] = [],
  report = new Report(),
  readFile?: ReadFile,
): ScenarioReading {
  const copy = copyPlain(input, report);
  if (report.problems.length > 0) return { ok: false, problems: report.problems };
  if (!isObject(copy)) {
    report.add(null, { code: 'wrong-type', message: 'a scenario is an object', found: copy, allowed: 'an object' });
    return { ok: false, problems: report.problems };
  }
  const document = withArrivalFiles(applied(copy, set, report), readFile, report);
  if (!hasKnownVersion(document, report)) return { ok: false, problems: report.problems };
  const given = readObject(SCENARIO, document, null, { report, isRefused: false });
  if (!given) return { ok: false, problems: report.problems };
  const resolved = resolveScenario(given, report);
  if (report.problems.length > 0) return { ok: false, problems: report.problems };
  addWarnings(resolved, report);
  return { ok: true, scenario: { document, resolved, warnings: report.warnings, hash: scenarioHash(document) } };
}

function applied(document: Plain, set: readonly Edit[], report: Report): Plain {
  let result = document;
  for (const { path, value } of set) {
    report.applying = path;
    const names = walkPath(path, result, report)?.map(({ name }) => name);
    const next = names && setInto(result, path, value, report);
    report.applying = undefined;
    if (!names || !isObject(next)) continue;
    result = next;
    report.addSetting({ path, names, isRemoval: value === undefined || value === null });
  }
  return result;
}

/** Another version is another language: nothing else is said about such a document. */
function hasKnownVersion({ version }: Plain, report: Report): boolean {
  if (version === FORMAT_VERSION) return true;
  const found = { found: version, allowed: String(FORMAT_VERSION) };
  const isNewer = typeof version === 'number' && version > FORMAT_VERSION;
  if (isNewer) {
    const message = `written for version ${version} of the format; this program reads version ${FORMAT_VERSION}`;
    report.add(at(null, 'version'), { code: 'version', message, ...found });
    return false;
  }
  return true;
}
