import { constants } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AwsAccess, lambdaClient } from '../../aws/access.ts';
import { type NamedFunction, namedFunction } from '../../aws/function-name.ts';
import { UserError } from '../../model/errors.ts';
import { type Change, FunctionVariables } from './function-variables.ts';

export interface FreshOptions {
  readonly access: AwsAccess;
  readonly region: string;
  readonly functionName: string;
  readonly qualifier?: string;
  /** Folder of the run: what is changed is written there before it is changed. */
  readonly directory: string;
  redact(text: string): string;
  /** Aborting ends the waiting for the change. What was changed is still undone. */
  readonly signal: AbortSignal;
}

export interface FreshEnvironments {
  /**
   * Removes the variable again, also after an interruption; the second time it does nothing.
   * @throws {UserError} `not-restored`, which says what is left and how to remove it
   */
  restore(): Promise<void>;
}

/** A variable that means nothing to anybody. */
const variable = 'ROLLCALL_FRESH_ENVIRONMENTS';
/** A change takes some seconds; where the function is in a VPC, some more. */
const addWithinMs = 120_000;
const removeWithinMs = 90_000;

/**
 * Makes all environments of a function new: Lambda gives no environment of an older configuration a request. A variable is added to those of
 * the function, which stay as they are, and it is waited until the change took effect.
 * @throws {UserError} a version or an alias, which cannot be changed; what the Lambda API refuses. What had been changed by then is undone.
 */
export async function freshEnvironments(options: FreshOptions): Promise<FreshEnvironments> {
  const named = changeable(options);
  const { access, region, signal } = options;
  const client = await lambdaClient(access, { region });
  const variables = new FunctionVariables(client, { region, functionName: named.unqualified });
  const restore = async () => {
    try {
      await removed(variables, named, options);
    } finally {
      client.destroy();
    }
  };
  try {
    await write(
      options,
      named,
      `${variable} is about to be added.\nIf it is not removed below: ${removal(options, named)}`,
    );
    const value = new Date().toISOString();
    const added = ({ variables: current }: Pick<Change, 'variables'>) =>
      current[variable] === value ? undefined : { variables: { ...current, [variable]: value } };
    await variables.edit(added, { bound: AbortSignal.timeout(addWithinMs), waiting: signal });
  } catch (error) {
    if (variables.asked) await restore();
    else client.destroy();
    throw error;
  }
  let restored: Promise<void> | undefined;
  return {
    restore: () => {
      restored ??= restore();
      return restored;
    },
  };
}

function changeable({ functionName, qualifier }: FreshOptions): NamedFunction {
  const named = namedFunction(functionName, qualifier);
  if (named.qualifier === undefined || named.qualifier === '$LATEST') return named;
  throw new UserError(
    'not-changeable',
    `freshEnvironments: ${named.unqualified}:${named.qualifier} is a version or an alias, which cannot be changed`,
    { hint: 'leave `qualifier` away to load $LATEST, or `freshEnvironments`' },
  );
}

/** What others changed during the run stays. */
async function removed(variables: FunctionVariables, named: NamedFunction, options: FreshOptions): Promise<void> {
  try {
    await variables.edit(without, { bound: AbortSignal.timeout(removeWithinMs) });
  } catch (cause) {
    throw new UserError(
      'not-restored',
      `the variable ${variable} is still among those of the function ${named.unqualified}: ${cause instanceof Error ? cause.message : cause}`,
      { hint: `remove it: ${removal(options, named)}`, cause },
    );
  }
  await write(options, named, `${variable} is removed.`);
}

function without({ variables }: Pick<Change, 'variables'>): Change | undefined {
  const { [variable]: ours, ...others } = variables;
  return ours === undefined ? undefined : { variables: others };
}

/** Names only: values of variables are nobody's business. */
const write = ({ directory, region, redact }: FreshOptions, { name, unqualified }: NamedFunction, text: string) =>
  appendFile(
    join(directory, `${name}.changed.txt`),
    redact(`${new Date().toISOString()} ${unqualified} in ${region}: ${text}\n`),
    { flag: constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW },
  ).catch((cause: Error) => {
    const message = `what is changed of ${unqualified} cannot be written down: ${cause.message}`;
    throw new UserError('out-unusable', message, { cause });
  });

/** The values are on no command line, and in a file that only its owner reads. The command takes no standard input for it. */
function removal({ access, region }: FreshOptions, { unqualified }: NamedFunction): string {
  const place = [
    `--region ${region}`,
    ...(access.profile === undefined ? [] : [`--profile '${access.profile.replaceAll("'", "'\\''")}'`]),
    ...(access.lambdaEndpoint === undefined ? [] : [`--endpoint-url '${access.lambdaEndpoint}'`]),
  ].join(' ');
  const without = `{FunctionName: "${unqualified}", RevisionId, Environment: {Variables: (.Environment.Variables | del(.${variable}))}}`;
  const file = 'rollcall-undo.json';
  return [
    `(umask 077; aws lambda get-function-configuration ${place} --function-name ${unqualified} --output json | jq '${without}' > ${file}`,
    `aws lambda update-function-configuration ${place} --query LastUpdateStatus --cli-input-json file://${file}; rm ${file})`,
  ].join(' && ');
}
