/** The phases that a call's time is made of, in the order of its life. They add up to its time, to the nanosecond. */
export const SEND = 0;
export const QUEUE = 1;
export const PROCESS = 2;
export const DOWNSTREAM = 3;
export const RESPOND = 4;
export const RETRY = 5;
export const PHASE_COUNT = 6;
export const PHASE_NAMES: readonly string[] = ['send', 'queue', 'process', 'downstream', 'respond', 'retry'];
