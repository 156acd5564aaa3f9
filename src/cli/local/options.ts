import type { Argv } from 'yargs';

/** Unparsed texts, which `functionsOf` checks. An option that is given twice is a list. */
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
      describe: 'Folder or file of a function, or a functions file (YAML); default: the built-in workload',
    })
    .options({
      name: text('Function:', 'Name of the function; default: the name of its file or folder'),
      handler: text('Function:', 'Such as index.handler; default: detected'),
      runtime: text('Function:', 'node, node-ric (the official client), python or provided; default: detected'),
      node: text('Function:', 'Path of another Node binary'),
      python: text('Function:', 'Path of another Python binary; default python3'),
      workload: text('Function:', "Work of the built-in workload: '{ init: { cpuMs: 30 }, call: { ioMs: 1000 } }'"),
      memory: text('Function:', 'Memory size in MB; default 128'),
      timeout: text('Function:', 'Timeout in s; default 3'),
      env: {
        ...text(
          'Function:',
          'Environment variable of the function: KEY=VALUE, or KEY alone to take the value of the caller',
        ),
        array: true,
        nargs: 1,
      },
      region: text('Function:', 'AWS_REGION of the function and region of its ARN; default us-east-1'),
      'account-id': text('Function:', 'Account in the ARN of the function; default 012345678912'),
      credentials: text(
        'Function:',
        'AWS profile that provides credentials: the function then uses real AWS services; default: placeholders',
      ),
      layer: {
        ...text('Function:', 'Layer: a folder or a zip archive, merged in /opt in this order'),
        array: true,
        nargs: 1,
      },
      'task-root': text(
        'Function:',
        'read-only or writable: whether the function can write to its own folder; default read-only, where the machine allows it',
      ),
      isolate: {
        type: 'boolean',
        group: 'Function:',
        describe: 'Environments see only their own processes and cannot signal others (Linux)',
      },
      'log-format': text('Function:', 'Text or JSON; default Text'),
    });

const scalingOptions = (yargs: Argv) =>
  yargs.options({
    model: text('Scaling:', 'event (one request per environment), managed, web or queued; default event'),
    'max-concurrency': text('Scaling:', 'Concurrent requests of an environment (managed, web); default 64'),
    'max-environments': text(
      'Scaling:',
      'Maximum number of environments (managed, web; default 100) or instances (queued; default 10)',
    ),
    'add-every': text('Scaling:', 'Interval between new instances while requests wait (queued); default 1s'),
    concurrency: text('Scaling:', 'Reserved concurrency; default none'),
    provisioned: text('Scaling:', 'Provisioned concurrency; default none'),
    'account-concurrency': text('Scaling:', 'Concurrent requests of all functions; default 1000'),
    'keep-alive': text('Scaling:', 'An idle environment stops after this time, such as 300s; default 5m'),
    freeze: {
      type: 'boolean',
      group: 'Scaling:',
      describe: 'Freeze environments between requests, as AWS does; default yes, --no-freeze turns it off',
    },
  });

const endOptions = (yargs: Argv) =>
  yargs.options({
    port: text('Endpoints:', 'Port of the function URL; default 0: any free port'),
    auth: text('Endpoints:', 'NONE or AWS_IAM (signed with keys that are generated at the start); default NONE'),
    'invoke-mode': text('Endpoints:', 'BUFFERED or RESPONSE_STREAM; default BUFFERED'),
    'rest-api': text(
      'Endpoints:',
      "Requests become events of a REST API with this route, such as '/items/{id}'; default: events of a function URL",
    ),
    host: { ...text('Endpoints:', 'Address to listen on'), default: '127.0.0.1' },
    'allow-host': {
      ...text('Endpoints:', 'Additional host name for requests, besides loopback names and --host'),
      array: true,
      nargs: 1,
    },
    'invoke-port': { ...text('Endpoints:', 'Port of the Invoke API; 0: any free port'), default: '0' },
    https: {
      type: 'boolean',
      default: false,
      group: 'Endpoints:',
      describe: 'Function URLs with https and a new self-signed certificate',
    },
    'log-dir': text('Output:', 'Folder for logs and telemetry; default: a temporary folder, removed at the end'),
    json: { type: 'boolean', default: false, group: 'Output:', describe: 'Print the ready line as JSON' },
    quiet: {
      alias: 'q',
      type: 'boolean',
      default: false,
      group: 'Output:',
      describe: 'Do not show the logs of the functions',
    },
  });
