import { startClock } from '../src/loadgen/clock.ts';
import { Generator } from '../src/loadgen/generator.ts';
import { programFile } from '../src/target/program-file.ts';

/** The generator as a run has it. */
export const startGenerator = (): Promise<Generator> =>
  Generator.start({ program: programFile('src/loadgen/thread-main'), threads: 1, clock: startClock() });
