import { readFileSync } from 'node:fs';
import { optional } from '../model/optional.ts';
import type { TargetSpec } from '../target-kinds/target-kinds.ts';
import type { RunningTarget } from './running-target.ts';

type TlsSpec = NonNullable<Extract<TargetSpec, { kind: 'http' }>['tls']>;

/** With the authority's certificate itself, in place of its file. */
export const tlsOf = ({ ca, serverName, verify }: TlsSpec): NonNullable<RunningTarget['tls']> => ({
  rejectUnauthorized: verify,
  ...optional('serverName', serverName),
  ...optional('ca', ca === undefined ? undefined : readFileSync(ca, 'utf8')),
});
