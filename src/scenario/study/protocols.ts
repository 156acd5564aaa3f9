import { z } from 'zod';
import { type ColdWarmProtocol, coldWarm } from './protocols/cold-warm.ts';
import type { ProtocolModule } from './protocols/protocol.ts';

/** Every kind of protocol, in the order of the docs. */
const protocolModules = {
  'cold-warm': coldWarm,
};

export type Protocol = ColdWarmProtocol;

export const protocolSchema = z
  .discriminatedUnion('kind', [coldWarm.schema])
  .prefault({})
  .describe('How the cells are measured.');

export const protocolOf = ({ kind }: Protocol): ProtocolModule<z.ZodType<Protocol>> => protocolModules[kind];
