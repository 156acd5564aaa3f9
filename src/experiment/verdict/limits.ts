/** Where doubt begins. `docs/verdict.md` explains the choice of each limit. */
export const limit = {
  /** An error of the generator below this share of the median service time is small beside what it measures. */
  smallShare: 0.1,
  /** Every event loop is late by this much. */
  leastLagMs: 1,
  /** A pause delays only the requests in flight. Below what the instrument itself may add to a burst, none is reported. */
  leastPauseMs: 10,
  /** Above this share of requests without an answer (throttles aside), means and counts describe a selection. */
  highestUnansweredShare: 0.01,
  /** Above this share of billed time spent in the run queue, latencies, bill and cost depend on this machine. */
  highestQueueShare: 0.25,
  /** Runs of one function on a quiet machine differ by as much. */
  highestProjectedErrorShare: 0.03,
  /** Above this share of the projected environments, the measured ones are a property of this machine. */
  mostCountDifference: 0.2,
  /** Below this share of the requested rate, the load was a different one. */
  leastRateShare: 0.95,
  /** Below this share, the load says nothing about the requested one. */
  leastTellingRateShare: 0.5,
  /** A short phase may end this late: one hiccup lowers its average rate, and the send lag reports the hiccup. */
  forgivenOverrunMs: 50,
  /** Above this share of busy time, an event loop has no time left to catch up. */
  highestUtilization: 0.9,
  /** Above this share of all CPU time, no process of the machine runs as soon as it is ready. */
  highestCpuShare: 0.9,
  highestStealShare: 0.05,
  /** Parts of equal length that begin this share of the whole phase apart overlap for half of it: (T - 2S) / T. */
  highestStartShare: 0.25,
  /** Of the requests of a phase: where more are missing, most of what was asked for was not measured. */
  highestMissingShare: 0.5,
  /** A retransmitted segment delays a request by 200 ms or more: above this share of the requests, p99 is affected. */
  highestRetransmitShare: 0.01,
  /** The counter covers all processes of the machine: one or two segments may belong to any of them. */
  fewestRetransmits: 3,
  /** Above this share of a limit of the machine, the next connection may find none left. */
  highestHeadroomShare: 0.9,
  /** The fastest and the slowest of n answers enclose the median with a confidence of 1 - 2^(1 - n): 94% for 5, 97% for 6. */
  fewestForMedian: 6,
  /** On a busy machine, reading two clocks one after the other, or starting a process, may take some ms. */
  leastStepMs: 50,
} as const;
