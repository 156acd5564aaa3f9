import { optional } from '../../model/optional.ts';
import type { Calibration } from '../../model/schema/client/client-health.ts';
import type { WorkerResult } from '../../model/schema/client/workers.ts';

/** What a calibration says of the machine of a worker: its first load. Undefined of none. */
export function workerCalibration(calibration: Calibration | undefined): WorkerResult['calibration'] {
  const [first] = calibration?.entries ?? [];
  if (calibration === undefined || first === undefined) return undefined;
  return { measuredAt: calibration.measuredAt, ...optional('p50', first.p50), ...optional('p99', first.p99) };
}
