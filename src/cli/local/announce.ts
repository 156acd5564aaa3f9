import { resolve } from 'node:path';
import { defaultRoute } from '../../model/http/route.ts';
import { optional } from '../../model/optional.ts';
import { defaultRegion } from '../../model/platform/defaults.ts';
import type { Enforcement, LambdaReadyLine, LambdaServiceConfig } from '../../model/platform/lambda.ts';
import { printable, printableJson } from '../../model/printable.ts';
import type { LocalArguments } from './options.ts';

/** Functions in the embedded Lambda, as `rollcall local` announces them. */
export interface RunningFunctions {
  readonly config: LambdaServiceConfig;
  readonly certificateFile: string | undefined;
  readonly ready: LambdaReadyLine;
  readonly enforced: Enforcement;
}

/** Prints where the functions are. */
export function announce(running: RunningFunctions, options: LocalArguments): void {
  if (options.json) {
    process.stdout.write(`${printableJson(readyJson(running, options))}\n`);
    return;
  }
  if (!options.quiet) for (const why of running.enforced.why) process.stderr.write(`${printable(why)}\n`);
  process.stdout.write(`${readyLines(running).join('\n')}\n`);
}

/** The ready line of `--json`. */
export function readyJson({ config, certificateFile, ready }: RunningFunctions, options: LocalArguments): object {
  const { functions, invokeEndpoint = '', apiUrl } = ready;
  const [first] = functions;
  return {
    ...{ functionName: first?.functionName, functionUrl: first?.functionUrl, invokeEndpoint },
    ...(functions.length > 1 && { functions }),
    ...(config.api !== undefined && { apiUrl, routes: config.api.routes }),
    ...optional('credentials', config.credentials),
    ...optional('certificateFile', certificateFile),
    ...(options['log-dir'] !== undefined && { logDirectory: resolve(options['log-dir']) }),
  };
}

export function readyLines({
  config,
  certificateFile,
  ready,
}: Pick<RunningFunctions, 'config' | 'certificateFile' | 'ready'>): string[] {
  const { functions, invokeEndpoint = '', apiUrl } = ready;
  const isSigned = (name: string) =>
    config.functions.some(({ functionName, url }) => functionName === name && url.auth === 'AWS_IAM');
  const lines = functions.map(
    ({ functionName, functionUrl }) =>
      `${functionName} is ready at ${functionUrl} (Invoke API: ${invokeEndpoint})${isSigned(functionName) ? '; AWS_IAM: requests must be signed' : ''}`,
  );
  if (config.api !== undefined && apiUrl !== undefined) {
    lines.push(`the API is ready at ${apiUrl}`);
    for (const { method, path, functionName } of config.api.routes)
      lines.push(`  ${(path === defaultRoute ? path : `${method.padEnd(7)} ${path}`).padEnd(40)} ${functionName}`);
  }
  if (certificateFile !== undefined) lines.push(`  curl --cacert ${certificateFile}`);
  const region = config.functions[0]?.region ?? defaultRegion;
  lines.push(`  export AWS_ENDPOINT_URL_LAMBDA=${invokeEndpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`);
  // Clients require credentials even if they are not checked.
  const { accessKeyId, secretAccessKey } = config.credentials ?? { accessKeyId: 'any', secretAccessKey: 'any' };
  lines.push(`  export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
  return lines;
}
