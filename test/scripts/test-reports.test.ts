import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPlaywright, readVitest } from '../../scripts/test-reports.mjs';

const folder = mkdtempSync(join(tmpdir(), 'callscape-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('counting a vitest report', () => {
  it('takes the counts of tests', () => {
    const path = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1, testResults: [] });

    expect(readVitest(path, false)).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it('counts a file that did not load as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
    ];
    const path = report({ numPassedTests: 3, numFailedTests: 1, testResults });

    expect(readVitest(path, false)).toEqual({ passed: 3, failed: 2, skipped: 0 });
  });

  it('counts a run that failed outside its tests, or left no report, as one failure', () => {
    expect(readVitest(report({ numPassedTests: 3, numFailedTests: 0, testResults: [] }), false).failed).toBe(1);
    expect(readVitest(join(folder, 'none.json'), false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('counting a Playwright report', () => {
  it('counts a flaky test as failed', () => {
    const path = report({ stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 3 } });

    expect(readPlaywright(path, false)).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });

  it('counts a run that found no tests as one failure', () => {
    expect(readPlaywright(report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 } }), false).failed).toBe(
      1,
    );
  });
});
