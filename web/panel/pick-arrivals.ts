/** Listed arrivals out of a CSV file that somebody chooses: they become part of the scenario. */
import { readArrivalTimes } from '../../sim-core/index.ts';
import { pageStore } from '../store/page-store.ts';

/** A million instants. */
const BYTES_MAX = 32 * 1024 * 1024;

/** @param path of the arrivals in the document */
export function pickArrivals(path: string): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.csv,.tsv,.txt,text/csv';
  input.onchange = () => {
    const file = input.files?.[0];
    if (file) void readArrivals(path, file);
  };
  input.click();
}

async function readArrivals(path: string, file: File): Promise<void> {
  const { patch, set } = pageStore.getState();
  try {
    if (file.size > BYTES_MAX) throw new Error(`${file.name}: > ${BYTES_MAX / 1024 / 1024} MiB`);
    const reading = readArrivalTimes(await file.text());
    if (!reading.ok) {
      const lines = reading.problems.map(({ line, message }) => (line === undefined ? message : `${line}: ${message}`));
      throw new Error(`${file.name}: ${lines.join('; ')}`);
    }
    patch({ notice: null });
    set(path, { times: reading.times });
  } catch (error) {
    patch({ notice: { kind: 'bad-file', detail: error instanceof Error ? error.message : String(error) } });
  }
}
