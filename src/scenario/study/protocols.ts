import { z } from 'zod';
import { type ColdWarmProtocol, coldWarm } from './protocols/cold-warm.ts';
import { type IdleLifetimeProtocol, idleLifetime } from './protocols/idle-lifetime.ts';
import { type LaunchProtocol, launch } from './protocols/launch.ts';
import type { ProtocolModule } from './protocols/protocol.ts';

/** Every kind of protocol, in the order of the docs. */
const protocolModules = {
  'cold-warm': coldWarm,
  launch,
  'idle-lifetime': idleLifetime,
};

export type Protocol = ColdWarmProtocol | LaunchProtocol | IdleLifetimeProtocol;

export const protocolSchema = z
  .discriminatedUnion('kind', [coldWarm.schema, launch.schema, idleLifetime.schema])
  .prefault({})
  .describe('How the cells are measured.');

export const protocolOf = ({ kind }: Protocol): ProtocolModule<z.ZodType<Protocol>> =>
  protocolModules[kind] as ProtocolModule<z.ZodType<Protocol>>;
