/**
 * Writes to files and streams, synchronously and to the last byte: when a command has ended, all of its output is
 * where it belongs, or the command has said why not.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { FailedError, NobodyReads } from './errors.ts';

const STDOUT = 1;
const STDERR = 2;
const PAUSE_MS = 2;
/** Characters written at once. */
const BUFFERED = 65_536;

export function print(text: string): void {
  writeAll(STDOUT, text, 'standard output');
}

export function printLine(text: string): void {
  print(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

export function printError(text: string): void {
  writeAll(STDERR, `${text}\n`, 'standard error');
}

/** @param chunks text in pieces, so that no single string has to hold a large file */
export function writeFile(path: string, chunks: Iterable<string>): void {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    throw new FailedError(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
  try {
    let pending = '';
    for (const chunk of chunks) {
      pending += chunk;
      if (pending.length < BUFFERED) continue;
      writeAll(file, pending, path);
      pending = '';
    }
    writeAll(file, pending, path);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, text: string, name: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EPIPE') throw new NobodyReads(name, { cause: error });
      if (code !== 'EAGAIN') throw new FailedError(`cannot write ${name}: ${reasonOf(error)}`, { cause: error });
      pause();
    }
  }
}

/** A pipe that is full says EAGAIN until its reader has caught up. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOENT: 'no such file or folder',
  EDQUOT: 'the disk quota is used up',
};

export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return (code && REASONS[code]) ?? (error instanceof Error ? error.message : String(error));
}
