import { constants } from 'node:fs';
import { access, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import { makeDirectory } from '../../files/make-directory.ts';
import { writeOutput } from '../../files/open-output.ts';
import type { Program } from '../../launch/local/program.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { isLoopbackName } from '../../model/http/request-source.ts';
import type { LambdaReadyLine, LambdaServiceConfig, LocalCredentials } from '../../model/platform/lambda.ts';
import { printable } from '../../model/printable.ts';
import type { FunctionsFile } from '../../scenario/functions/functions.ts';
import { interruptible } from '../interruptible.ts';
import { announce } from './announce.ts';
import { type LocalArguments, localOptions } from './options.ts';

export const localCommand: CommandModule<unknown, LocalArguments> = {
  command: 'local [function]',
  describe: 'Run functions in the embedded Lambda until stopped',
  builder: (yargs) =>
    yargs
      .positional('function', {
        type: 'string',
        describe:
          'Folder or file of a function, a functions file (YAML), or a SAM, Serverless or CDK project; default: the built-in workload',
      })
      .options(localOptions)
      .example('$0 local', 'the built-in workload')
      .example('$0 local ./api --handler index.handler --memory 512 --timeout 30', 'a function in a folder')
      .example('$0 local target/lambda/hello/bootstrap', 'a Rust, Go or C++ function')
      .example('$0 local lambda_function.py --env STAGE=test --concurrency 5', 'a Python function')
      .example('$0 local scenarios/functions.yaml', 'several functions')
      .example('$0 local template.yaml --parameter Stage=test', 'the functions and routes of a SAM template')
      .example('$0 local serverless.yml --stage dev', 'those of a Serverless service')
      .example('$0 local cdk.out', 'those of a CDK application, after `cdk synth`')
      .example('$0 local ./api --json', 'print the ready line as JSON')
      .epilogue('Stop it with Ctrl-C or SIGTERM. It then ends all functions and exits with code 0.'),
  handler: local,
};

/** Loaded only to run functions, so that `--help` does not wait for it. */
async function local(options: LocalArguments): Promise<void> {
  using interruption = interruptible({ first: 'stopping' });
  try {
    await serve(options, interruption.signal);
  } catch (error) {
    // Stopped before it was ready: an aborted start is not an error.
    if (!interruption.signal.aborted) throw error;
    process.exitCode = exitCode.interrupted;
  }
}

async function serve(options: LocalArguments, signal: AbortSignal): Promise<void> {
  const { allowedHostsOf, portOf } = await import('./functions.ts');
  const { functionsToRun } = await import('./functions-to-run.ts');
  const { startProgram } = await import('../../launch/local/program.ts');
  const { enforcementOf } = await import('../../launch/local/enforcement.ts');
  const { makeCertificate } = await import('../../launch/local/certificate.ts');
  const { serviceOf } = await import('./service.ts');
  const { ScratchFolder } = await import('../../launch/helpers/scratch-folder.ts');
  const { LayerFolders } = await import('../../launch/layers/layer-folders.ts');
  const { CodeArchives } = await import('../../launch/code/code-archives.ts');
  const { host, https, quiet } = options;
  const invokePort = portOf('invoke-port', options['invoke-port']);
  const allowHosts = allowedHostsOf(options['allow-host']);
  await using scratch = await ScratchFolder.open('environments');
  const { functions, from, skips } = await functionsToRun(options, scratch.path);
  if (host === '') throw new UserError('usage', '--host: expected an address, such as 127.0.0.1, got nothing');
  if (!isLoopbackName(host)) process.stderr.write(warningAbout(host));
  await using folder = await logFolder(options['log-dir']);
  const { directory } = folder;
  const tls = https ? await makeCertificate(host) : undefined;
  await using layers = new LayerFolders();
  await using archives = new CodeArchives();
  const config: LambdaServiceConfig = {
    ...(await serviceOf(functions, { from, skips, host, invokePort, tls, layers, archives, directory, signal })),
    allowHosts,
    printsErrors: !quiet,
    roleCredentials: await roleCredentialsOf(functions.value),
  };
  const certificateFile = tls && join(directory, 'certificate.pem');
  if (tls !== undefined) await writeOutput(join(directory, 'certificate.pem'), tls.cert);
  // Disposed last, to show the logs of functions while they stop.
  await using _logs = quiet ? undefined : await shownLogs(config);
  const starting = startProgram({
    name: 'rollcall local',
    program: 'targets/lambda/main',
    config,
    environment: { TMPDIR: scratch.path },
    limitsProcesses: true,
    onWords: (text) => process.stderr.write(text.split('\n').map(printable).join('\n')),
    signal,
  });
  await using program = await starting.catch((error: unknown) => {
    throw cannotListen(error) ?? functions.secrets.redactError(error);
  });
  const ready = program.ready as LambdaReadyLine;
  announce({ config, certificateFile, ready, enforced: enforcementOf(program, ready), options });
  const died = await endedOrStopped(program, signal);
  if (died !== undefined) throw new UserError('target-failed', `the embedded Lambda ended unexpectedly (${died})`);
}

async function roleCredentialsOf({ functions }: FunctionsFile): Promise<Record<string, LocalCredentials>> {
  const { roleCredentials } = await import('../../aws/profile-credentials.ts');
  for (const { name, credentials } of functions) {
    if (credentials !== undefined)
      process.stderr.write(
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

async function shownLogs({ functions }: LambdaServiceConfig): Promise<AsyncDisposable> {
  const { followLogs } = await import('./follow-logs.ts');
  const logs = functions.map(({ logFile, functionName }) => ({
    file: logFile,
    prefix: functions.length === 1 ? '' : `[${functionName}] `,
  }));
  return followLogs(logs, process.stderr);
}

/** Why it ended, if it ended unexpectedly. */
async function endedOrStopped(program: Program, signal: AbortSignal): Promise<string | undefined> {
  const stopped = new Promise<undefined>((done) => {
    if (signal.aborted) done(undefined);
    else signal.addEventListener('abort', () => done(undefined), { once: true });
  });
  return Promise.race([program.ended, stopped]);
}
