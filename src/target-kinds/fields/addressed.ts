import { z } from 'zod';
import { filledHint, formedText, pathSchema } from '../../model/schema/fields.ts';

export const tlsSchema = z
  .strictObject({
    ca: z.string().min(1).optional().describe('PEM file of the authority, relative to the scenario file.'),
    serverName: formedText(
      /^(?=.{1,253}$)(?=.*[A-Za-z])[\w-]+(\.[\w-]+)*$/,
      'the name of a host, such as api.example.com',
    )
      .optional()
      .describe('Sent by SNI and required in the certificate, in place of the host of the URL.'),
    verify: z.boolean().default(true).describe('false: accept any certificate, a self-signed one too.'),
  })
  .optional()
  .describe(
    '`{ ca: ca.pem }` for a private authority, `{ verify: false }` to accept any certificate, `{ serverName: api.example.com }` for SNI. Default: the authorities that Node knows.',
  );

export type TlsSpec = NonNullable<z.output<typeof tlsSchema>>;

/** What every target has that is already there, at a URL. */
export const addressedFields = {
  url: z.url({ protocol: /^https?$/ }).describe(`http or https, without user and password. ${filledHint}`),
  warmPath: pathSchema.optional().describe('Path requested once on each connection that is opened before the load.'),
  tls: tlsSchema,
};

interface WithTls {
  readonly tls?: TlsSpec | undefined;
}

/** Files of a target that has `tls`. */
export const tlsFiles = {
  files: ({ tls }: WithTls) => (tls?.ca === undefined ? [] : [{ path: ['tls', 'ca'], file: tls.ca }]),
  withPaths: <Spec extends WithTls>(spec: Spec, resolve: (path: string) => string): Spec =>
    spec.tls?.ca === undefined ? spec : { ...spec, tls: { ...spec.tls, ca: resolve(spec.tls.ca) } },
};

export const addressedFacts = {
  where: 'addressed',
  takesLimits: false,
  isServer: false,
  workers: undefined,
  warmStart: 'no-environments',
  functions: 'none',
  ownFunction: () => undefined,
  whyUnfit: () => undefined,
  hasLogFile: false,
  isFoundByHost: false,
  asksUrl: () => false,
  listensElsewhere: () => undefined,
  host: ({ url }: { readonly url: string }) => new URL(url).host,
  mostInFlight: () => Number.POSITIVE_INFINITY,
  mostEnvironments: () => 0,
  limits: () => undefined,
  notes: () => [],
  variables: [],
  needsOneOf: [],
  ...tlsFiles,
} as const;
