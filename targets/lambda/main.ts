import { readClocks } from '../../src/model/clock-reading.ts';
import { optional } from '../../src/model/optional.ts';
import type {
  DiscardCommand,
  Enforcement,
  LambdaReadyLine,
  LambdaServiceConfig,
  WarmCommand,
} from '../../src/model/platform/lambda.ts';
import { announce, fail, onCommand, onStop, readConfig } from '../program.ts';
import { ErrorLines } from './error-lines.ts';
import { ServiceError } from './functions/service-error.ts';
import { InvokeApi } from './invoke-api/server.ts';
import { IsolationProblem } from './isolation/isolation.ts';
import { Resources } from './resources/resources.ts';
import { LambdaService, sourcesOf } from './service.ts';
import { RoleCredentials } from './variables/role-credentials.ts';
import { openTraceSink } from './variables/trace-sink.ts';

const config = await readConfig<LambdaServiceConfig>();
try {
  const resources = Resources.detect();
  const role = new RoleCredentials(config.roleCredentials ?? {});
  const errors = new ErrorLines((line) => console.error(line));
  const onFunctionError = config.printsErrors === true ? errors.add.bind(errors) : undefined;
  const service = new LambdaService(config, { resources, role, traceAddress: await openTraceSink(), onFunctionError });
  // Before the first environment starts, as that has its address among its variables.
  const invokeApi = config.invokeApi && (await invokeApiOf(service, role, config.invokeApi.port));
  await service.deploy(invokeApi?.url);
  // Whoever started us has gone: there is nobody to be graceful to.
  process.stdin.once('end', () => service.kill());
  onStop(async () => {
    invokeApi?.close();
    await service.stop();
    await resources[Symbol.asyncDispose]();
  });
  onCommand((command: WarmCommand | DiscardCommand) =>
    'discard' in command ? service.discard(command) : service.warm(command),
  );
  announce(readyLineOf(service, invokeApi?.url, { ...resources.enforced, why: resources.why }));
} catch (error) {
  // Only the system's refusals, and Lambda's own, are the configuration's fault: a port in use, a file that cannot be written.
  const isTold = error instanceof ServiceError || error instanceof IsolationProblem;
  if (!isTold && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
  fail(`the embedded Lambda could not start: ${(error as Error).message}`);
}

function invokeApiOf(platform: LambdaService, role: RoleCredentials, port: number): Promise<InvokeApi> {
  return InvokeApi.listen({
    ...{ ...sourcesOf(config), port, platform },
    ...(config.credentials !== undefined && { credentials: [config.credentials, ...role.all] }),
    onDiscarded: ({ functionArn, requestId, condition }) =>
      console.error(`${functionArn}: event ${requestId} was discarded (${condition})`),
    onError: (error) => console.error(error),
  });
}

function readyLineOf(
  { lines, apiUrl }: LambdaService,
  invokeEndpoint: string | undefined,
  enforced: Enforcement,
): LambdaReadyLine {
  const [first] = lines;
  return {
    ...{ ready: true, url: first?.functionUrl ?? '', pid: process.pid, functions: lines, enforced },
    clock: readClocks(),
    ...optional('invokeEndpoint', invokeEndpoint),
    ...optional('apiUrl', apiUrl),
  };
}
