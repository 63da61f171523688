import type { SourceText } from './read-source.ts';

/** A file longer than this needs a second look: split it where reading gains, or list it with the reason. */
export const LINES_MAX = 600;

/**
 * Files that are longer on purpose, with the length they may have. A ratchet: when a file shrinks its number follows, and
 * a file that needs no permission any more leaves the list.
 */
export const LONGER_FILES: Readonly<Record<string, number>> = {
  // The life of a visit from its arrival to its answer, in the order in which it happens.
  'sim-core/model/process.ts': 630,
  // A dictionary: one line for each parameter, twice.
  'web/i18n/parameters.ts': 720,
};

/** Absolute paths that exist on one machine only; paths of systems (`/usr/bin`, `/etc`) are the same for everybody. */
const MACHINE_PATH = /(?<![\w./:$}-])(?:\/(?:home|Users|root|work|farm|mnt|tmp)\/[\w.-]+|[A-Z]:\\Users\\)/;

const FOCUSED_OR_SKIPPED =
  /\b(?:describe|it|test)(?:\.\w+)*\.(?:only|skip|todo|fixme)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/;

const UNFINISHED = /\b(?:FIXME|HACK|XXX|TODO(?!\(#\d+\)))\b/;

export function machinePaths(source: SourceText): string[] {
  return linesWith(source, MACHINE_PATH, 'names a path of one machine');
}

export function focusedTests(source: SourceText): string[] {
  return linesWith(source, FOCUSED_OR_SKIPPED, 'runs only a part of the tests');
}

export function unfinishedWork(source: SourceText): string[] {
  return linesWith(source, UNFINISHED, 'marks something unfinished');
}

/** @param allowed longer files by path, with the number of lines each may have */
export function longFiles(sources: readonly SourceText[], allowed: Readonly<Record<string, number>>): string[] {
  const lengths = new Map(sources.map(({ path, text }) => [path, text.trimEnd().split('\n').length]));
  const tooLong = [...lengths]
    .filter(([path, lines]) => lines > (allowed[path] ?? LINES_MAX))
    .map(([path, lines]) => `${path} has ${lines} lines, more than ${allowed[path] ?? LINES_MAX}`);
  const needless = Object.keys(allowed)
    .filter((path) => (lengths.get(path) ?? 0) <= LINES_MAX)
    .map((path) => `${path} needs no permission to be long any more`);
  return [...tooLong, ...needless];
}

/** @returns relative links and images of a Markdown file that name no file of the repo */
export function deadLinks({ path, text }: SourceText, exists: (path: string) => boolean): string[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const withoutCode = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  const links = [...withoutCode.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((match) => match[1]);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => !exists(normalize(`${folder}${link}`)))
    .map((link) => `${path} links to ${link}, which does not exist`);
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function linesWith({ path, text }: SourceText, pattern: RegExp, what: string): string[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${what}`] : []));
}
