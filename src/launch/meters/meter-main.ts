import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf, memoryOf, ownCpuMsOf, processTree } from './proc.ts';
import { UsedCpu } from './used-cpu.ts';

/**
 * The memory meter, a process of its own so that its reading never delays the load generator. A scan adds up all
 * processes below a pid and sends a `MeterReading` to the parent; it scans by itself and, at once, on any message.
 * Reading /proc takes CPU from what is measured, so a scan that took d ms is followed by a pause of at least
 * `d * pausePerScan`.
 */
export interface MeterReading {
  /** `process.hrtime`, which all processes of a machine share: a step of the wall clock does not move it. */
  readonly atMonotonicMs: number;
  readonly rssMb: number;
  readonly pssMb: number;
  readonly processes: number;
  /** CPU since their start of the processes alive, and of their children that have ended. */
  readonly cpuMs: number;
  /** CPU since the scan before, without what a process used after the last scan that found it. */
  readonly usedCpuMs: number;
  /** It answers a message, rather than being one of the regular ones. */
  readonly asked: boolean;
  /** So much later than its time this scan began: what was on the machine, or whoever stopped the meter, held it up. */
  readonly lateMs: number;
}

const intervalMs = 100;
/** At most a tenth of one core. */
const pausePerScan = 9;

const used = new UsedCpu();
const [root, part] = [Number(process.argv[2]), process.argv[3]];
process.on('disconnect', () => process.exit(0));
// A reading that finds the channel closed fails with EPIPE before `disconnect` arrives: nobody is left to read.
process.on('error', () => process.exit(0));
process.on('message', () => process.send?.(scan(true, 0)));
await scanForEver();

async function scanForEver(): Promise<never> {
  for (let dueAtMs = performance.now(); ; ) {
    const startedAtMs = performance.now();
    process.send?.(scan(false, startedAtMs - dueAtMs));
    const endedAtMs = performance.now();
    const pauseMs = Math.max(intervalMs, (endedAtMs - startedAtMs) * pausePerScan);
    dueAtMs = endedAtMs + pauseMs;
    await sleep(pauseMs);
  }
}

function scan(asked: boolean, lateMs: number): MeterReading {
  const atMonotonicMs = Number(process.hrtime.bigint()) / 1e6;
  const tree = processTree(root, part === 'descendants' ? 'main-thread' : 'any-thread');
  let [rssMb, pssMb, cpuMs, processes] = [0, 0, 0, 0];
  const own = new Map<number, number>();
  for (const pid of part === 'descendants' ? tree.slice(1) : tree) {
    const memory = memoryOf(pid);
    if (memory === undefined) continue;
    processes += 1;
    rssMb += memory.rssMb;
    pssMb += memory.pssMb;
    cpuMs += cpuMsOf(pid) ?? 0;
    own.set(pid, ownCpuMsOf(pid) ?? 0);
  }
  return { atMonotonicMs, rssMb, pssMb, processes, cpuMs, usedCpuMs: used.since(own), asked, lateMs };
}
