import { constants } from 'node:fs';
import { access, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import { writeOutput } from '../../files/open-output.ts';
import { CodeArchives } from '../../launch/code/code-archives.ts';
import { ScratchFolder } from '../../launch/helpers/scratch-folder.ts';
import { LayerFolders } from '../../launch/layers/layer-folders.ts';
import { makeCertificate } from '../../launch/local/certificate.ts';
import { enforcementOf } from '../../launch/local/enforcement.ts';
import { type Program, startProgram } from '../../launch/local/program.ts';
import { UserError } from '../../model/errors.ts';
import { isLoopbackName } from '../../model/http/request-source.ts';
import type { LambdaReadyLine, LambdaServiceConfig, LocalCredentials } from '../../model/platform/lambda.ts';
import { printable } from '../../model/printable.ts';
import type { FunctionsFile } from '../../scenario/functions/functions.ts';
import type { RunningFunctions } from './announce.ts';
import { followLogs } from './follow-logs.ts';
import { allowedHostsOf, portOf } from './functions.ts';
import { type FunctionsToRun, functionsToRun } from './functions-to-run.ts';
import type { LocalArguments } from './options.ts';
import { serviceOf } from './service.ts';

/** The caller of `runFunctions`. */
export interface Caller {
  /** Stops the start. */
  readonly signal: AbortSignal;
  /** Gets warnings and the logs of functions. */
  readonly output: NodeJS.WritableStream;
}

/**
 * Runs functions in the embedded Lambda until `whileRunning` ends. A module of its own, loaded only to run functions: `--help` does
 * not wait for it.
 * @throws {UserError} of the functions, their files and the addresses to listen on
 */
export async function runFunctions(
  options: LocalArguments,
  { signal, output }: Caller,
  whileRunning: (running: RunningFunctions & { readonly program: Program }) => Promise<void>,
): Promise<void> {
  const { host, https, quiet } = options;
  const invokePort = portOf('invoke-port', options['invoke-port']);
  const allowHosts = allowedHostsOf(options['allow-host']);
  await using scratch = await ScratchFolder.open('environments');
  const { functions, from, skips } = await functionsToRun(options, scratch.path, output);
  if (host === '') throw new UserError('usage', '--host: expected an address, such as 127.0.0.1, got nothing');
  if (!isLoopbackName(host)) output.write(warningAbout(host));
  await using folder = await logFolder(options['log-dir']);
  const { directory } = folder;
  const tls = https ? await makeCertificate(host) : undefined;
  await using layers = new LayerFolders();
  await using archives = new CodeArchives();
  const config: LambdaServiceConfig = {
    ...(await serviceOf(functions, {
      from,
      skips,
      host,
      invokePort,
      tls,
      layers,
      archives,
      directory,
      signal,
      output,
    })),
    allowHosts,
    printsErrors: !quiet,
    roleCredentials: await roleCredentialsOf(functions.value, output),
  };
  const certificateFile = tls && join(directory, 'certificate.pem');
  if (tls !== undefined) await writeOutput(join(directory, 'certificate.pem'), tls.cert);
  // Disposed last, to show the logs of functions while they stop.
  await using _logs = quiet ? undefined : await shownLogs(config, output);
  await using program = await started(config, { signal, output, temporary: scratch.path, functions });
  const ready = program.ready as LambdaReadyLine;
  await whileRunning({ config, certificateFile, ready, enforced: enforcementOf(program, ready), program });
}

/** @throws {UserError} `port-in-use`, `cannot-listen` or `target-failed`, without secrets */
async function started(
  config: LambdaServiceConfig,
  { signal, output, temporary, functions }: Caller & { readonly temporary: string } & Pick<FunctionsToRun, 'functions'>,
): Promise<Program> {
  try {
    return await startProgram({
      name: 'rollcall local',
      program: 'targets/lambda/main',
      config,
      environment: { TMPDIR: temporary },
      limitsProcesses: true,
      onWords: (text) => output.write(text.split('\n').map(printable).join('\n')),
      signal,
    });
  } catch (error) {
    throw cannotListen(error) ?? functions.secrets.redactError(error);
  }
}

async function roleCredentialsOf(
  { functions }: FunctionsFile,
  output: NodeJS.WritableStream,
): Promise<Record<string, LocalCredentials>> {
  const { roleCredentials } = await import('../../aws/profile-credentials.ts');
  for (const { name, credentials } of functions) {
    if (credentials !== undefined)
      output.write(
        `warning: ${name} runs with the credentials of the AWS profile ${credentials}: it uses real AWS services\n`,
      );
  }
  return roleCredentials(functions.map(({ name, credentials }) => ({ functionName: name, profile: credentials })));
}

const warningAbout = (host: string): string =>
  `warning: --host ${host}: everyone who can reach this machine can run these functions and change their settings\n`;

/** @throws {UserError} `log-dir-unusable` */
async function logFolder(given: string | undefined): Promise<AsyncDisposable & { readonly directory: string }> {
  if (given === undefined) {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'rollcall-local-')));
    return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  }
  try {
    const directory = resolve(given);
    await makeDirectory(directory);
    await access(directory, constants.W_OK | constants.X_OK);
    return { directory, [Symbol.asyncDispose]: async () => {} };
  } catch (cause) {
    throw new UserError('log-dir-unusable', `--log-dir ${given}: ${(cause as Error).message}`, { cause });
  }
}

/** Keeps only the program's own message if it cannot listen, and drops that it ended before it was ready. */
function cannotListen(error: unknown): UserError | undefined {
  if (!(error instanceof UserError)) return undefined;
  const hint = 'choose another one with --port, --invoke-port or --host, or in the functions file';
  const [inUse] = /port \d+ of \S+ is in use/.exec(error.message) ?? [];
  if (inUse !== undefined) return new UserError('port-in-use', inUse, { hint, cause: error });
  const [refused] = /(listen (EACCES|EADDRNOTAVAIL)|getaddrinfo E\w+)\b.*$/s.exec(error.message) ?? [];
  return refused === undefined ? undefined : new UserError('cannot-listen', refused, { hint, cause: error });
}

async function shownLogs({ functions }: LambdaServiceConfig, output: NodeJS.WritableStream): Promise<AsyncDisposable> {
  const logs = functions.map(({ logFile, functionName }) => ({
    file: logFile,
    prefix: functions.length === 1 ? '' : `[${functionName}] `,
  }));
  return followLogs(logs, output);
}
