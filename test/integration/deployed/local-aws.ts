import { dirname } from 'node:path';
import { roleCredentials } from '../../../src/aws/profile-credentials.ts';
import { serviceOf } from '../../../src/cli/local/service.ts';
import { readFunctionsFile } from '../../../src/files/read-functions.ts';
import { CodeArchives } from '../../../src/launch/code/code-archives.ts';
import { LayerFolders } from '../../../src/launch/layers/layer-folders.ts';
import { startProgram } from '../../../src/launch/local/program.ts';
import type { LambdaReadyLine, LambdaServiceConfig, LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { scenarioFile, temporaryDirectory } from '../rollcall.ts';

/** The functions of a file in the embedded Lambda, as a stand-in for an account. */
export interface LocalAws extends AsyncDisposable {
  readonly invokeEndpoint: string;
  readonly credentials: LocalCredentials | undefined;
  /** Where each function logs, as NAME.log. */
  readonly logDirectory: string;
  readonly functions: readonly { readonly functionName: string; readonly functionUrl: string }[];
  /** What a client has in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What `rollcall local` starts, without the command: that takes twice the CPU.
 * @param text of the functions file
 */
export async function startLocalAws(text: string, allowHosts: readonly string[] = []): Promise<LocalAws> {
  const logDirectory = await temporaryDirectory();
  const { signal } = new AbortController();
  const config = { ...(await configOf(await scenarioFile(text), logDirectory, signal)), allowHosts };
  const program = await startProgram({
    ...{ name: 'the account', program: 'targets/lambda/main', config, limitsProcesses: true, signal },
    environment: { TMPDIR: await temporaryDirectory() },
  });
  const { functions, invokeEndpoint = '' } = program.ready as LambdaReadyLine;
  const { credentials } = config;
  return {
    ...{ invokeEndpoint, credentials, logDirectory, functions },
    environment: {
      AWS_ENDPOINT_URL_LAMBDA: invokeEndpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? 'AKIANOBODY',
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? 'nobodys-secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    [Symbol.asyncDispose]: () => program.stop(),
  };
}

async function configOf(file: string, directory: string, signal: AbortSignal): Promise<LambdaServiceConfig> {
  const functions = await readFunctionsFile(file);
  await using layers = new LayerFolders();
  await using archives = new CodeArchives();
  const unpacked = { layers, archives };
  const options = {
    from: dirname(file),
    host: '127.0.0.1',
    invokePort: 0,
    tls: undefined,
    directory,
    signal,
    output: process.stderr,
  };
  const roles = functions.value.functions.map(({ name, credentials }) => ({
    functionName: name,
    profile: credentials,
  }));
  return {
    ...(await serviceOf(functions, { ...options, ...unpacked })),
    roleCredentials: await roleCredentials(roles),
  };
}
