import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readRepoFile, repoFiles } from './repo-files.ts';
import { deadLinks, focusedTests, LONGER_FILES, longFiles, machinePaths, unfinishedWork } from './tidy.ts';

// The tests of the checker hold samples of what it looks for.
const isSample = (path: string) => /^test\/architecture\/tidy(\.test)?\.ts$/.test(path);
const existsInRepo = (path: string) => existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

describe('the repo', () => {
  const texts = repoFiles(/\.(ts|tsx|mjs|js|css|html|json|ya?ml|md|sh|toml)$|^\.ci\/run$/)
    .filter((path) => path !== 'package-lock.json' && !isSample(path))
    .map(readRepoFile);
  const code = texts.filter(({ path }) => /\.(ts|tsx|mjs|js|css)$/.test(path));

  it('names no path of one machine', () => {
    expect(texts.flatMap(machinePaths)).toEqual([]);
  });

  it('runs all of its tests', () => {
    expect(code.filter(({ path }) => path.startsWith('test/')).flatMap(focusedTests)).toEqual([]);
  });

  it('marks nothing as unfinished', () => {
    expect(code.flatMap(unfinishedWork)).toEqual([]);
  });

  it('has no file that is long by neglect', () => {
    expect(longFiles(code, LONGER_FILES)).toEqual([]);
  });

  it('has no dead link in its documents', () => {
    const documents = texts.filter(({ path }) => path.endsWith('.md'));

    expect(documents.flatMap((document) => deadLinks(document, existsInRepo))).toEqual([]);
  });
});

describe('the checker', () => {
  const at = (text: string) => ({ path: 'docs/a.md', text });

  it('finds paths of one machine and leaves paths of every system alone', () => {
    expect(machinePaths(at('see /home/ada/notes.txt'))).toEqual(['docs/a.md:1 names a path of one machine']);
    expect(machinePaths(at("\nread('/tmp/run-1.json')"))).toHaveLength(1);
    expect(machinePaths(at('C:\\Users\\ada'))).toHaveLength(1);
    expect(machinePaths(at('#!/usr/bin/env node, web/home/page.tsx, https://example.org/home/index.html'))).toEqual([]);
  });

  it('finds focused, skipped and promised tests', () => {
    expect(focusedTests(at("it.only('x', () => {})"))).toHaveLength(1);
    expect(focusedTests(at("describe.concurrent.skip('x', () => {})"))).toHaveLength(1);
    expect(focusedTests(at("test.todo('x')"))).toHaveLength(1);
    expect(focusedTests(at("it.each([1])('x', () => {})"))).toEqual([]);
  });

  it('finds marks of unfinished work without the number of an issue', () => {
    expect(unfinishedWork(at('// TODO later'))).toHaveLength(1);
    expect(unfinishedWork(at('// TODO(#12): later'))).toEqual([]);
  });

  it('finds a long file, a listed one that grew, and a listing that is not needed', () => {
    const lines = (count: number) => [{ path: 'web/a.ts', text: 'x\n'.repeat(count) }];

    expect(longFiles(lines(600), {})).toEqual([]);
    expect(longFiles(lines(601), {})).toEqual(['web/a.ts has 601 lines, more than 600']);
    expect(longFiles(lines(650), { 'web/a.ts': 650 })).toEqual([]);
    expect(longFiles(lines(651), { 'web/a.ts': 650 })).toEqual(['web/a.ts has 651 lines, more than 650']);
    expect(longFiles(lines(100), { 'web/a.ts': 650 })).toEqual(['web/a.ts needs no permission to be long any more']);
  });

  it('finds a dead link, relative to its document', () => {
    const exists = (path: string) => path === 'docs/b.md';

    expect(deadLinks(at('[b](b.md#part) [c](../docs/b.md) [web](https://example.org)'), exists)).toEqual([]);
    expect(deadLinks(at('![picture](../b.png)'), exists)).toEqual([
      'docs/a.md links to ../b.png, which does not exist',
    ]);
  });
});
