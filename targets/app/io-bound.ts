import type { WorkloadConfig } from '../../src/model/platform/programs.ts';
import { drawWaitMs } from '../../src/model/platform/wait-time.ts';
import type { Random } from '../../src/model/random.ts';
import { burn } from './burn.ts';
import type { Handler } from './load-handler.cts';
import type { Wait } from './wait.ts';

/** Does the init of the built-in workload and gives its calls: burn CPU, allocate, wait, answer with padding. */
export function startWorkload({ init, call, iterationsPerMs }: WorkloadConfig, random: Random, wait: Wait): Handler {
  const initWork = burn(init.cpuMs * iterationsPerMs);
  const held = residentMemory(init.memoryMb);
  return async () => {
    const work = burn(call.cpuMs * iterationsPerMs);
    const allocated = residentMemory(call.allocateMb);
    await wait(drawWaitMs(call.wait, random));
    return {
      // Sums of the work and sizes of the memory: what is used here can neither be left out nor collected before.
      work: initWork ^ work,
      heldBytes: bytesIn(held) + bytesIn(allocated),
      padding: 'x'.repeat(call.payloadBytes),
    };
  };
}

/** One buffer could not hold all sizes that a scenario may ask for. */
const blockBytes = 64 * 2 ** 20;

/** Written to, because the kernel gives a page to a process only then. */
function residentMemory(sizeMb: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let left = Math.round(sizeMb * 2 ** 20); left > 0; left -= blockBytes) {
    blocks.push(new Uint8Array(Math.min(left, blockBytes)).fill(1));
  }
  return blocks;
}

const bytesIn = (blocks: readonly Uint8Array[]): number => blocks.reduce((sum, block) => sum + block.length, 0);
