import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { serverPrice } from '../../billing/hosting-price.ts';
import { optional } from '../../model/optional.ts';
import {
  type CommandConfig,
  type CommandReadyLine,
  logTroublePrefix,
  type ServerSize,
} from '../../model/platform/command.ts';
import { statusRanges } from '../../scenario/expected-statuses.ts';
import type { ServerSpec } from '../../target-kinds/server.ts';
import { processId } from '../meters/proc.ts';
import { soleListener } from '../meters/sole-listener.ts';
import type { StartedTarget, TargetContext } from '../running-target.ts';
import { containerOf } from './container.ts';
import { enforcementOf } from './enforcement.ts';
import { portFor } from './port.ts';
import { cleanEnvironment, type Program, startProgram } from './program.ts';
import { redactLog } from './redact-log.ts';
import { serverEnvironment, withVariables } from './variables.ts';

/** Beyond its own time limit, in which the server is stopped and its output read. */
const reportMs = 10_000;

/** Starts a server of the user's, within the vCPUs and the memory of its hosting. */
export async function startServer(spec: ServerSpec, context: TargetContext): Promise<StartedTarget> {
  const { why, ...limits } = sizeOf(spec.hosting);
  const config = await configOf(spec, limits, context);
  const innerPort = config.container?.port ?? config.port;
  const redact = () => redactLog(config.logFile, context.secrets);
  const program = await startProgram({
    name: `target ${spec.name}`,
    program: 'targets/command/main',
    config,
    runsForeignCode: 'stopped-by-it',
    limitsProcesses: true,
    readyTimeoutMs: spec.ready.timeoutMs + reportMs,
    signal: context.signal,
  }).catch(async (error: unknown) => {
    await redact();
    throw error;
  });
  let ended: Promise<string | undefined> | undefined;
  const end = () => {
    ended ??= program.stop().then(redact);
    return ended;
  };
  const stop = () => end().then(() => undefined);
  const { serverPid, startupMs, enforced } = program.ready as CommandReadyLine;
  const sole = serverPid === 0 ? undefined : soleListener(serverPid, innerPort);
  return {
    where: 'started',
    destination: { url: program.url, ...optional('warmPath', spec.warmPath ?? spec.ready.path) },
    program: { pid: serverPid, startupMs, ended: endOf(program) },
    ...optional('metered', serverPid === 0 ? undefined : { pid: serverPid, part: 'tree' as const }),
    enforced: enforcementOf(program, { enforced: { ...enforced, why: [...enforced.why, ...why] } }),
    ...optional('soleInstance', sole === undefined ? undefined : processId(sole)),
    stop,
    logTrouble: async () => (await end()) ?? logTroubleIn(program.lastWords()),
    [Symbol.asyncDispose]: stop,
  };
}

async function configOf(
  spec: ServerSpec,
  limits: ServerSize,
  { directory, label, services }: TargetContext,
): Promise<CommandConfig> {
  const port = await portFor(spec);
  const container = spec.container === undefined ? undefined : containerOf(spec, spec.container, port);
  const environment = serverEnvironment(spec, { services }, container?.port ?? port);
  // A container's port takes connections before anybody listens inside.
  const { path = container && '/', status, timeoutMs } = spec.ready;
  return {
    command: (spec.command ?? []).map((part) => withVariables(part, environment)),
    directory: spec.cwd ?? process.cwd(),
    ...optional('container', container),
    environment: { ...(container === undefined && cleanEnvironment()), ...environment },
    port,
    ready: { ...optional('path', path), statuses: statusRanges({ status }), timeoutMs },
    limits,
    logFile: join(directory, `${label}.log`),
  };
}

/** What the server is limited to. A machine that has no more CPUs leaves nothing to limit. */
export function sizeOf(hosting: ServerSpec['hosting'], cpus = availableParallelism()): ServerSize & { why: string[] } {
  const { vcpu: vcpus, memoryMb } = serverPrice(hosting);
  if (vcpus === undefined || vcpus < cpus) return { ...optional('vcpus', vcpus), memoryMb, why: [] };
  return { memoryMb, why: [`its CPUs are not limited: the server has ${vcpus} vCPUs, and this machine ${cpus} CPUs`] };
}

/** Its own words say more than its exit code: how the server ended, and what it printed at last. */
const endOf = ({ ended, lastWords }: Program): Promise<string> => ended.then((how) => lastWords() || how);

const logTroubleIn = (words: string): string | undefined =>
  words
    .split('\n')
    .find((line) => line.startsWith(logTroublePrefix))
    ?.slice(logTroublePrefix.length);
