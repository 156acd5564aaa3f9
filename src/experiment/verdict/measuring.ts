import type { NotMeasured, TargetResult } from '../../model/run-result.ts';
import type { Reason } from './reason.ts';

const figures: Record<NotMeasured['what'], string> = {
  memory: 'memory and CPU',
  connections: 'connections to the backend',
  telemetry: 'what the platform tells of environments and invocations, and the bill made of it',
  log: "the function's log",
};

/** What was to be measured and was not: its figures are absent, which must not look like a zero. */
export const measuringReasons = ({ name, notMeasured = [] }: TargetResult): Reason[] =>
  notMeasured.map(({ what, repeat, reason }) => ({
    code: 'not-measured',
    weight: 'SUSPECT',
    target: name,
    message: `not measured, or not over the whole load, of ${name} (repeat ${repeat + 1}): ${figures[what]}; ${reason}`,
    advice: 'see that this machine has room for what a run starts and writes (`ulimit -u`, disk), and run it again',
  }));
