import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { studyCost } from '../../../../src/experiment/study/cost.ts';
import { studyCells } from '../../../../src/scenario/study/cells.ts';
import { parseStudy } from '../../../../src/scenario/study/parse.ts';
import { studyPlanLines } from '../../../../src/scenario/study/plan-lines.ts';

/** Only the kind of the target is another one. */
function deployedPlan(name: string, kind: string): string[] {
  const text = readFileSync(`scenarios/${name}.yaml`, 'utf8').replace('kind: local-lambda', `kind: ${kind}`);
  const { value } = parseStudy(text, { file: `${name}.yaml`, environment: {} });
  const cells = studyCells(value, (path) => path);
  return [...studyPlanLines(value, cells), ...(studyCost(value, cells)?.lines ?? [])];
}

// Calls: cells x runs x (cold + warm), and 2 x 60 of the idle study.
test.each([
  ['runtimes', 220, 'by a change of the configuration of the function', 'function hello-python-c'],
  ['packaging', 300, 'by a change of the configuration of the function', 'memory size is set to 1769 MB'],
  ['snapshot', 160, 'by a version that is published for the call', 'SnapStart is on'],
  ['idle-life', 120, 'A cell takes 25.0 s of waiting in each round.', 'function fn'],
])('the plan of %s at deployed functions has %i calls, and what they cost at most', (name, calls, time, cell) => {
  const plan = deployedPlan(name, 'lambda-invoke').join('\n');
  expect(plan).toContain(time);
  expect(plan).toContain(cell);
  expect(plan).toMatch(new RegExp(`^at most \\$[\\d.]+: ${calls} calls, each 60 s and an init of 10 s$`, 'm'));
  expect(() => deployedPlan(name, 'lambda-url')).toThrow('target.kind: expected `local-lambda` or `lambda-invoke`');
});

test('120 calls of 60 s and inits of 10 s at 128 MB are 1,050 GB-s: $0.0175 at $0.0000166667', () => {
  expect(deployedPlan('idle-life', 'lambda-invoke').at(-1)).toMatch(/^at most \$0\.0175: /);
});

test('launches have no deployed form: the file with a target is refused', () => {
  const text = readFileSync('scenarios/launch.yaml', 'utf8');
  const deployed = `${text}target: { name: fn, kind: lambda-invoke }\n`;
  expect(() => parseStudy(deployed, { file: 'launch.yaml' })).toThrow(
    /^launch\.yaml:\d+:9 target: expected none: the protocol `launch` calls no function$/m,
  );
});
