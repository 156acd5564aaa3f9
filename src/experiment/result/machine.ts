import os from 'node:os';
import type { RunResult } from '../../model/run-result.ts';

/** Without its host name, because reports are shared. */
export const describeMachine = (): RunResult['machine'] => ({
  cpus: os.availableParallelism(),
  cpuModel: os.cpus()[0]?.model ?? 'unknown',
  memoryMb: Math.round(os.totalmem() / 2 ** 20),
  platform: `${process.platform} ${process.arch}`,
  kernel: os.release(),
  node: process.version,
});
