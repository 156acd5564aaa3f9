import { z } from 'zod';
import { type CommonFields, commonFields, fieldKit } from './fields.ts';
import { phaseModules } from './phase-modules.ts';

type Modules = typeof phaseModules;

type PhaseSchema<M extends Modules[keyof Modules]> = M extends unknown
  ? z.ZodObject<CommonFields & { kind: z.ZodLiteral<M['kind']> } & ReturnType<M['fields']>, z.core.$strict>
  : never;

const schemaOf = ({ kind, words, fields }: Modules[keyof Modules]) =>
  z.strictObject({ ...commonFields, kind: z.literal(kind).describe(words), ...fields(fieldKit) });

const schemas = Object.values(phaseModules).map(schemaOf) as unknown as [PhaseSchema<Modules[keyof Modules]>];

export const phaseSchema = z.discriminatedUnion('kind', schemas);

export type Phase = z.output<typeof phaseSchema>;
