/** Traced requests as NDJSON: one request per line, in the order given. */
import type { TracedRequest } from '../trace/traced-request.ts';

export function* traceNdjson(requests: Iterable<TracedRequest>): Generator<string, void, void> {
  for (const request of requests) yield `${JSON.stringify(request)}\n`;
}
