/** Requests that were recorded: a trace of arrivals, or the REPORT lines of a function. */
export interface RecordedArrivals {
  /** In the words of the report, such as `trace.csv, 20,000 requests in 1 h`. */
  readonly source: string;
  /** Ascending, from the first request. */
  readonly atMs: Float64Array;
  /** Time that the record covers: at least that from the first to the last request. */
  readonly spanMs: number;
  /** Of a record of counts: its requests were spread evenly over buckets of this length. Absent: each has its own time. */
  readonly bucketMs?: number;
  /** Of a record of counts: when the first bucket begins, which is before its first request. */
  readonly firstCountMs?: number;
  /** Time of each call without its init, in the order of `atMs`. Absent: the record has arrivals only. */
  readonly callMs?: Float64Array;
  /** Init that each call waited for; 0: none. Absent: the record has none. */
  readonly initMs?: Float64Array;
}
