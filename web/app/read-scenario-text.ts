/** Reading scenario texts, with the YAML parser: loaded when the first file is opened. */
import { type FileText, formatProblem, parseScenario } from '../../sim-core/index.ts';
import type { Document } from '../store/contract.ts';

/**
 * @param tables texts of the files that were opened with it, by name
 * @throws Error that lists everything wrong with it
 */
export function readScenarioText(text: string, tables: ReadonlyMap<string, string> = new Map()): Document {
  const readFile = (path: string): FileText => {
    const table = tables.get(nameOf(path));
    if (table !== undefined) return { ok: true, text: table };
    return { ok: false, message: 'choose it together with the scenario: a page reads only files that it is given' };
  };
  const parsed = parseScenario(text, { readFile });
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => formatProblem(problem)).join('; '));
  return parsed.scenario.document;
}

/** Files that are dropped or chosen come without their folders. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
