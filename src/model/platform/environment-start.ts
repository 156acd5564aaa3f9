/** An environment that a platform has started, as far as its telemetry says. Times are before the moment of asking. */
export interface EnvironmentStart {
  readonly environmentId: string;
  readonly startedAgoMs: number;
  /** Its first init or restore has ended, well or badly; absent while that runs. */
  readonly initEndedAgoMs?: number;
  readonly stoppedAgoMs?: number;
}
