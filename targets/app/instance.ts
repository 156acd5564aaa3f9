import { readFileSync } from 'node:fs';

/** The process, as one instance of its function. */
export interface Instance {
  readonly id: string;
  /** Whether it was started by the request that is its first call: a server, started before the load, was not. */
  readonly startedByFirstCall: boolean;
  /** From the start of the process to the end of its init. */
  initMs: number;
  calls: number;
  inFlight: number;
}

export const createInstance = (id: string, initializationType: string | undefined): Instance => ({
  id,
  startedByFirstCall: initializationType === 'on-demand' || initializationType === 'native-http',
  initMs: 0,
  calls: 0,
  inFlight: 0,
});

export const thisInstance = createInstance(randomUuid(), process.env['AWS_LAMBDA_INITIALIZATION_TYPE']);

/** From the kernel where it has one to give: node:crypto costs a cold start 1 ms more. */
function randomUuid(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/uuid', 'latin1').trim();
  } catch {
    // Not Linux.
    return process.getBuiltinModule('node:crypto').randomUUID();
  }
}
