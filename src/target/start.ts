import { readFileSync } from 'node:fs';
import { optional } from '../model/optional.ts';
import type { TargetSpec } from '../scenario/targets.ts';
import { startLocalLambda } from './local-lambda.ts';
import { startNodeServer } from './node-server.ts';
import type { RunningTarget, TargetContext } from './running-target.ts';

/**
 * Starts a target, or addresses one that is there already.
 * @throws {UserError} `target-failed` if it never becomes ready.
 */
export function startTarget(spec: TargetSpec, context: TargetContext): Promise<RunningTarget> {
  switch (spec.kind) {
    case 'local-lambda':
      return startLocalLambda(spec, context);
    case 'node-server':
      return startNodeServer(spec, context);
    case 'http':
      return Promise.resolve(addressHttp(spec));
  }
}

function addressHttp(spec: Extract<TargetSpec, { kind: 'http' }>): RunningTarget {
  const stop = async () => {};
  return {
    url: spec.url,
    ...(spec.warmPath === undefined ? {} : { warmPath: spec.warmPath }),
    ...(spec.tls && { tls: tlsOf(spec.tls) }),
    coldStartFromFirstCall: spec.hosting === undefined,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type TlsSpec = NonNullable<Extract<TargetSpec, { kind: 'http' }>['tls']>;

const tlsOf = ({ ca, verify }: TlsSpec): NonNullable<RunningTarget['tls']> => ({
  rejectUnauthorized: verify,
  ...optional('ca', ca === undefined ? undefined : readFileSync(ca, 'utf8')),
});
