import { z } from 'zod';
import { formedText } from '../../model/schema/fields.ts';
import { regionSchema } from './prices.ts';

/** The execution environment of a function of the embedded Lambda, besides its own variables. */
export const functionEnvironmentFields = {
  region: regionSchema
    .optional()
    .describe('`AWS_REGION` of the function, and the region in its ARN. Default: us-east-1.'),
  accountId: formedText(/^\d{12}$/, '12 digits in quotes, such as "012345678912"')
    .optional()
    .describe('Account in the ARN of the function. Default: "012345678912".'),
  credentials: formedText(/^[^\0\r\n]+$/, 'the name of an AWS profile')
    .optional()
    .describe('AWS profile whose credentials the function has. Default: placeholders that AWS does not know.'),
  layers: z
    .array(z.string().min(1))
    .min(1)
    .max(5)
    .optional()
    .describe('Layers: folders and zip archives, relative to this file, merged at `/opt` in this order.'),
  taskRoot: z
    .enum(['read-only', 'writable'])
    .optional()
    .describe(
      'Whether the function may write into its own folder: `read-only` or `writable`. Default: read-only, if this machine supports it.',
    ),
  isolate: z
    .boolean()
    .default(false)
    .describe(
      'Whether an environment sees its own processes only (Linux namespaces). Refused if this machine has none.',
    ),
};
