import { setTimeout as delay } from 'node:timers/promises';
import type { Enforcement } from '../../../src/model/platform/lambda.ts';
import { peakRssMbOf } from '../environment/process-meter.ts';
import type { Freezer } from '../freezing/freezer.ts';
import type { Controller } from './cgroup-mounts.ts';
import { bytesOf, type ControlGroup, ControlGroupV2, removed } from './control-group.ts';
import { type CpuQuota, cpuQuota } from './cpu-quota.ts';
import { type GroupParent, makeParent } from './group-parent.ts';
import { MemoryWatch } from './memory-watch.ts';

export interface DetectOptions {
  /** Control groups that were made over to us: absolute paths. Absent: our own groups, where they are ours. */
  readonly parents?: Partial<Record<Controller, string>>;
  /** For tests. Instead of /proc/self. */
  readonly procSelf?: string;
  /** For tests. Instead of that of this process. */
  readonly uid?: number;
  /** What it means that something is not enforced. Absent: what it means for execution environments. */
  readonly notEnforced?: typeof notEnforced;
}

export interface LimitOptions {
  readonly memoryMb: number;
  /** Absent: the CPU share of the memory size. */
  readonly cpu?: CpuQuota | 'unlimited';
  /** What is watched where the kernel enforces nothing. Absent: the peaks of the processes that were named. */
  readonly usedMb?: () => number;
  /** It was found over its size, and must be killed; the kernel kills by itself, and then this is not called. */
  onExceeded(): void;
}

/** `pid`: its leader, which is limited with all that it starts from then on. `meteredPid`: whose memory is watched. */
export interface LimitedProcess {
  readonly pid: number;
  readonly meteredPid: () => number | undefined;
}

export const limitedProcess = (pid: number, process: { readonly meteredPid: number | undefined }): LimitedProcess => ({
  pid,
  meteredPid: () => process.meteredPid,
});

/** The limits of one environment. Disposing removes them, when its processes have ended. */
export interface Limits extends Disposable {
  /** Another process of the environment. @throws the system's error, ESRCH if it has gone already. */
  join(process: LimitedProcess): void;
  /** From the CPU share of an init to that of calls. */
  initialized(): void;
  /** For how long its CPU share has held it back so far; undefined if nothing limits its CPU. */
  throttledMs(): number | undefined;
  exceededMemory(): boolean;
  /** All processes in its groups, those that have left their process group among them. Empty where there is no group. */
  processes(): number[];
  /** Absent where no control group can stop it. */
  readonly freezer?: Freezer;
}

const notEnforced: Readonly<Record<'cpu' | 'memory', string>> = {
  cpu: 'the CPU share of the memory size is not enforced',
  memory: 'the memory size is watched, not enforced by the kernel',
};

/** How long a group may have a process in it that is ending. */
const removalMs = 2000;
const removeAgainMs = 20;

/** Memory and CPU by memory size, by the kernel where this machine allows it. */
export class Resources implements AsyncDisposable {
  readonly enforced: Omit<Enforcement, 'why'>;
  /** For each thing that the kernel does not enforce a sentence: why not. */
  readonly why: readonly string[];
  readonly #parents: readonly (readonly [Controller, GroupParent])[];
  readonly #emptied = new Set<string>();
  #limited = 0;

  static detect({ parents = {}, procSelf, uid, notEnforced: words = notEnforced }: DetectOptions = {}): Resources {
    const made = (['cpu', 'memory', 'freezer'] as const).map(
      (controller) => [controller, makeParent({ controller, procSelf, uid, parent: parents[controller] })] as const,
    );
    return new Resources(made, words);
  }

  private constructor(made: readonly (readonly [Controller, GroupParent | string])[], words: typeof notEnforced) {
    this.#parents = made.flatMap(([controller, parent]) =>
      typeof parent === 'string' ? [] : [[controller, parent] as const],
    );
    // Without a freezer an environment is frozen by signals, which is no less.
    this.why = made.flatMap(([controller, parent]) =>
      typeof parent === 'string' && controller !== 'freezer' ? [`${words[controller]}: ${parent}`] : [],
    );
    const version = (controller: Controller) => this.#parents.find(([name]) => name === controller)?.[1].version;
    this.enforced = { cpu: version('cpu') ?? 'none', memory: version('memory') ?? 'watched' };
  }

  /**
   * To be called at once when the process has been started, before it runs foreign code: what it has allocated until then is
   * counted where it was.
   *
   * @throws the system's error, ESRCH if the process has gone already.
   */
  limit(process: LimitedProcess, options: LimitOptions): Limits {
    const { memoryMb, cpu, usedMb, onExceeded } = options;
    this.#limited += 1;
    const groups: Groups = {};
    const give = () => this.#giveBack(Object.values(groups).map(({ directory }) => directory));
    try {
      for (const [controller, parent] of this.#parents)
        groups[controller] = this.#groupFor(process.pid, parent, groups);
      limitCpu(groups, cpu ?? cpuQuota(memoryMb, 'init'));
      groups.memory?.limitMemory(bytesOf(memoryMb));
    } catch (error) {
      give();
      throw error;
    }
    const members = [process];
    const peakMb = () => members.reduce((sumMb, { meteredPid }) => sumMb + peakMbOf(meteredPid()), 0);
    const watch = groups.memory ? undefined : new MemoryWatch(memoryMb, usedMb ?? peakMb, onExceeded);
    const join = (another: LimitedProcess) => {
      members.push(another);
      for (const group of new Set(Object.values(groups))) group.add(another.pid);
    };
    return { join, ...limitsOf(cpu ?? cpuQuota(memoryMb, 'call'), groups, watch, give) };
  }

  /** Removes all groups. The environments must have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    const parents = new Set(this.#parents.map(([, { directory }]) => directory));
    for (let waitedMs = 0; waitedMs < removalMs; waitedMs += removeAgainMs) {
      this.#sweep();
      for (const directory of parents) if (this.#emptied.size === 0 && removed(directory)) parents.delete(directory);
      if (parents.size === 0) return;
      await delay(removeAgainMs);
    }
  }

  /** In version 2 all share one group. */
  #groupFor(pid: number, parent: GroupParent, made: Groups): ControlGroup {
    const shared = this.#parents.find(([name, { directory }]) => made[name] && directory === parent.directory);
    const known = shared && made[shared[0]];
    if (known !== undefined) return known;
    const group = parent.child(String(this.#limited));
    try {
      group.add(pid);
    } catch (error) {
      removed(group.directory);
      throw error;
    }
    return group;
  }

  #giveBack(directories: readonly string[]): void {
    for (const directory of directories) this.#emptied.add(directory);
    this.#sweep();
  }

  /** What still has a process in it has its turn when the next environment ends. */
  #sweep(): void {
    for (const directory of this.#emptied) if (removed(directory)) this.#emptied.delete(directory);
  }
}

const peakMbOf = (pid: number | undefined): number => (pid === undefined ? 0 : (peakRssMbOf(pid) ?? 0));

type Groups = Partial<Record<Controller, ControlGroup>>;

function limitCpu({ cpu }: { readonly cpu?: ControlGroup | undefined }, quota: CpuQuota | 'unlimited'): void {
  if (quota !== 'unlimited') cpu?.limitCpu(quota);
}

function limitsOf(
  ofCalls: CpuQuota | 'unlimited',
  { cpu, memory, freezer }: Groups,
  watch: MemoryWatch | undefined,
  give: () => void,
): Omit<Limits, 'join'> {
  let open = true;
  let killed = false;
  const exceeded = () => watch?.exceeded ?? (open ? (memory?.oomKills() ?? 0) > 0 : killed);
  return {
    initialized: () => {
      if (open) limitCpu({ cpu }, ofCalls);
    },
    processes: () => (open ? [...new Set([cpu, memory].flatMap((group) => group?.processes() ?? []))] : []),
    throttledMs: () => (open ? cpu?.throttledMs() : undefined),
    exceededMemory: exceeded,
    ...(freezer instanceof ControlGroupV2 && { freezer }),
    [Symbol.dispose]: () => {
      if (!open) return;
      killed = exceeded();
      open = false;
      watch?.[Symbol.dispose]();
      give();
    },
  };
}
