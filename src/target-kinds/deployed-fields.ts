import { z } from 'zod';
import { filledHint, formedText, pathSchema } from '../model/schema/words.ts';
import { costSchema } from './cost.ts';
import { regionSchema } from './prices.ts';

export const architectureSchema = z.enum(['x86_64', 'arm64']);

const functionName = formedText(
  /^[A-Za-z0-9_:/$.-]{1,200}$/,
  'a function name or its ARN, such as orders or arn:aws:lambda:eu-west-1:123456789012:function:orders',
);

/** Where AWS is, and as whom. The standard credential chain and the environment say what is not said here. */
const awsSchema = z.strictObject({
  region: regionSchema.optional().describe('Default: that of the URL or ARN, else of the environment or profile.'),
  profile: z.string().min(1).optional().describe('Profile of the shared configuration files.'),
  lambdaEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Of the Lambda API, such as an emulator; default: AWS.'),
  logsEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Of CloudWatch Logs; default: AWS.'),
});

/** What every deployed function has. */
const deployedFunction = {
  functionName: functionName
    .optional()
    .describe('For its configuration, limits and REPORT lines; default: the name of the target.'),
  qualifier: formedText(/^(\$LATEST(\.PUBLISHED)?|[A-Za-z0-9_-]{1,128})$/, 'a version or alias, such as live')
    .optional()
    .describe('Version or alias; default: $LATEST.'),
  aws: awsSchema.prefault({}).describe('Region, profile and endpoints.'),
  memoryMb: z
    .int()
    .min(128)
    .max(10_240)
    .optional()
    .describe('Memory size, where the configuration of the function may not be read.'),
  architecture: architectureSchema
    .optional()
    .describe('For the price, where the configuration may not be read; default: x86_64.'),
  cost: costSchema.optional().describe('How it is paid for, where that is not Lambda’s way per call.'),
  freshEnvironments: z
    .boolean()
    .default(false)
    .describe(
      'Change a variable of the function before each repeat, so that all environments are new; undone afterwards.',
    ),
};

/** How a deployed function is configured is not for a scenario to say: a target that was local keeps its lines. */
const embeddedOnly = z.unknown().optional().describe('Of the embedded Lambda; a deployed function has its own.');
const embeddedOnlyFields = {
  model: embeddedOnly,
  timeoutMs: embeddedOnly,
  initTimeoutMs: embeddedOnly,
  keepAliveMs: embeddedOnly,
  freeze: embeddedOnly,
  maxLifeMs: embeddedOnly,
  concurrencyLimit: embeddedOnly,
  provisionedConcurrency: embeddedOnly,
  scaling: embeddedOnly,
  environment: embeddedOnly,
  port: embeddedOnly,
};

/** Names of fields that are left aside where a function is deployed. */
export const embeddedOnlyNames = Object.keys(embeddedOnlyFields);

const reports = z
  .enum(['logs', 'none'])
  .default('logs')
  .describe('Where its REPORT lines come from: CloudWatch Logs after the load, or nowhere (then bills are estimates).');

export const tlsSchema = z
  .strictObject({
    ca: z.string().min(1).optional().describe('PEM file of the authority, relative to the scenario file.'),
    serverName: formedText(
      /^(?=.{1,253}$)(?=.*[A-Za-z])[\w-]+(\.[\w-]+)*$/,
      'the name of a host, such as api.example.com',
    )
      .optional()
      .describe('Asked for by SNI, and looked for in the certificate, in place of the host of the URL.'),
    verify: z.boolean().default(true).describe('false: take any certificate, a self-signed one too.'),
  })
  .optional()
  .describe('For https; default: the authorities that Node knows.');

export const warmPathSchema = pathSchema
  .optional()
  .describe('Path requested once on each connection that is opened before the load; default: none.');

export const lambdaUrlFields = {
  kind: z.literal('lambda-url').describe('A deployed function behind its function URL.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(`The function URL; default: asked of the Lambda API. ${filledHint}`),
  auth: z
    .enum(['NONE', 'AWS_IAM'])
    .optional()
    .describe('AWS_IAM: requests are signed (SigV4). Default: asked of the Lambda API.'),
  tls: tlsSchema,
  reports,
  ...deployedFunction,
  ...embeddedOnlyFields,
};

export const lambdaInvokeFields = {
  kind: z.literal('lambda-invoke').describe('A deployed function by the Invoke operation of the Lambda API.'),
  payload: z
    .enum(['request', 'body'])
    .default('request')
    .describe(
      'request: an event as of a function URL, and an answer like its. body: the body of the request (JSON) is the event.',
    ),
  reports: z
    .enum(['tail', 'logs', 'none'])
    .default('tail')
    .describe('Where its REPORT lines come from: with each answer, from CloudWatch Logs after the load, or nowhere.'),
  maxSockets: z.int().min(1).max(20_000).default(1000).describe('Connections to the Lambda API.'),
  concurrency: z
    .int()
    .min(1)
    .max(20_000)
    .optional()
    .describe('No more invocations than this at once; the others wait, which counts. Default: maxSockets.'),
  ...deployedFunction,
  ...embeddedOnlyFields,
};
