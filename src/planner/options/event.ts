import type { OptionOf } from '../../scenario/plan/options.ts';
import { functionOption } from './lambda-function.ts';
import type { OptionContext } from './option.ts';

/** A Lambda function that takes one request per environment. */
export const eventOption = functionOption<OptionOf<'event'>>({
  name: 'lambda',
  parts: [],
  partsOfCalls: ({ paidRestoreShare = 0 }) => (paidRestoreShare > 0 ? ['snapStart'] : []),
  excluded: () => [],
  provisioned: () => undefined,
  assumes: (_, context) => restoreWords(context),
  discounted: 'duration',
});

function restoreWords({ needs: { startBilledMs, paidRestoreShare = 0 } }: OptionContext): string[] {
  if (startBilledMs === undefined) return [];
  const paid = 'each restore has its price, and the snapshot of one version is cached all month';
  return [
    `cold starts are restores of SnapStart, billed as in the logs: ${paidRestoreShare > 0 ? paid : 'Java pays for neither restores nor the cache'}`,
  ];
}
