import { z } from 'zod';
import { type EnvironmentVariables, endpointIn } from '../../aws/endpoint.ts';
import type { ColdStartsFrom } from '../../model/identity.ts';
import { optional } from '../../model/optional.ts';
import type { AwsFunction, DeployedTarget } from '../../model/platform/deployed.ts';
import { formedText } from '../../model/schema/fields.ts';
import { executionEnvironment, type Payment } from '../target-kind.ts';
import { architectureSchema, costField } from './common.ts';
import { regionSchema } from './prices.ts';

const functionName = formedText(
  /^[A-Za-z0-9_:/$.-]{1,200}$/,
  'a function name or its ARN, such as orders or arn:aws:lambda:eu-west-1:123456789012:function:orders',
);

/** Where AWS is, and with which credentials. What is absent comes from the standard credential chain and the environment. */
const awsSchema = z.strictObject({
  region: regionSchema.optional().describe('Default: from the URL or ARN, else from the environment or profile.'),
  profile: z.string().min(1).optional().describe('Profile of the shared configuration files.'),
  lambdaEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Endpoint of the Lambda API, such as an emulator. Default: AWS.'),
  logsEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Endpoint of CloudWatch Logs. Default: AWS.'),
});

const ownFields = {
  functionName: functionName
    .optional()
    .describe('A name or an ARN, to read the configuration, the limits and the log. Default: the name of the target.'),
  qualifier: formedText(/^(\$LATEST(\.PUBLISHED)?|[A-Za-z0-9_-]{1,128})$/, 'a version or alias, such as live')
    .optional()
    .describe('A version or an alias. Default: `$LATEST`.'),
  aws: awsSchema
    .prefault({})
    .describe(
      '`region`, `profile`, `lambdaEndpoint` and `logsEndpoint`. Default: from the environment and the profile.',
    ),
  memoryMb: z.int().min(128).max(10_240).optional().describe('Memory size, if the configuration cannot be read.'),
  architecture: architectureSchema
    .optional()
    .describe('Selects the price if the configuration cannot be read. Default: from the Lambda API, else `x86_64`.'),
  cost: costField,
  freshEnvironments: z
    .boolean()
    .default(false)
    .describe(
      'Change an environment variable before each repeat, so that all environments are new; restored afterwards.',
    ),
};

/** A scenario does not configure a deployed function. A target that was local keeps these lines, and they are ignored. */
const embeddedOnly = z.unknown().optional().describe('Ignored: a deployed function has its own.');
const embeddedOnlyFields = {
  ...{
    function: embeddedOnly,
    model: embeddedOnly,
    timeoutMs: embeddedOnly,
    initTimeoutMs: embeddedOnly,
    keepAliveMs: embeddedOnly,
  },
  ...{ freeze: embeddedOnly, snapshot: embeddedOnly, maxLifeMs: embeddedOnly, concurrencyLimit: embeddedOnly },
  ...{ provisionedConcurrency: embeddedOnly, scaling: embeddedOnly, environment: embeddedOnly, port: embeddedOnly },
};

/** Names of fields that are ignored where a function is deployed. */
export const embeddedOnlyNames = Object.keys(embeddedOnlyFields);

/** What every deployed function has. */
export const deployedFields = { ...ownFields, ...embeddedOnlyFields };

export const deployedFacts = {
  where: 'deployed',
  takesLimits: false,
  instance: executionEnvironment,
  workers: undefined,
  isServer: false,
  warmStart: 'no',
  functions: 'none',
  ownFunction: () => undefined,
  whyUnfit: () => undefined,
  hasLogFile: false,
  listensElsewhere: () => undefined,
  coldStartsFrom: (): ColdStartsFrom => 'first-call',
  isServerByDefault: () => false,
  payment: ({ cost }: Pick<OwnSpec, 'cost'>): Payment => ({ perCall: cost === undefined, cost }),
  mostEnvironments: () => 0,
  limits: () => undefined,
  notes: () => [],
  variables: [],
  needsOneOf: [],
} as const;

const ownSchema = z.object({ name: z.string(), ...ownFields });
type OwnSpec = z.output<typeof ownSchema>;

/** The host of the Lambda API that is asked about a function. */
export function apiHost(
  { aws }: Pick<OwnSpec, 'aws'>,
  described: Partial<DeployedTarget> | undefined,
  environment: EnvironmentVariables,
): string {
  const endpoint = aws.lambdaEndpoint ?? endpointIn(environment, 'LAMBDA');
  if (endpoint !== undefined && URL.canParse(endpoint)) return new URL(endpoint).host;
  const region = described?.function?.region ?? aws.region;
  return region === undefined ? 'AWS' : `lambda.${region}.amazonaws.com`;
}

/** The function as far as the scenario describes it. */
export function functionIn(spec: OwnSpec, url?: string): Partial<AwsFunction> {
  const { name, functionName = name, aws, qualifier, memoryMb, architecture } = spec;
  return {
    functionName,
    ...optional('memoryMb', memoryMb),
    ...optional('architecture', architecture),
    ...optional('region', aws.region ?? regionIn(functionName) ?? regionIn(url)),
    ...optional('qualifier', qualifier),
  };
}

/** In an ARN, or in a function URL. */
const regionIn = (text = ''): string | undefined =>
  /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):|\.lambda-url\.([a-z0-9-]+)\.on\.aws/.exec(text)?.slice(1).find(Boolean);
