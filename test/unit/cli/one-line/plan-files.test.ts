import { expect, it } from 'vitest';
import { filesOf } from '../../../../src/cli/plan/one-line.ts';
import { withStdinAsValue } from '../../../../src/cli/stdin-argument.ts';

it('--logs takes the files after it; a plan in YAML may be the last', () => {
  expect(filesOf({ file: 'plan.yaml', logs: ['a.log', 'b.log'] })).toEqual({
    file: 'plan.yaml',
    logs: ['a.log', 'b.log'],
  });
  expect(filesOf({ logs: ['a.log', 'b.log', 'plan.yaml'] })).toEqual({ file: 'plan.yaml', logs: ['a.log', 'b.log'] });
  expect(filesOf({ logs: ['-', 'plan.yaml'] })).toEqual({ file: 'plan.yaml', logs: ['-'] });
  expect(filesOf({ file: 'plan.yaml' })).toEqual({ file: 'plan.yaml', logs: undefined });
});

it('--logs takes stdin, with a plan before or after it', () => {
  const words = (text: string) => withStdinAsValue('--logs', text.split(' ')).join(' ');
  expect(words('plan --logs -')).toBe('plan --logs=-');
  expect(words('plan plan.yaml --logs - --out -')).toBe('plan plan.yaml --logs=- --out -');
  expect(words('plan --logs - plan.yaml')).toBe('plan --logs=- plan.yaml');
  expect(words('plan - --logs a.log')).toBe('plan - --logs a.log');
});

it('--logs without a file is refused', () => {
  for (const given of [{ logs: [] }, { file: 'plan.yaml', logs: [] }, { logs: ['plan.yaml'] }])
    expect(() => filesOf(given), JSON.stringify(given)).toThrow('--logs: expected a file after it');
});
