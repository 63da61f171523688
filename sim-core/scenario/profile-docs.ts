/** The named profiles as Markdown: what each fills in, where that comes from, and what does not work yet. */
import { type Profile, profiles } from '../policies/profiles/index.ts';
import { LINK } from './keys/links.ts';
import { workingValues } from './profiles.ts';

const INTRODUCTION = `# Named profiles

Made from the data in \`sim-core/policies/profiles\`. \`use: envoy\` on a link writes that system's own defaults under the keys of
the link: every key that the link gives itself, by any pattern, wins, and of several \`use\` the more specific pattern's. Some
values hold only where the link, or another value, gives the policy (*with*): the system has it, and leaves it off. What differs between a
system's documents and its code follows the code. A † marks keys that are written in the profile and do not work yet; they
come to life with the key.
`;

export function profileDocs(): string {
  return [INTRODUCTION, ...profiles.map(sectionOf)].join('\n');
}

function sectionOf({ name, en, zh, values }: Profile): string {
  const working = workingValues(LINK, values);
  const rows = values.map((one) => {
    const mark = working.includes(one) ? '' : ' †';
    return `| \`${one.path}\`${mark} | \`${written(one.value)}\` | ${one.given === undefined ? '' : `\`${one.given}\``} | ${one.source} |`;
  });
  return `## ${name}\n\n${en}\n\n${zh}\n\n| key | value | with | source |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
