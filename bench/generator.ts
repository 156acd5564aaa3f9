import { programFile } from '../src/launch/local/program-file.ts';
import { startClock } from '../src/loadgen/clock.ts';
import { Generator } from '../src/loadgen/threads/generator.ts';

/** The generator as a run has it. */
export const startGenerator = (): Promise<Generator> =>
  Generator.start({ program: programFile('src/loadgen/threads/thread-main'), threads: 1, clock: startClock() });
