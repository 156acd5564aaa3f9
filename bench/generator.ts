import { programFile } from '../src/launch/local/program-file.ts';
import type { Phase } from '../src/load/phases.ts';
import { startClock } from '../src/loadgen/clock.ts';
import type { AnswerReading, Destination, PhaseOrder } from '../src/loadgen/phase-order.ts';
import { Generator } from '../src/loadgen/threads/generator.ts';
import { workerThreads } from '../src/loadgen/threads/generator-thread.ts';
import { identityHeaders } from '../src/model/identity.ts';

/** The generator as a run has it. */
export const startGenerator = (): Promise<Generator> =>
  Generator.start({
    transport: workerThreads(programFile('src/loadgen/threads/thread-main')),
    threads: 1,
    clock: startClock(),
  });

const { instanceId, invocationId, coldStart } = identityHeaders;
export const ownHeaders = { from: 'headers', instanceId, invocationId, coldStart } as const;

/** Plain requests for the root of a server. */
export const plainOrder = (
  destination: Destination,
  phase: Phase,
  answers: AnswerReading = { identity: ownHeaders, coldStartsFrom: 'answers' },
): PhaseOrder => ({
  ...{ phase, destination, answers, place: { target: 'measured', repeat: 0 }, arrivals: { seed: 1 } },
  sending: { requests: [{ method: 'GET', path: '/', headers: {} }], timeoutMs: 20_000 },
});
