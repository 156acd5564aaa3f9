import { expect, it } from 'vitest';
import { functionBehind, sheetFor } from '../../../../src/experiment/before/priced-function.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';

const scenarioOf = (target: string) =>
  parseScenario(
    `name: s\nquestion: q\nworkload: { kind: builtin, call: { ioMs: 1 } }\ntargets: [{ name: l, kind: local-lambda${target} }]\nload: [{ name: b, kind: burst, size: 1 }]\n`,
    { file: 's.yaml' },
  );

it('an embedded Lambda that says where it is has the prices of there; one that does not, those of the scenario', () => {
  const regionOf = (target: string) => {
    const scenario = scenarioOf(target);
    const [spec] = scenario.targets;
    if (spec === undefined) throw new Error('no target');
    return sheetFor(scenario, functionBehind(spec, undefined)).region;
  };
  expect(regionOf(', region: eu-west-1')).toBe('eu-west-1');
  expect(regionOf('')).toBe('us-east-1');
});
