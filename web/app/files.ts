/** Scenario files in and out. The YAML parser is loaded when the first file needs it. */
import { engine } from '../engine/engine.ts';
import { pageStore } from '../store/page-store.ts';

/** A scenario is text of people; anything larger is something else. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;

export async function openFile(file: File): Promise<void> {
  try {
    if (file.size > FILE_BYTES_MAX) throw new Error(`${file.name}: > ${FILE_BYTES_MAX / 1024 / 1024} MiB`);
    const { readScenarioText } = await import('./read-scenario-text.ts');
    const scenario = readScenarioText(await file.text());
    pageStore.getState().patch({ notice: null });
    pageStore.getState().openDocument(scenario);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    pageStore.getState().patch({ notice: { kind: 'bad-file', detail } });
  }
}

export function pickFile(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,.yaml,.yml,application/json';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
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
