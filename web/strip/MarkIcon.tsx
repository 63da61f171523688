/** Signs of planned faults and changes on a grid of 16; a colour never says it alone. */
const PATHS: Readonly<Record<string, string>> = {
  crash: 'M4.5 4.500l7 7m0-7-7 7',
  slow: 'M8 2.500a5.500 5.500 0 1 1 0 11a5.500 5.500 0 0 1 0-11M8 5v3.200l2.200 1.300',
  error: 'M8 3v6M8 12.200v.1',
  pause: 'M5.500 4v8M10.500 4v8',
  partition: 'M2.500 6h3l1-2M2.500 10h4l1-2M13.500 6h-4l-1 2M13.500 10h-3l-1 2',
  latency: 'M2.500 8h11M10.500 5l3 3-3 3M5 5.500v5',
  loss: 'M8 3.500v.1M11.900 5.700v.1M11.900 10.300v.1M8 12.500v.1M4.100 10.300v.1M4.100 5.700v.1',
  bandwidth:
    'M2.500 4.500c3 0 3 2.500 5.500 2.500s2.500-2.500 5.500-2.500M2.500 11.500c3 0 3-2.500 5.500-2.500s2.500 2.500 5.500 2.500',
  load: 'M8 13V4M4.500 7 8 3.500 11.500 7',
  registry: 'M3 4.500h10M3 8h10M3 11.500h5M10.500 10l3 3m0-3-3 3',
  cacheFlush: 'M3.500 8.500a4.500 4.500 0 1 1 1.300 3.200M3.500 12.500V8.500h4',
};

export function MarkIcon({ kind }: { kind: string }) {
  const isChange = kind === 'change';
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {isChange ? (
        <path d="M8 2l6 6-6 6-6-6z" fill="currentColor" />
      ) : (
        <path
          d={PATHS[kind] ?? PATHS.error}
          fill="none"
          stroke="var(--c-error)"
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
    </svg>
  );
}
