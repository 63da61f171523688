/** TCP gives up on a silent peer after about this long (Linux tcp_retries2 = 15: 924.6 s with its minimum RTO). */
export const TCP_GIVES_UP_NS = 900e9;
