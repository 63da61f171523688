#!/usr/bin/env node
// Starts the command line. An installed package carries the built program; a checkout builds it first when it is
// missing or older than the sources, so that `npx callscape` always runs what is on the disk.
import { existsSync } from 'node:fs';

const builder = new URL('../scripts/build.mjs', import.meta.url);
if (existsSync(builder)) {
  const { ensureCli } = await import(builder.href);
  await ensureCli();
}
await import(new URL('../dist/cli/main.js', import.meta.url).href);
