import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { scenarioFile, startRollcall, temporaryDirectory } from '../rollcall.ts';

/** `rollcall local` with functions of a file, as a stand-in for an account. */
export interface LocalAws extends AsyncDisposable {
  readonly invokeEndpoint: string;
  readonly credentials: LocalCredentials | undefined;
  /** Where each function logs, as NAME.log. */
  readonly logDirectory: string;
  readonly functions: readonly { readonly functionName: string; readonly functionUrl: string }[];
  /** What a client has in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @param text of the file of functions */
export async function startLocalAws(text: string, ...options: string[]): Promise<LocalAws> {
  const logDirectory = await temporaryDirectory();
  const { child, ended } = startRollcall(
    'local',
    await scenarioFile(text),
    '--json',
    '--quiet',
    '--log-dir',
    logDirectory,
    ...options,
  );
  const lines = createInterface({ input: child.stdout });
  const told = await Promise.race([once(lines, 'line'), ended]);
  if (!Array.isArray(told)) throw new Error(`rollcall local ended: ${told.stderr}`);
  const { functions, invokeEndpoint, credentials, functionName, functionUrl } = JSON.parse(told[0]);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    ...{ invokeEndpoint, credentials, logDirectory, functions: functions ?? [{ functionName, functionUrl }] },
    environment: {
      AWS_ENDPOINT_URL_LAMBDA: invokeEndpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? 'AKIANOBODY',
      AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? 'nobodys-secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    [Symbol.asyncDispose]: stop,
  };
}
