import type { OptionResult, PlanLimit } from '../../model/plan/option-result.ts';
import type { PlanResult, PlanSensitivity } from '../../model/plan/plan-result.ts';
import { basisLetters } from '../../text/basis.ts';
import { count, type Format, ms, percent, perSecond, significant, usd } from '../../text/format.ts';
import { rateWords, yearsWords } from '../../text/limit-words.ts';
import { asMuch, multiple, ofIts } from '../../text/multiples.ts';
import { checksBlock } from './checks-block.ts';
import { basisWords, figureOf, figureText, saidText } from './figure-text.ts';
import { inputsBlock, recordedBlock } from './inputs-blocks.ts';
import { optionRows } from './rows.ts';

/** A part of a plan: lines of text, and a table whose first row has its heads. */
export interface PlanBlock {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly table?: readonly (readonly string[])[];
  /** A column for each option: a terminal shows as many beside one another as fit. */
  readonly isWide?: true;
}

/** In the order of a review: the decision first. */
export const planBlocks = (plan: PlanResult): PlanBlock[] =>
  [
    decision(plan),
    demandBlock(plan),
    inputsBlock(plan),
    recordedBlock(plan),
    assumptionsBlock(plan),
    optionsBlock(plan),
    constraintsBlock(plan),
    breakdownBlock(plan),
    breakEvenBlock(plan),
    sensitivityBlock(plan),
    limitsBlock(plan),
    lossesBlock(plan),
    sideCostsBlock(plan),
    explanationBlock(plan),
    checksBlock(plan),
  ].filter(({ lines, table }) => lines.length > 0 || (table?.length ?? 0) > 1);

function decision({ question, recommendation }: PlanResult): PlanBlock {
  const { option, reasons, changes } = recommendation;
  return {
    heading: question,
    lines: [
      option === undefined ? 'No option keeps all constraints.' : `Recommended: ${option}.`,
      ...reasons.map((reason) => `- ${saidText(reason)}`),
      ...(changes.length === 0 ? [] : ['This changes when:', ...changes.map((change) => `- ${saidText(change)}`)]),
    ],
  };
}

function demandBlock({ demand, missing, notes, assumptions }: PlanResult): PlanBlock {
  const { averagePerSecond, peakPerSecond, burst, growthPerYear, tenants, source } = demand;
  const every = burst?.everyMs === undefined ? '' : ` every ${ms(burst.everyMs)}`;
  const facts = [
    `${perSecond(averagePerSecond)} on average`,
    `${perSecond(peakPerSecond)} at the peak${assumptions.some(({ id }) => id === 'peak') ? ' (assumed)' : ''}`,
    ...(burst === undefined ? [] : [`bursts of ${count(burst.size)}${every}`]),
    ...(growthPerYear === undefined
      ? []
      : [`${percent(Math.abs(growthPerYear))} ${growthPerYear < 0 ? 'less' : 'more'} each year`]),
    ...(tenants === 1 ? [] : [`${count(tenants)} tenants`]),
  ];
  return {
    heading: 'Demand',
    lines: [
      `${facts.join(', ')} (${source}).`,
      ...missing.map((what) => `Not known: ${what}.`),
      ...notes.map((note) => `Note: ${note}.`),
    ],
  };
}

function assumptionsBlock({ assumptions, options }: PlanResult): PlanBlock {
  return {
    heading: 'Assumptions',
    lines: options.flatMap(({ name, assumes }) => (assumes.length === 0 ? [] : [`${name}: ${assumes.join('; ')}.`])),
    table: [
      ['assumed', 'value', 'origin', 'source of the default'],
      ...assumptions.map(({ what, value, source, isDefault }) => [
        what,
        value,
        isDefault ? 'default' : 'given',
        source,
      ]),
    ],
  };
}

const verdictWords = { met: 'met', 'not-met': 'not met', undecided: 'undecided' } as const;

const constraintsBlock = ({ options }: PlanResult): PlanBlock => ({
  heading: 'Constraints',
  lines: [],
  table: [
    ['option', 'constraint', 'verdict', 'found'],
    ...options.flatMap(({ name, kept }) =>
      kept.map(({ constraint, verdict, words, basis, decidedBy }) => [
        name,
        constraint,
        decidedBy === undefined || decidedBy.length === 0
          ? verdictWords[verdict]
          : `${verdictWords[verdict]}: ${decidedBy.join(' or ')} decides`,
        saidText({ words, basis }),
      ]),
    ),
  ],
});

/** What the letters beside the numbers mean. */
export const basisLegend = `${Object.entries(basisLetters)
  .map(([basis, letter]) => `${letter}: ${basisWords[basis as keyof typeof basisWords]}`)
  .join('; ')}.`;

function optionsBlock({ options }: PlanResult): PlanBlock {
  const known = options.filter(({ figures }) => figures !== undefined);
  const unknown = options.filter(({ figures }) => figures === undefined);
  const rows = optionRows
    .map(({ label, cell }) => [label, ...known.map(cell)])
    .filter(([, ...cells]) => cells.some((cell) => cell !== '–'));
  return {
    heading: 'Options',
    lines: [
      ...unknown.map(({ name, missing }) => `${name} cannot be planned: missing ${missing.join(', ')}.`),
      basisLegend,
    ],
    table: [['', ...known.map(({ name }) => name)], ...rows],
    isWide: true,
  };
}

const breakdownBlock = ({ options }: PlanResult): PlanBlock => ({
  heading: 'Where the money goes',
  lines: options.flatMap(({ name, figures }) =>
    figures?.month === undefined ? [] : [`${name}, with a commitment of one year: ${figures.month.committed}.`],
  ),
  table: [
    ['option', 'part', '$ per month', 'price of', 'source'],
    ...options.flatMap(({ name, figures }) =>
      (figures?.month?.parts ?? []).map(({ what, usd: value, usdLow: low, usdHigh: high, price }) => [
        name,
        what,
        figureText(figureOf({ value, low, high }, figures?.month?.usd.basis ?? 'extrapolated'), usd),
        price.region === undefined ? price.date : `${price.date}, ${price.region}`,
        price.source,
      ]),
    ),
  ],
});

const breakEvenBlock = ({ breakEven, recommendation }: PlanResult): PlanBlock => ({
  heading: 'Break-even',
  // Several bands of a pair have one finding.
  lines: [
    ...new Set(
      breakEven
        .filter(({ between }) => recommendation.option === undefined || between.includes(recommendation.option))
        .map(({ between, reason, basis }) => `${between.join(' and ')}: ${reason} (${basisLetters[basis]}).`),
    ),
  ],
});

const sensitivityBlock = ({ sensitivity }: PlanResult): PlanBlock => ({
  heading: 'What would change the decision',
  lines: sensitivity.length === 0 ? [] : [...relativeTo(sensitivity), ...withinIntervals(sensitivity)],
  table: [
    ['against', 'input', 'at 50% less', 'at 50% more', 'the cheaper one changes at'],
    ...sensitivity.flatMap(({ between, inputs, basis }) =>
      inputs
        .filter(matters)
        .map((each) => [
          between[1],
          each.input,
          ratioWords(each.low, basisLetters[basis]),
          ratioWords(each.high, basisLetters[basis]),
          turnWords(each, ` ${basisLetters[basis]}`),
        ]),
    ),
  ],
});

/** What the cells are multiples of. */
const relativeTo = (sensitivity: PlanResult['sensitivity']): string[] =>
  [...new Set(sensitivity.map(({ between }) => between[0]))].map(
    (first) => `Cost of the other option relative to ${first}, when one input alone changes.`,
  );

/** Of two options that both carry the load. */
const ratioWords = (ratio: number | undefined, letter: string): string =>
  ratio === undefined ? 'not carried' : `${asMuch(ratio)} ${letter}`;

/** `36% of its value`: the value at which the other one begins to cost less, or no longer does. */
export const turnWords = ({ turnsAt, withinInterval }: PlanSensitivity['inputs'][number], letter = ''): string =>
  turnsAt === undefined
    ? 'no value'
    : `${ofIts(multiple(turnsAt), 'its value')}${letter}${withinInterval ? ', within its interval' : ''}`;

/** An input that both costs depend on alike, or not at all, is no row. */
export const matters = ({ low = 1, high = 1, turnsAt }: PlanSensitivity['inputs'][number]): boolean =>
  turnsAt !== undefined || Math.abs(Math.log(high / low)) > 0.005;

function withinIntervals(sensitivity: PlanResult['sensitivity']): string[] {
  const lines = sensitivity.flatMap(({ between, inputs, basis, ratio = 1 }) =>
    inputs.flatMap(({ input, turnsAt = 1, withinInterval }) => {
      const from = `${turnsAt < 1 === ratio >= 1 ? 'below' : 'above'} ${multiple(turnsAt)}`;
      const words = `The interval of ${input} decides: ${between[1]} costs less ${from} of its value (${basisLetters[basis]}).`;
      return withinInterval ? [words] : [];
    }),
  );
  return lines.length > 0 ? lines : ['No input changes the cheapest option within its interval.'];
}

const limitsBlock = ({ options }: PlanResult): PlanBlock => ({
  heading: 'Limits',
  lines: [],
  table: [
    ['option', 'limit', 'used', 'of', 'headroom', 'used up at', 'how it is raised'],
    ...options.flatMap(({ name, limits }) => limits.map((limit) => limitRow(name, limit))),
  ],
});

/** What is used is not nothing: `99.5%`, not `100%`. */
const headroomText: Format = (share) => (share > 0.95 && share < 1 ? multiple(share) : percent(share));

function limitRow(name: string, { used, headroom: value, headroomLow: low, headroomHigh: high, ...limit }: PlanLimit) {
  const years = yearsWords(limit);
  const when = value < 0 ? ', now' : years === undefined ? '' : `, in ${years}`;
  const rate = rateWords(limit);
  return [
    ...[
      name,
      limit.name,
      figureText(used, significant),
      `${significant(limit.allows)} ${limit.unit}`,
      figureText(figureOf({ value, low, high }, used.basis), headroomText),
    ],
    ...[
      rate === undefined ? '–' : `${rate} on average${when} ${basisLetters[limit.reachedBasis ?? 'extrapolated']}`,
      limit.increase,
    ],
  ];
}

const lossesBlock = ({ options }: PlanResult): PlanBlock => ({
  heading: 'What a failure does',
  lines: options.flatMap(({ name, losses }: OptionResult) =>
    losses.map(
      ({ lost, leaves, holds, basis }) =>
        `${name}, ${lost} lost at the peak: ${leaves}${holds === false ? ', so the peak is not held' : ''} (${basisLetters[basis]}).`,
    ),
  ),
});

const sideCostsBlock = ({ sideCosts }: PlanResult): PlanBlock => ({
  heading: 'Costs beside compute',
  lines: [],
  table: [
    ['option', 'what', '$ per month', 'added', 'price'],
    ...sideCosts.map(({ option, what, usdPerMonth, basis, isAdded, price }) => [
      option,
      what,
      `${usd(usdPerMonth)} ${basisLetters[basis]}`,
      isAdded ? 'yes' : 'no',
      price,
    ]),
  ],
});

function explanationBlock({ explanation }: PlanResult): PlanBlock {
  const { title = '', source = '', rows = [] } = explanation ?? {};
  return {
    heading: title,
    lines: explanation === undefined ? [] : [`${source}.`],
    table: [
      ['input', 'calculator', 'rollcall', 'why'],
      ...rows.map(({ input, theirs, ours, why }) => [input, theirs, ours, why]),
    ],
  };
}
