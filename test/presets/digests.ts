/** Digest of each preset's run, replication 0. A change of one is a change of behaviour, and is said in the changelog. */
export const DIGESTS: Readonly<Record<string, string>> = {
  'retry-storm': 'c1-e931902fc99ff1d7c72e40506756bb60',
  checkout: 'c1-54308c4b9ce63d199c2bc041eb1e36e8',
  'one-service': 'c1-94f7283557cb8c690d42f788f8607a41',
  hello: 'c1-9692f3e6aed941181d0edcf2959c4601',
  'slow-instance': 'c1-8d4880694fab163b34c3e89f0e7a865b',
  'stale-discovery': 'c1-c9b08549e3f25753045aa58a6f02bdba',
};
