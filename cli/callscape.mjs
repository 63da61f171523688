#!/usr/bin/env node
// Starts the command line. An installed package carries the built program; a checkout builds it first when it is
// missing or older than the sources, so that `npx callscape` always runs what is on the disk.
import { existsSync } from 'node:fs';

const freshness = new URL('../scripts/freshness.mjs', import.meta.url);
if (existsSync(freshness)) {
  const { isFresh } = await import(freshness.href);
  if (!isFresh('cli')) {
    // The builder is loaded only when it is needed: it takes longer than most commands.
    const { buildCli } = await import(new URL('../scripts/build.mjs', import.meta.url).href);
    await buildCli('error');
  }
}
await import(new URL('../dist/cli/main.js', import.meta.url).href);
