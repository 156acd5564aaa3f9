import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../exchange.ts';

/**
 * What every account has: 75 GB for all code, 250 MB unzipped and 50 MB zipped for one function.
 * Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const codeLimits = { TotalCodeSize: 80_530_636_800, CodeSizeUnzipped: 262_144_000, CodeSizeZipped: 52_428_800 };

export function getAccountSettings({ platform }: ApiRequest): ApiAnswer {
  const { accountLimit, codeBytes, all } = platform.functions;
  return jsonAnswer(200, {
    AccountLimit: { ...codeLimits, ...accountLimit },
    AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: all.length },
  });
}
