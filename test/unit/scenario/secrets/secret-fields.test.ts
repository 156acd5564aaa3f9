import { expect, test } from 'vitest';
import {
  functionsJsonSchema,
  type JsonSchema,
  scenarioJsonSchema,
  studyJsonSchema,
} from '../../../../src/scenario/reading/json-schema.ts';
import {
  functionSecretFields,
  scenarioSecretFields,
  studySecretFields,
} from '../../../../src/scenario/secrets/secret-fields.ts';

/** Of where a function is, and what runs it. */
const codeFields = ['file', 'directory', 'handler', 'bootstrap', 'node', 'python', 'options.*', 'prepare.*.*'];

/** Fields of free text that hold no secret: names, files, and what is printed in the report as it is. A new field belongs here or there. */
const plain = {
  scenario: [
    ...[
      'name',
      'question',
      'abortOn.*',
      'baseline',
      'primaryMetrics.*',
      'thresholds.*',
      'prices.region',
      'prices.source',
      'request.event.route',
      ...['feed', 'feed.file', 'request.bodyFile', 'requests.*.bodyFile', 'requests.*.name'],
    ],
    'targets.*.function',
    ...['targets.*.event.route', 'targets.*.event.routes.*.path', 'request.event.routes.*.path'],
    ...['project', 'name', 'stage'].map((field) => `targets.*.function.${field}`),
    ...['workload', 'targets.*.function'].flatMap((place) => codeFields.map((field) => `${place}.${field}`)),
    ...['identity.instanceId', 'identity.invocationId', 'identity.coldStart'],
    ...['targets.*.allowHosts.*', 'targets.*.name', 'targets.*.identity.instanceId', 'targets.*.identity.invocationId'],
    ...['targets.*.identity.coldStart', 'targets.*.region', 'targets.*.accountId', 'targets.*.credentials'],
    ...['targets.*.command.*', 'targets.*.cwd', 'targets.*.container', 'targets.*.pidFile'],
    ...['targets.*.layers.*', 'targets.*.hosting.instance', 'targets.*.cost.instance', 'targets.*.tls.ca'],
    ...['targets.*.tls.serverName', 'targets.*.functionName', 'targets.*.qualifier', 'targets.*.aws.region'],
    ...['targets.*.aws.profile', 'load.*.name', 'load.*.targets.*', 'load.*.file', 'load.*.app', 'load.*.func'],
    ...['load.*.host', 'requestsFile', 'requestsFile.file', 'requestsFile.host', 'targets.*.unix'],
  ],
  study: [
    ...[
      'name',
      'question',
      'prices.region',
      'prices.source',
      'measure.*',
      'protocol.rounds.*',
      'protocol.rounds.*.name',
    ],
    ...[
      'matrix.command.*.*',
      'matrix.command.*.command.*',
      'matrix.command.*.files',
      'matrix.command.*.prepare.*.*',
      'protocol.waits.*',
      'matrix.version.*',
      'matrix.function.*',
      'matrix.function.*.functionName',
    ],
    ...['matrix.function.*', 'matrix.runtime.*', 'target.function'].flatMap((place) =>
      codeFields.map((field) => `${place}.${field}`),
    ),
    ...['project', 'name', 'stage'].map((field) => `target.function.${field}`),
    ...['target.function', 'target.event.route', 'target.event.routes.*.path', 'target.allowHosts.*', 'target.name'],
    ...['target.identity.instanceId', 'target.identity.invocationId', 'target.identity.coldStart', 'target.layers.*'],
    ...['target.region', 'target.accountId', 'target.credentials', 'target.cost.instance', 'target.functionName'],
    ...['target.qualifier', 'target.aws.region', 'target.aws.profile'],
  ],
  functions: [
    ...[
      ...codeFields,
      'name',
      'region',
      'accountId',
      'credentials',
      'layers.*',
      'url.event.route',
      'url.event.routes.*.path',
    ].map((field) => `functions.*.${field}`),
    ...['api.routes.*.path', 'api.routes.*.function'],
  ],
};

test.each([
  ['scenario', scenarioJsonSchema(), scenarioSecretFields],
  ['study', studyJsonSchema(), studySecretFields],
  ['functions', functionsJsonSchema(), functionSecretFields],
] as const)('every text of a file (%s) is known to hold secrets, or to hold none', (kind, schema, fields) => {
  const secret = fields.map(({ path }) => path.join('.'));
  expect([...textsIn(schema)].sort()).toEqual([...plain[kind], ...secret].sort());
});

/** Paths at which any text may stand. Words of a closed list are none. */
function textsIn(schema: JsonSchema, path: readonly string[] = []): Set<string> {
  const found = new Set<string>();
  const into = (inner: unknown, key?: string) => {
    if (typeof inner !== 'object' || inner === null) return;
    for (const text of textsIn(inner as JsonSchema, key === undefined ? path : [...path, key])) found.add(text);
  };
  // A field without a type takes anything; those of the embedded Lambda are left aside where a function is deployed.
  if (schema.type === 'string' && schema.enum === undefined && schema.const === undefined) found.add(path.join('.'));
  for (const branch of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) into(branch);
  for (const [key, inner] of Object.entries(schema.properties ?? {})) into(inner, key);
  into(schema.items, '*');
  into(schema.additionalProperties, '*');
  return found;
}
