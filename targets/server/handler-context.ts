import { totalmem } from 'node:os';
import type { HandlerContext } from '../app/load-handler.cts';

/** A server has no timeout and no memory size of its own: a call may take for ever, and what the machine has. */
export const handlerContext = (requestId: string): HandlerContext => ({
  awsRequestId: requestId,
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'server',
  functionVersion: '$LATEST',
  invokedFunctionArn: '',
  memoryLimitInMB: String(Math.floor(totalmem() / 2 ** 20)),
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY,
  callbackWaitsForEmptyEventLoop: false,
});
