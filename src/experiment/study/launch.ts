import { join } from 'node:path';
import type { LaunchOrder, LaunchReading } from '../../launch/commands/launch-order.ts';
import { Launcher } from '../../launch/commands/launcher.ts';
import { type PreparedCommand, prepareCommand } from '../../launch/commands/prepare-command.ts';
import { ScratchFolder } from '../../launch/helpers/scratch-folder.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { PlannedRun } from '../../scenario/study/plan.ts';
import type { LaunchProtocol } from '../../scenario/study/protocols/launch.ts';
import type { OpenProtocol, StudyContext } from './protocol-runner.ts';

type Ready = Extract<PreparedCommand, { kind: 'ready' }>;

/** Launches the commands of the cells, one at a time. */
export async function openLaunch(protocol: LaunchProtocol, context: StudyContext): Promise<OpenProtocol> {
  const scratch = await ScratchFolder.open('commands');
  const launcher = new Launcher();
  const dispose = async () => {
    await launcher[Symbol.asyncDispose]();
    await scratch[Symbol.asyncDispose]();
  };
  try {
    const commands = await prepared(protocol, context, scratch.path);
    await warmUp(protocol, context, { launcher, orders: commands.orders });
    return opened(protocol, context, { launcher, ...commands, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Commands {
  readonly launcher: Launcher;
  readonly orders: ReadonlyMap<string, LaunchOrder>;
}

/** A launch that fails here fails in the runs, too, and is reported there. */
async function warmUp(
  protocol: LaunchProtocol,
  { signal }: StudyContext,
  { launcher, orders }: Commands,
): Promise<void> {
  for (let round = 0; round < protocol.warmUp; round += 1)
    for (const order of orders.values()) if (!signal.aborted) await untilAborted(launcher.launch(order), signal);
}

interface Opened extends Commands {
  readonly unavailable: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
  dispose(): Promise<void>;
}

const opened = (
  protocol: LaunchProtocol,
  { signal }: StudyContext,
  { launcher, orders, unavailable, notes, dispose }: Opened,
): OpenProtocol => ({
  ...{ unavailable, packages: new Map() },
  notes: () => notes,
  run: async (planned, { id }, record) => {
    const order = orders.get(id);
    if (order === undefined) throw new Error(`cell ${id} cannot run here`);
    const atEpochMs = Date.now();
    const reading = await untilAborted(launcher.launch(order), signal);
    if (reading === undefined) return;
    for (const sample of samplesOf(reading, protocol, { ...planned, atEpochMs })) record(sample);
  },
  [Symbol.asyncDispose]: dispose,
});

async function prepared({ subprocesses: lines }: LaunchProtocol, context: StudyContext, scratch: string) {
  const { cells, signal, study } = context;
  const [orders, unavailable, notes] = [new Map<string, LaunchOrder>(), new Map<string, string>(), new Set<string>()];
  const env = ownEnvironment();
  for (const [index, { id, command }] of cells.entries()) {
    if (command === undefined) throw new Error(`cell ${id} has no command`);
    const one = await prepareCommand(command, { folder: join(scratch, String(index + 1)), env, signal });
    if (one.kind === 'unavailable') unavailable.set(id, one.reason);
    else orders.set(id, { command: command.command, cwd: one.cwd, env, lines, timeoutMs: study.timeoutMs });
    if (one.kind === 'ready' && one.isScript) notes.add(scriptNote(command.command[0] ?? '', one));
  }
  return { orders, unavailable, notes: [...notes] };
}

/** Credentials of the caller reach no command. */
const ownEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const scriptNote = (name: string, { program }: Ready): string =>
  `${name} is a script here, ${program}: its own time is part of each launch.`;

/** Undefined when it was aborted first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The launch, and each subprocess. */
function samplesOf(
  reading: LaunchReading,
  { subprocesses }: LaunchProtocol,
  { cell, round, run, atEpochMs }: PlannedRun & { readonly atEpochMs: number },
): StudySample[] {
  const starts = Array.from({ length: 1 + subprocesses }, (_, index) => ({
    ...{ cell, round, run, copy: 1, atEpochMs, call: Math.max(1, index) },
    start: index === 0 ? 'launch' : 'subprocess',
  }));
  if (reading.kind === 'launched')
    return starts.map((start, index) => ({ ...start, values: { launchMs: (reading.timesNs[index] ?? 0) / 1e6 } }));
  const error = reading.kind === 'missing' ? 'there is no such program' : reading.reason;
  return starts.map((start) => ({ ...start, values: {}, error }));
}
