/**
 * Makes the stories in `presets/` importable as `virtual:presets`. They are read and checked when something is built,
 * so that neither the page nor the command line carries a YAML parser for them, and a preset that does not fit stops
 * the build with what is wrong and where.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';
import { parse } from 'yaml';
import { z } from 'zod';
import { formatProblem, parseScenario } from '../../sim-core/index.ts';
import { type PresetFile, presetFile, THEMES } from './preset-file.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'presets');
const INDEX = 'virtual:presets';
const DOCUMENT = 'virtual:preset/';
/** Vite's mark of a module that is no file. */
const MADE = '\0';

export interface StoredPreset extends PresetFile {
  readonly id: string;
}

export function presetsPlugin(): Plugin {
  return {
    name: 'callscape-presets',
    resolveId: (id) => (id === INDEX || id.startsWith(DOCUMENT) ? MADE + id : null),
    load(id) {
      if (id === MADE + INDEX) {
        for (const name of presetNames()) this.addWatchFile(join(FOLDER, name));
        return indexModule(readPresets());
      }
      if (!id.startsWith(MADE + DOCUMENT)) return null;
      const wanted = id.slice((MADE + DOCUMENT).length);
      this.addWatchFile(join(FOLDER, `${wanted}.yaml`));
      return documentModule(readPreset(`${wanted}.yaml`));
    },
  };
}

/** @throws Error that lists everything wrong with any preset */
export function readPresets(folder: string = FOLDER): StoredPreset[] {
  return presetNames(folder)
    .map((name) => readPreset(name, folder))
    .sort((a, b) => THEMES.indexOf(a.theme) - THEMES.indexOf(b.theme) || a.order - b.order);
}

function presetNames(folder: string = FOLDER): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml'));
}

function readPreset(name: string, folder: string = FOLDER): StoredPreset {
  const reading = presetFile.safeParse(parse(readFileSync(join(folder, name), 'utf8')));
  if (!reading.success) throw new Error(`presets/${name}:\n${z.prettifyError(reading.error)}`);

  const check = parseScenario(reading.data.scenario);
  if (!check.ok) {
    throw new Error(`presets/${name}:\n${check.problems.map((problem) => formatProblem(problem)).join('\n')}`);
  }
  for (const { try: edit } of reading.data.steps) if (edit) checkEdit(name, reading.data, edit);
  return { id: basename(name, '.yaml'), ...reading.data };
}

function checkEdit(name: string, preset: PresetFile, edit: { path: string; value: unknown }): void {
  const check = parseScenario(preset.scenario, { set: [edit] });
  if (check.ok) return;
  const problems = check.problems.map((problem) => formatProblem(problem)).join('\n');
  throw new Error(`presets/${name}: the edit of ${edit.path} does not fit:\n${problems}`);
}

/** The index is data and one import each, so that a bundler gives every document a chunk of its own. */
function indexModule(presets: readonly StoredPreset[]): string {
  const entries = presets.map(({ id, theme, title, summary, steps, sources }) => {
    const load = `load: () => import(${JSON.stringify(DOCUMENT + id)}).then((made) => structuredClone(made.default))`;
    return `{ ...${JSON.stringify({ id, theme, title, summary, steps, sources })}, ${load} }`;
  });
  return `export const presets = [${entries.join(',\n')}];`;
}

function documentModule(preset: StoredPreset): string {
  // Parsing text is quicker for an engine than reading the same data as program.
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(preset.scenario))});`;
}
