/** The table of keys as Markdown: the reference that stands beside the guide. */
import { type KeyRow, keyTable } from './describe.ts';

const HEADINGS: Readonly<Record<KeyRow['target'], string>> = {
  scenario: 'Top level',
  service: 'services.ID',
  endpoint: 'services.ID.endpoints.ID',
  link: 'links."caller->callee"',
  workload: 'workloads.ID',
  fault: 'faults[]',
  step: 'Steps',
  distribution: 'Distributions',
};

/** One section per place in the document, one row per key; keys that do not work yet are marked. */
export function keyDocs(): string {
  const sections = (Object.keys(HEADINGS) as KeyRow['target'][]).map((target) => {
    const rows = keyTable().filter((row) => row.target === target);
    const head = '| key | kind | default (source) | meaning | 含义 |\n| --- | --- | --- | --- | --- |';
    return `## ${HEADINGS[target]}\n\n${[head, ...rows.map(rowOf)].join('\n')}\n`;
  });
  return `# Keys of the scenario document\n\nMade from the table that the validator reads. A † marks keys that are known, checked for spelling and refused until\nthey work. [What a scenario is](scenario.md) explains how they go together.\n\n${sections.join('\n')}`;
}

function rowOf(row: KeyRow): string {
  const name = `\`${row.path}\`${row.supported ? '' : ' †'}`;
  const words = row.options.length > 0 ? `: ${row.options.join(', ')}` : '';
  const fallback = row.default === undefined ? '–' : `\`${written(row.default)}\``;
  return `| ${name} | ${row.kind}${words} | ${fallback} (${row.defaultSource}) | ${row.en} | ${row.zh} |`;
}

function written(value: unknown): string {
  return typeof value === 'string' ? value || '""' : JSON.stringify(value);
}
