/** Digest of each preset's run, replication 0. A change of one is a change of behaviour, and is said in the changelog. */
export const DIGESTS: Readonly<Record<string, string>> = {
  checkout: 'c1-0af494d44040a79fcb5a8bffeef343cc',
  'one-service': 'c1-43de91ffd9e01b2afb16e9a7a9308659',
  hello: 'c1-0a8c19e8e7ee80517c13d616a38e2a14',
  'retry-storm': 'c1-37287903dabf89be959f74e77a86a3bf',
  'retry-budget': 'c1-2fd0768cf277e8b5a72bad8766a5c0e2',
  'layered-retries': 'c1-e83de5a94a7514347da87b5dc2412d88',
  jitter: 'c1-6b8babe9341f49cbb2d924fefeeb05a1',
  'timeout-tuning': 'c1-3052843203eeed3f3b728c58a4bcde59',
  'tail-at-scale': 'c1-3daabbf56493c33f3de2ebcd4db08f36',
  'slow-instance': 'c1-9cd95aa9429254752220740a01259129',
  'two-choices': 'c1-069efd57c6c9fcc0db2ab502a8b92438',
  sinkhole: 'c1-cd1989c25dcdc157743459f9b8635afc',
  'stale-discovery': 'c1-e8c22a2dac521144c79a40586408c4a7',
  'goodput-collapse': 'c1-bcd635dd2bce721d3a920a83c2d1a545',
  'open-and-closed': 'c1-c7d6e71c8610f401b154cb112e80d207',
  bulkhead: 'c1-c35d2ce39ee2a7e6286b5b4992f50932',
};
