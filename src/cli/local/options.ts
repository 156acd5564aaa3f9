import type { Argv } from 'yargs';

/** Texts as they were written: what they mean is for `functionsOf` to say. One that is given twice comes as a list. */
export interface LocalArguments {
  readonly function: string | undefined;
  readonly name: string | undefined;
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly node: string | undefined;
  readonly python: string | undefined;
  readonly workload: string | undefined;
  readonly memory: string | undefined;
  readonly timeout: string | undefined;
  readonly env: readonly string[] | undefined;
  readonly region: string | undefined;
  readonly 'account-id': string | undefined;
  readonly credentials: string | undefined;
  readonly layer: readonly string[] | undefined;
  readonly 'task-root': string | undefined;
  readonly isolate: boolean | undefined;
  readonly model: string | undefined;
  readonly 'max-concurrency': string | undefined;
  readonly 'max-environments': string | undefined;
  readonly 'add-every': string | undefined;
  readonly concurrency: string | undefined;
  readonly provisioned: string | undefined;
  readonly 'account-concurrency': string | undefined;
  readonly 'keep-alive': string | undefined;
  readonly freeze: boolean | undefined;
  readonly 'log-format': string | undefined;
  readonly port: string | undefined;
  readonly auth: string | undefined;
  readonly 'invoke-mode': string | undefined;
  readonly 'rest-api': string | undefined;
  readonly host: string;
  readonly 'allow-host': readonly string[] | undefined;
  readonly 'invoke-port': string;
  readonly https: boolean;
  readonly 'log-dir': string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

export const localOptions = (yargs: Argv): Argv<LocalArguments> =>
  endOptions(scalingOptions(codeOptions(yargs))) as unknown as Argv<LocalArguments>;

const text = (group: string, describe: string) => ({ type: 'string', requiresArg: true, group, describe }) as const;

const codeOptions = (yargs: Argv) =>
  yargs
    .positional('function', {
      type: 'string',
      describe: 'Folder or file of a function, or a YAML file of several; without it the built-in workload runs',
    })
    .options({
      name: text('Function:', 'Name of the function; default: after its file or folder'),
      handler: text('Function:', 'Such as index.handler; default: what is found there'),
      runtime: text('Function:', 'node, node-ric (the official client), python or provided; default: what fits'),
      node: text('Function:', 'Another Node binary than the one at hand'),
      python: text('Function:', 'Another Python than python3'),
      workload: text('Function:', "What the built-in workload does: '{ init: { cpuMs: 30 }, call: { ioMs: 1000 } }'"),
      memory: text('Function:', 'Memory size in MB; default 128'),
      timeout: text('Function:', 'Timeout in s; default 3'),
      env: {
        ...text(
          'Function:',
          'Environment variable of the function: KEY=VALUE, or KEY alone with the value that it has here',
        ),
        array: true,
        nargs: 1,
      },
      region: text('Function:', 'AWS_REGION of the function, and in its ARN; default us-east-1'),
      'account-id': text('Function:', 'Account in the ARN of the function; default 012345678912'),
      credentials: text(
        'Function:',
        'AWS profile whose credentials the function gets: what it does at AWS is real; default: placeholders',
      ),
      layer: {
        ...text('Function:', 'Layer: a folder or a zip archive, merged at /opt in the order given'),
        array: true,
        nargs: 1,
      },
      'task-root': text(
        'Function:',
        'read-only or writable: whether it may write into its own folder; default read-only, where that can be had',
      ),
      isolate: {
        type: 'boolean',
        group: 'Function:',
        describe: 'Environments see their own processes only, and cannot signal others; Linux',
      },
      'log-format': text('Function:', 'Text or JSON; default Text'),
    });

const scalingOptions = (yargs: Argv) =>
  yargs.options({
    model: text('Scaling:', 'event (one request per environment), managed, web or queued; default event'),
    'max-concurrency': text('Scaling:', 'Requests that an environment takes at once (managed, web); default 64'),
    'max-environments': text('Scaling:', 'The most environments (managed, web: 100) or instances (queued: 10)'),
    'add-every': text('Scaling:', 'While requests wait, an instance is added in this time (queued); default 1s'),
    concurrency: text('Scaling:', 'Reserved concurrency; default none'),
    provisioned: text('Scaling:', 'Provisioned concurrency; default none'),
    'account-concurrency': text('Scaling:', 'Requests at once over all functions; default 1000'),
    'keep-alive': text('Scaling:', 'An idle environment is stopped after this time, such as 300s; default 5m'),
    freeze: {
      type: 'boolean',
      group: 'Scaling:',
      describe: 'Freeze environments between requests, as the service does; default yes, --no-freeze turns it off',
    },
  });

const endOptions = (yargs: Argv) =>
  yargs.options({
    port: text('Endpoints:', 'Port of the function URL; default 0: any free one'),
    auth: text('Endpoints:', 'NONE or AWS_IAM (signed with keys that are made up at start); default NONE'),
    'invoke-mode': text('Endpoints:', 'BUFFERED or RESPONSE_STREAM; default BUFFERED'),
    'rest-api': text(
      'Endpoints:',
      "Requests become events of a REST API with this route, such as '/items/{id}'; default: of a function URL",
    ),
    host: { ...text('Endpoints:', 'Address to listen at'), default: '127.0.0.1' },
    'allow-host': {
      ...text('Endpoints:', 'Another name by which it may be called, beside those of loopback and --host'),
      array: true,
      nargs: 1,
    },
    'invoke-port': { ...text('Endpoints:', 'Port of the Invoke API; 0: any free one'), default: '0' },
    https: {
      type: 'boolean',
      default: false,
      group: 'Endpoints:',
      describe: 'Function URLs by https, with a certificate made at start',
    },
    'log-dir': text('Output:', 'Folder where logs and telemetry stay; default: a temporary one, which goes at the end'),
    json: { type: 'boolean', default: false, group: 'Output:', describe: 'Print the ready line as JSON' },
    quiet: {
      alias: 'q',
      type: 'boolean',
      default: false,
      group: 'Output:',
      describe: 'Do not show what functions log',
    },
  });
