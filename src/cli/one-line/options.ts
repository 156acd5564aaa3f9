import type { InferredOptionTypes, Options } from 'yargs';
import { flag, text, texts } from '../options.ts';
import { runOptions } from '../run/options.ts';

type InGroup<Table> = { readonly [Name in keyof Table]: Table[Name] & { readonly group: string } };

const grouped = <Table extends Record<string, Options>>(group: string, table: Table): InGroup<Table> =>
  Object.fromEntries(Object.entries(table).map(([name, option]) => [name, { ...option, group }])) as InGroup<Table>;

const targetOptions = {
  command: text(
    "Your own server, started for the run, in place of a URL: 'node dist/server.js'. It gets its port as PORT",
  ),
  against: {
    ...texts("Compare with this: a URL, a folder, a file, or the command of a server such as 'node server.js'"),
    default: [],
  },
  function: text('Function of a SAM, Serverless or CDK project: its logical ID or name; default: the only one'),
  handler: text('Handler of the function, such as index.handler; default: detected'),
  memory: text('Memory size of the function in MB; default 512'),
  env: { ...texts('Environment variable of the function or server: KEY=VALUE'), default: [] },
} as const;

const requestOptions = {
  method: { ...text('Method of every request; default GET, with a body POST'), alias: 'X' },
  header: { ...texts("Header of every request: 'name: value'"), alias: 'H', default: [] },
  body: { ...text('Body of every request: text, or @FILE'), alias: 'b' },
  path: text('Path and query of every request, appended to those of the URL'),
  timeout: text('Give up on a request after this time, such as 500ms; default 30s'),
} as const;

const outputOptions = {
  out: { ...text('Also keep the files of the run, in this folder, new or empty'), alias: 'o' },
  html: text('Write the page to this file'),
  'print-scenario': flag('Print the scenario file that repeats this, and end'),
  repeats: text('How often the whole load runs; default 1'),
} as const;

export const oneLineOptions = {
  ...grouped('Target:', targetOptions),
  ...grouped('Request:', requestOptions),
  ...grouped('Run:', { ...outputOptions, ...runOptions }),
};

export type OneLineArguments = { readonly target: string | undefined } & InferredOptionTypes<typeof oneLineOptions>;

/** Of `burst`. */
export const burstOptions = grouped('Load:', {
  requests: { ...text('Requests that are released at one instant'), alias: 'n', default: '100' },
  bursts: text('Bursts, one after another: the second meets environments that are warm; default 1'),
  cold: flag('Open the connections at the release, not before it'),
} as const);

/** Of `rate`. */
export const rateOptions = grouped('Load:', {
  duration: { ...text('How long requests are due, such as 30s'), alias: 'd', default: '10s' },
  poisson: flag('Random arrivals (Poisson) in place of even ones'),
  'max-in-flight': text('Most requests in flight; others are not sent; default 1000'),
  warm: flag('Start the environments that the rate needs before the load'),
} as const);

/** Of `closed`. */
export const closedOptions = grouped('Load:', {
  clients: { ...text('Clients that each wait for a response before the next request'), alias: 'c', default: '10' },
  duration: { ...text('Nothing is sent after this time; default 10s, with -n none'), alias: 'd' },
  requests: { ...text('Requests of all clients together'), alias: 'n' },
  'think-time': text('Time between a response and the next request of a client, such as 100ms'),
} as const);

export type BurstArguments = InferredOptionTypes<typeof burstOptions>;
export type RateArguments = InferredOptionTypes<typeof rateOptions> & { readonly rate: string | undefined };
export type ClosedArguments = InferredOptionTypes<typeof closedOptions>;
