// Counts what the test runners' own JSON reports say. A run that failed without naming a failed test (a file that did
// not load, an error outside any test, no report at all) still counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @param {string} path a report of vitest's json reporter
 * @param {boolean} ok whether the runner said that it succeeded
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function readVitest(path, ok) {
  const report = readReport(path);
  const files = report?.testResults ?? [];
  // A file that fails with no failed test in it did not load, or failed in a hook.
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return settle(
    {
      passed: report?.numPassedTests ?? 0,
      failed: (report?.numFailedTests ?? 0) + broken,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    ok,
  );
}

/**
 * @param {string} path a report of Playwright's json reporter
 * @param {boolean} ok whether the runner said that it succeeded
 * @returns {{ passed: number, failed: number, skipped: number }} a flaky test counts as failed
 */
export function readPlaywright(path, ok) {
  const stats = readReport(path)?.stats ?? {};
  return settle(
    {
      passed: stats.expected ?? 0,
      failed: (stats.unexpected ?? 0) + (stats.flaky ?? 0),
      skipped: stats.skipped ?? 0,
    },
    ok,
  );
}

function settle(counts, ok) {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
