import { exitCode } from '../../model/exit-code.ts';
import type { RunResult } from '../../model/run-result.ts';
import { hasInvalid } from '../../model/verdict.ts';

/** @param interrupted by a signal. */
export function exitCodeOf(result: RunResult, invalidExitCode: number, interrupted: boolean): number {
  if (interrupted && result.status === 'interrupted') return exitCode.interrupted;
  if (result.targets.some((target) => target.status === 'failed')) return exitCode.badInput;
  if (hasInvalid(result) && invalidExitCode !== exitCode.good) return invalidExitCode;
  const isGood = result.aborted === undefined && result.thresholds.every((threshold) => threshold.passed);
  return isGood ? exitCode.good : exitCode.thresholdFailed;
}
