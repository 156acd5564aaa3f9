import { expect, it } from 'vitest';
import { filesOf } from '../../../../src/cli/plan/one-line.ts';

it('--logs takes the files after it; a plan in YAML may be the last, and stdin comes as a plan', () => {
  expect(filesOf({ file: 'plan.yaml', logs: ['a.log', 'b.log'] })).toEqual({
    file: 'plan.yaml',
    logs: ['a.log', 'b.log'],
  });
  expect(filesOf({ logs: ['a.log', 'b.log', 'plan.yaml'] })).toEqual({ file: 'plan.yaml', logs: ['a.log', 'b.log'] });
  for (const file of ['-', '']) expect(filesOf({ file, logs: [] })).toEqual({ file: undefined, logs: ['-'] });
  expect(filesOf({ file: 'plan.yaml' })).toEqual({ file: 'plan.yaml', logs: undefined });
});

it('--logs without a file is refused', () => {
  for (const given of [{ logs: [] }, { file: 'plan.yaml', logs: [] }, { logs: ['plan.yaml'] }])
    expect(() => filesOf(given), JSON.stringify(given)).toThrow('--logs: expected a file after it');
});
