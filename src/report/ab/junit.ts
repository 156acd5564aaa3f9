import { gateText } from '../comparison/gate-text.ts';
import { junitXml, type TestCase } from '../summary/junit-xml.ts';
import { type AbView, gateName } from './view.ts';
import { verdictWords } from './words.ts';

/**
 * The verdict as a test case, one for each figure with a limit, and one for the runs themselves.
 * @param undecided whether an undecided verdict is an error, as its exit code says, or is accepted and so skipped
 */
export function renderAbJunit(view: AbView, undecided: 'error' | 'skipped'): string {
  const cases = [verdictCase(view, undecided), runsCase(view), ...view.gates.map((gate) => gateCase(gate, view))];
  const { scenario, startedAt, finishedAt } = view;
  return junitXml([{ name: `ab ${scenario}`, cases, startedAt, finishedAt }]);
}

function verdictCase(view: AbView, undecided: 'error' | 'skipped'): TestCase {
  const name = 'head is not worse than base';
  const message = verdictWords(view);
  if (view.outcome === 'worse') return { name, problem: 'failure', message };
  return view.outcome === 'undecided' ? { name, problem: undecided, message } : { name, details: message };
}

function runsCase({ leftOut, baseline, candidate }: AbView): TestCase {
  const name = 'the runs are valid';
  const runs = [...baseline, ...candidate];
  const ofStatus = (status: 'SUSPECT' | 'INVALID') =>
    runs.flatMap(({ name: run, result: { verdict } }) =>
      verdict.status === status
        ? [`${run} is ${status}: ${verdict.reasons.map(({ message }) => message).join('; ')}`]
        : [],
    );
  const [suspect, failing] = [ofStatus('SUSPECT'), ofStatus('INVALID')];
  const lines = [
    ...leftOut.map(({ name: run, why }) => `${run} ${why}, and does not count`),
    ...failing.map((line) => `${line}; it counts, because its target is the cause`),
    ...suspect,
  ];
  if (lines.length === 0) return { name };
  const invalid = failing.length === 0 ? '' : ` ${failing.length} INVALID,`;
  const message = `${suspect.length} of ${runs.length} runs are SUSPECT,${invalid} ${leftOut.length} more do not count`;
  return { name, problem: 'skipped', message, details: lines.join('\n') };
}

function gateCase(gate: AbView['gates'][number], { comparison }: AbView): TestCase {
  const name = `${gateName(gate)}: ${gate.rule.expression}`;
  const text = gateText(gate, comparison.replicate);
  if (gate.status === 'passed') return { name, details: text };
  return { name, problem: gate.status === 'failed' ? 'failure' : 'skipped', message: text };
}
