import type { Reason } from './reason.ts';

/** Reading two clocks one after the other, and the start of a process, may take some ms on a busy machine. */
const leastStepMs = 50;

/** Whether somebody set the wall clock. Figures do not use it, but dates, log windows and signatures do. */
export function clockReasons(steppedMs: number): Reason[] {
  if (Math.abs(steppedMs) <= leastStepMs) return [];
  const seconds = (Math.abs(steppedMs) / 1000).toFixed(2);
  return [
    {
      code: 'clock-step',
      weight: 'SUSPECT',
      message: `the wall clock of this machine was set ${steppedMs > 0 ? 'forward' : 'back'} by ${seconds} s during the run`,
      advice:
        'figures are of the monotonic clock, but dates, the window in which a log is searched, and what a function reads as the time are of both: run the scenario again when the clock is set',
    },
  ];
}
