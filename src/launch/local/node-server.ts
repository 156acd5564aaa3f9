import { pingPath } from '../../model/identity.ts';
import { optional } from '../../model/optional.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { ServerConfig } from '../../model/platform/programs.ts';
import type { NodeServerSpec } from '../../target-kinds/node-server.ts';
import { allowedSources, type StartedTarget, type TargetContext } from '../running-target.ts';
import { startProgram } from './program.ts';
import { environmentOf } from './variables.ts';

export async function startNodeServer(spec: NodeServerSpec, context: TargetContext): Promise<StartedTarget> {
  const { code } = context;
  // `check` has refused it: see `otherRuntime` of the scenario's reader.
  if (code === undefined || !('handler' in code && codeKinds[code.kind].runsInServer))
    throw new Error(`node-server runs functions for Node, not for ${code?.kind}`);
  const environment = environmentOf(spec, context);
  const config: ServerConfig = {
    handler: code.handler,
    processes: spec.processes,
    realTime: spec.realTime,
    host: context.host,
    port: spec.port,
    backlog: Math.max(1024, 2 * context.largestBurst),
    environment,
    event: context.event,
    identifies: true,
    ...allowedSources(spec, context),
  };
  const program = await startProgram({
    name: `target ${spec.name}`,
    program: 'targets/server/main',
    config,
    environment,
    ...optional('directory', code.taskRoot),
    runsForeignCode: true,
    signal: context.signal,
  });
  return {
    where: 'started',
    destination: { url: program.url, warmPath: pingPath },
    program,
    metered: { pid: program.pid, part: 'tree' },
    stop: program.stop,
    [Symbol.asyncDispose]: program.stop,
  };
}
