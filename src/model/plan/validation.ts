/** What nobody documents of the platform: how long environments idle and live. */
export interface AssumedLives {
  readonly keepAliveMs: number;
  readonly maxLifeMs: number;
}

export interface EnvironmentCounts {
  /** Mean number alive from the first request to the end of the last. */
  readonly environments: number;
  readonly coldStarts: number;
}

/** Highest errors of what is predicted of a recording, as shares of what was recorded. */
export const recordingTolerances = { environments: 0.05, coldStarts: 0.2 } as const;

export interface RecordingVerdicts {
  readonly environments: RowVerdict;
  readonly coldStarts: RowVerdict;
}

/** A recording with the environment of each request, beside predictions for its arrivals. */
export interface ReplayedRecording {
  readonly kind: 'requests';
  readonly file: string;
  readonly requests: number;
  readonly spanMs: number;
  readonly badLines: number;
  readonly recorded: EnvironmentCounts;
  /** The most recently used idle environment gets the request, as in 99.7% of recorded choices. */
  readonly predicted: EnvironmentCounts;
  /** The other bound: the environment that has idled the longest does. */
  readonly leastRecent: EnvironmentCounts;
  /** predicted / recorded - 1; absent where nothing was recorded. */
  readonly errors: { readonly environments: number; readonly coldStarts?: number };
  /** How far the nearest of both predictions is above what was recorded, in environments and cold starts; 0: it lies between them. */
  readonly beyond: EnvironmentCounts;
  readonly verdicts: RecordingVerdicts;
}

/** Mean absolute errors, relative to what was recorded. */
export interface MeanErrors {
  readonly environments: number;
  readonly coldStarts: number;
}

/** Experiments at steady rates, of which only means were recorded, beside the closed form for Poisson arrivals. */
export interface ReplayedAverages {
  readonly kind: 'averages';
  readonly file: string;
  readonly experiments: number;
  /** With the keep-alive that was assumed. */
  readonly errors: MeanErrors;
  /** What a perfect model would score on the cold starts, given the standard errors of the recorded shares. */
  readonly coldStartFloor: number;
  /** The keep-alive fitted on one half of the rows and scored on the other, both ways. */
  readonly fitted: readonly FittedHalf[];
  /** Absent with fewer than 4 rows. */
  readonly splits?: FittedSplits;
  /** Of `errors`. */
  readonly verdicts: RecordingVerdicts;
}

/** The same over random halves of the rows: one half alone depends on which rows it has. */
interface FittedSplits {
  readonly count: number;
  readonly environments: ScoreSpread;
  readonly coldStarts: ScoreSpread;
  /** What a perfect model would score on the cold starts of such halves. */
  readonly chance: ScoreSpread;
  /** Fitted on all rows and scored on them: the least cold-start error that one keep-alive for all rows has. */
  readonly best: { readonly keepAliveMs: number; readonly errors: MeanErrors };
}

export interface ScoreSpread {
  readonly mean: number;
  /** 5th and 95th percentile. */
  readonly low: number;
  readonly high: number;
}

interface FittedHalf {
  readonly keepAliveMs: number;
  readonly errors: MeanErrors;
  /** What a perfect model would score on the cold starts of the rows that were scored: from the 5th to the 95th percentile. */
  readonly chance: readonly [low: number, high: number];
}

export type ReplayedFile = ReplayedRecording | ReplayedAverages;

/** What of a plan is predicted. */
type ValidatedQuantity =
  | 'environments'
  | 'mean environments'
  | 'cold starts'
  | 'throttled'
  | 'p50'
  | 'p99'
  | 'memory'
  | 'cost';

/** Where it has a vCPU to itself, in ms. */
export interface MeanCall {
  /** CPU and waiting. */
  readonly ms: number;
  readonly cpuMs: number;
}

/** One prediction beside its measurement. */
export interface ValidationRow {
  readonly check: string;
  readonly quantity: ValidatedQuantity;
  /** What serves the requests. */
  readonly of: 'one-per-environment' | 'server';
  /** Requests in flight in the measured run; of servers, the share of the CPU in use. */
  readonly load: number;
  /** The same of the run that the prediction was learned from; absent where nothing had to be learned. */
  readonly learnedAt?: number;
  /** Of a function: the mean call of the workload. */
  readonly call?: MeanCall;
  readonly unit: 'count' | 'ms' | 'MB' | '$ per million';
  /** What of the load is known to the prediction: rate and process, or when each request of the measured run arrived. */
  readonly given: 'schedule' | 'arrivals';
  readonly predicted: number;
  readonly measured: number;
  /**
   * Half of the interval that holds the figure of 95% of runs of this schedule, as a share of the prediction: so far may the measurement be
   * off by chance. Absent where nothing is drawn.
   */
  readonly sampling?: number;
  /** Highest error, as a share of the measurement; 0: exactly equal. */
  readonly tolerance: number;
}

/** A run that was not used: what disturbed it. */
export interface DiscardedRun {
  readonly check: string;
  readonly why: string;
}

/** A figure that was to be compared, and could not be measured or predicted. */
export type UnmeasuredFigure = Pick<ValidationRow, 'check' | 'quantity' | 'given'>;

export interface Validation {
  /** ISO 8601, to the day. */
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly ValidationRow[];
  readonly discarded: readonly DiscardedRun[];
  /** Figures that have no row although their run was not disturbed. */
  readonly notMeasured?: readonly UnmeasuredFigure[];
  /** The rows are those of the checks that had ended. */
  readonly interrupted?: true;
}

export const errorOf = ({ predicted, measured }: Pick<ValidationRow, 'predicted' | 'measured'>): number =>
  predicted === measured ? 0 : predicted / measured - 1;

/** What plans quote: the error, and by how much more it may be, since chance may have made it smaller in this one run. */
export const largestErrorOf = (row: ValidationRow): number => Math.abs(errorOf(row)) + (row.sampling ?? 0);

export type RowVerdict = 'holds' | 'undecided' | 'fails';

/** Undecided: the error is above its limit by no more than chance explains. */
export function verdictOf(row: ValidationRow): RowVerdict {
  const beyond = Math.abs(errorOf(row)) - row.tolerance;
  if (beyond <= 0) return 'holds';
  return beyond <= (row.sampling ?? 0) ? 'undecided' : 'fails';
}
