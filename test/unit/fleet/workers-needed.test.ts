import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';

it('the worked example of the docs follows its own rule: load ÷ (share × what one holds), rounded up', () => {
  const text = readFileSync(join(packageRoot, 'docs/distributed.md'), 'utf8');
  const [, share] = /Workers = load ÷ \(([\d.]+) × what one holds\), rounded up/.exec(text) ?? [];
  const example =
    /For a load of ([\d,]+)\/s where one worker holds ([\d,]+)\/s: ([\d,]+) ÷ ([\d,]+) = ([\d.]+), so (\d+)\./.exec(
      text,
    );
  const [load = 0, held = 0, ...rest] = (example ?? []).slice(1).map((number) => Number(number.replaceAll(',', '')));
  const used = Number(share) * held;
  expect(rest).toEqual([load, Math.round(used), Math.round((10 * load) / used) / 10, Math.ceil(load / used)]);
});
