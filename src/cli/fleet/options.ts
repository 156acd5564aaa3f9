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
  workers: text('Fire from as many workers (`rollcall worker`), which meet at --engine'),
  ...engineOptions,
  'join-timeout': { ...text('Wait this long for the workers to join, such as 2m'), default: '60s' },
} satisfies Record<string, Options>;

export type FleetArguments = InferredOptionTypes<typeof fleetOptions>;

const most = 1000;

/** @throws {UserError} `usage` */
export function parseWorkers(written: string): number {
  const workers = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (workers >= 1 && workers <= most) return workers;
  throw new UserError('usage', `--workers: expected a whole number from 1 to ${most}, got "${written}"`);
}
