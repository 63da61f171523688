/** Digest of each preset's run, replication 0. A change of one is a change of behaviour, and is said in the changelog. */
export const DIGESTS: Readonly<Record<string, string>> = {
  checkout: 'c1-f43f648e44a1ff4e413e36358b4e82a2',
  'one-service': 'c1-43de91ffd9e01b2afb16e9a7a9308659',
  hello: 'c1-0a8c19e8e7ee80517c13d616a38e2a14',
  'retry-storm': 'c1-37287903dabf89be959f74e77a86a3bf',
  'slow-instance': 'c1-9cd95aa9429254752220740a01259129',
  'stale-discovery': 'c1-e8c22a2dac521144c79a40586408c4a7',
};
