/** Messages on the way, and how many come. Times are in seconds, rates per second. */

/** Bytes on so many idle pipes, one after the other. */
export const transmission = (bytes: number, bps: number, pipes: number, latency: number): number =>
  pipes * ((8 * bytes) / bps + latency);

/** Extra delay of a message that is lost with probability p < ½ each time and sent again after rto, 2·rto, 4·rto … */
export const retransmissionMean = (p: number, rto: number): number => (rto * p) / (1 - 2 * p);

/** Arrivals of a rate that goes linearly from a to b. */
export const rampCount = (a: number, b: number, duration: number): number => ((a + b) / 2) * duration;
