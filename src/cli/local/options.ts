import type { InferredOptionTypes, Options } from 'yargs';
import { flag, text, texts } from '../options.ts';

type InGroup<Table> = { readonly [Name in keyof Table]: Table[Name] & { readonly group: string } };

const grouped = <Table extends Record<string, Options>>(group: string, table: Table): InGroup<Table> =>
  Object.fromEntries(Object.entries(table).map(([name, option]) => [name, { ...option, group }])) as InGroup<Table>;

const functionOptions = {
  name: text('Name of the function; default: the name of its file or folder'),
  handler: text('Such as index.handler; default: detected'),
  runtime: text('node, node-ric (the official client), python or provided; default: detected'),
  node: text('Path of another Node binary'),
  python: text('Path of another Python binary; default python3'),
  workload: text("Work of the built-in workload: '{ init: { cpuMs: 30 }, call: { ioMs: 1000 } }'"),
  memory: text('Memory size in MB; default 128'),
  timeout: text('Timeout in s; default 3'),
  env: texts('Environment variable of the function: KEY=VALUE, or KEY alone to take the value of the caller'),
  region: text('AWS_REGION of the function and region of its ARN; default us-east-1'),
  'account-id': text('Account in the ARN of the function; default 012345678912'),
  credentials: text(
    'AWS profile that provides credentials: the function then uses real AWS services; default: placeholders',
  ),
  layer: texts('Layer: a folder or a zip archive, merged in /opt in this order'),
  'task-root': text(
    'read-only or writable: whether the function can write to its own folder; default read-only, where the machine allows it',
  ),
  isolate: {
    type: 'boolean',
    describe: 'Environments see only their own processes and cannot signal others (Linux)',
  },
  'log-format': text('Text or JSON; default Text'),
} as const;

const projectOptions = {
  stage: text('Stage of a Serverless service, or environment in samconfig.toml'),
  parameter: texts('Parameter of a template or a Serverless service: NAME=VALUE'),
} as const;

const scalingOptions = {
  model: text('event (one request per environment), managed, web or queued; default event'),
  'max-concurrency': text('Concurrent requests of an environment (managed, web); default 64'),
  'max-environments': text(
    'Maximum number of environments (managed, web; default 100) or instances (queued; default 10)',
  ),
  'add-every': text('Interval between new instances while requests wait (queued); default 1s'),
  concurrency: text('Reserved concurrency; default none'),
  provisioned: text('Provisioned concurrency; default none'),
  'account-concurrency': text('Concurrent requests of all functions; default 1000'),
  'keep-alive': text('An idle environment stops after this time, such as 300s; default 5m'),
  freeze: {
    type: 'boolean',
    describe: 'Freeze environments between requests, as AWS does; default yes, --no-freeze turns it off',
  },
  snapshot: {
    type: 'boolean',
    describe: 'Initialize the function once, and restore each environment from that (SnapStart); default no',
  },
} as const;

const endpointOptions = {
  port: text('Port of the function URL; default 0: any free port'),
  auth: text('NONE or AWS_IAM (signed with keys that are generated at the start); default NONE'),
  'invoke-mode': text('BUFFERED or RESPONSE_STREAM; default BUFFERED'),
  event: text('The event of a request: http-v2 (function URL), http-v1 (REST API), alb or raw; default http-v2'),
  route: text("Route of a REST API, such as '/items/{id}'; sets --event http-v1"),
  host: { ...text('Address to listen on'), default: '127.0.0.1' },
  'allow-host': texts('Additional host name for requests, besides loopback names and --host'),
  'invoke-port': { ...text('Port of the Invoke API; 0: any free port'), default: '0' },
  https: flag('Function URLs with https and a new self-signed certificate'),
} as const;

const outputOptions = {
  'log-dir': text('Folder for logs and telemetry; default: a temporary folder, removed at the end'),
  json: flag('Print the ready line as JSON'),
  quiet: { ...flag('Do not show the logs of the functions'), alias: 'q' },
} as const;

export const localOptions = {
  ...grouped('Function:', functionOptions),
  ...grouped('Project:', projectOptions),
  ...grouped('Scaling:', scalingOptions),
  ...grouped('Endpoints:', endpointOptions),
  ...grouped('Output:', outputOptions),
};

/** Unparsed texts, which `functionsOf` checks. An option that is given twice is a list. */
export type LocalArguments = { readonly function: string | undefined } & Readonly<
  InferredOptionTypes<typeof localOptions>
>;
