/** Scenario files in and out. The YAML parser is loaded when the first file needs it. */
import { engine } from '../engine/engine.ts';
import { pageStore } from '../store/page-store.ts';

/** A scenario is text of people; anything larger is something else. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
/** A million instants. */
const TABLE_BYTES_MAX = 32 * 1024 * 1024;

/** One scenario, and the tables that it names. */
export async function openFiles(files: readonly File[]): Promise<void> {
  try {
    const scenarios = files.filter((file) => !isTable(file));
    if (scenarios.length !== 1) throw new Error(scenarios.length === 0 ? ONLY_TABLES : ONE_SCENARIO);
    const tables = new Map<string, string>();
    for (const file of files) if (isTable(file)) tables.set(file.name, await textOf(file, TABLE_BYTES_MAX));
    const { readScenarioText } = await import('./read-scenario-text.ts');
    const scenario = readScenarioText(await textOf(scenarios[0], FILE_BYTES_MAX), tables);
    pageStore.getState().patch({ notice: null });
    pageStore.getState().openDocument(scenario);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    pageStore.getState().patch({ notice: { kind: 'bad-file', detail } });
  }
}

const ONE_SCENARIO = 'one scenario at a time';
const ONLY_TABLES = 'instants belong to a scenario: open the two together, or read them at a workload, under Arrivals';

function isTable({ name }: File): boolean {
  return /\.(csv|tsv|txt)$/i.test(name);
}

function textOf(file: File, bytesMax: number): Promise<string> {
  if (file.size > bytesMax) throw new Error(`${file.name}: > ${bytesMax / 1024 / 1024} MiB`);
  return file.text();
}

export function pickFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,.yaml,.yml,.csv,application/json';
  input.multiple = true;
  input.onchange = () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) void openFiles(files);
  };
  input.click();
}

export function saveScenario(): void {
  const { document: scenario, presetId } = pageStore.getState();
  download(`${presetId ?? 'scenario'}.json`, scenario);
}

export function saveResult(): void {
  const result = engine.outlook()?.result;
  if (result) download(`${pageStore.getState().presetId ?? 'scenario'}-result.json`, result);
}

function download(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
