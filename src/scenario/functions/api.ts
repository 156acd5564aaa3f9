import { z } from 'zod';
import { routeFields } from '../../target-kinds/fields/route.ts';

const routeSchema = z.strictObject({
  ...routeFields,
  function: z.string().min(1).describe('Name of the function.'),
});

/** An API in front of several functions: one URL, and each route at its function. */
export const apiSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0).describe('0: any free port.'),
  routes: z.array(routeSchema).min(1).max(1000).describe('The routes. The most specific one that matches is used.'),
});

export type ApiSpec = z.output<typeof apiSchema>;
