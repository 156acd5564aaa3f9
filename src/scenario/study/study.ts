import { z } from 'zod';
import { formedText, nameSchema, timeoutMsSchema } from '../../model/schema/fields.ts';
import { maxCostUsdSchema, pricesSchema } from '../../target-kinds/fields/prices.ts';
import { lambdaInvoke } from '../../target-kinds/lambda-invoke.ts';
import { localLambda } from '../../target-kinds/local-lambda.ts';
import { matrixSchema } from './factors.ts';
import { protocolSchema } from './protocols.ts';

const measureName = formedText(/^[A-Za-z]\w{0,40}$/, 'letters and digits, such as importMs');
const answerPath = formedText(/^\$(\.[A-Za-z_][\w-]*)+$/, 'the path of a number in the answer, such as $.importMs');

/** A study file. Rules between fields are in `rules.ts`. */
export const studySchema = z
  .strictObject({
    name: nameSchema.describe('Short name; the folder of the study gets this name.'),
    question: z.string().min(1).describe('The question that this study answers, in one sentence.'),
    target: z
      .discriminatedUnion('kind', [localLambda.schema, lambdaInvoke.schema])
      .optional()
      .describe('The function, whose fields the levels of the matrix override: `local-lambda` or `lambda-invoke`.'),
    payload: z.json().default({}).describe('The event that each call gets.'),
    timeoutMs: timeoutMsSchema.default(60_000).describe('The client gives up on a call after this time.'),
    matrix: matrixSchema.prefault({}),
    protocol: protocolSchema,
    measure: z
      .record(measureName, answerPath)
      .default({})
      .describe('Numbers that the function itself answers, by name, such as `importMs: $.importMs`.'),
    maxCostUsd: maxCostUsdSchema,
    prices: pricesSchema.prefault({}).describe('Prices that override the price table.'),
  })
  .describe('A rollcall study.');

export type Study = z.output<typeof studySchema>;
