import { z } from 'zod';
import { mostInPlan } from '../../model/plan/most.ts';

const rate = z.number().positive().max(mostInPlan.perSecond);
const atOnce = z.int().min(1).max(mostInPlan.atOnce);
/** A sum of 24 times the highest rate is finite. */
const mostOfHour = 1e15;
const yearMs = 365 * 86_400_000;

export const planDemandSchema = z.strictObject({
  averagePerSecond: rate
    .optional()
    .describe('Requests per second on average over a month. Default: that of the trace.'),
  peakPerSecond: rate
    .optional()
    .describe(
      'Requests per second in the busiest minutes. A trace or logs have their own. Default: that of the daily shape, or the average.',
    ),
  burst: z
    .union([
      atOnce,
      z.strictObject({
        size: atOnce.describe('Requests that arrive at one instant, on top of the peak.'),
        everyMs: z
          .number()
          .positive()
          .max(yearMs)
          .optional()
          .describe('Time between two bursts. Absent: seldom, so that nothing is warm from the one before.'),
      }),
    ])
    .optional()
    .describe('Requests that arrive at one instant.'),
  growthPerYear: z
    .number()
    .min(-0.99)
    .max(1000)
    .optional()
    .describe('Growth of the demand in a year, as a share: 0.5 is 50%. With it, each limit has a date.'),
  dailyShape: z
    .array(z.number().nonnegative().max(mostOfHour))
    .length(24)
    .meta({ errorMessage: 'expected a list of 24 numbers, one for each hour of a day' })
    .optional()
    .describe('Load of each hour of a day, in any unit: only the ratios count. Not beside a trace or logs.'),
  tenants: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Tenants with functions or servers of their own, which share the demand evenly and add up.'),
  trace: z.string().min(1).optional().describe('File of recorded arrivals.'),
  columns: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Columns of the trace by name, and their units: start=began:s,duration=took:ms. Roles: start, end, duration, count.',
    ),
  timeUnit: z
    .enum(['ns', 'us', 'ms', 's'])
    .optional()
    .describe(
      'Unit of the numbers of a list of times that are not since 1970. In a table: `columns`, or the name of the column.',
    ),
  periodMs: z
    .number()
    .min(1)
    .max(86_400_000)
    .optional()
    .describe(
      'Period of the counts of a trace, where the file states none. Default: a minute (CloudWatch) or the shortest gap.',
    ),
  app: z.string().min(1).optional().describe('Only this application of an Azure trace.'),
  func: z.string().min(1).optional().describe('Only this function of an Azure trace, or of logs of several.'),
  host: z.string().min(1).optional().describe('Only requests to this host of an access log.'),
  metric: z
    .string()
    .min(1)
    .optional()
    .describe('Metric of a document of CloudWatch that counts the requests, by its label or its id.'),
  logs: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Files of Lambda logs with REPORT lines: arrivals and calls.'),
});

export type PlanDemandSpec = z.output<typeof planDemandSchema>;
