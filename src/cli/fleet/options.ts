import type { InferredOptionTypes, Options } from 'yargs';
import { defaultFleet } from '../../fleet/protocol/subjects.ts';
import { UserError } from '../../model/errors.ts';
import { text } from '../options.ts';

/** Of those who speak over a broker. */
export const engineOptions = {
  engine: text('NATS broker with JetStream: nats://HOST:4222, or tls://HOST:4222'),
  'engine-credentials': text('File with a token, USER:PASSWORD, the seed of an nkey, or the credentials of `nsc`'),
  'engine-ca': text('PEM file of the authority that signed the certificate of the broker'),
  'engine-cert': text('PEM file of a certificate that is shown to the broker'),
  'engine-key': text('PEM file of its key'),
  fleet: {
    ...text('Name that workers and coordinator share, where one broker serves several fleets'),
    default: defaultFleet,
  },
} satisfies Record<string, Options>;

/** Of `run`. */
export const fleetOptions = {
  workers: text(
    'Fire from as many workers (`rollcall worker`), which meet at --engine; fargate:N starts N tasks for the run, and NATS',
  ),
  ...engineOptions,
  bind: text(
    'Address of this machine that the workers reach: targets that the run starts listen there, in reach of all who reach it; default: loopback',
  ),
  'join-timeout': text('Wait this long for the broker, and then for the workers to join; default: 60s, on Fargate 5m'),
  'fargate-stack': {
    ...text('Stack of targets/deploy/fargate-workers.yaml that the tasks are started from'),
    default: 'rollcall-fleet',
  },
  'fargate-minutes': text('Longest life of a task; default: 15, and twice the planned time'),
} satisfies Record<string, Options>;

export type FleetArguments = InferredOptionTypes<typeof fleetOptions>;

const most = 1000;

/** @throws {UserError} `usage` */
export function parseWorkers(written: string): number {
  const workers = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (workers >= 1 && workers <= most) return workers;
  throw new UserError('usage', `--workers: expected a whole number from 1 to ${most}, got "${written}"`);
}
