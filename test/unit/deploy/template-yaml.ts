import { type CollectionTag, isAlias, parseDocument, type ScalarTag, visit, YAMLMap, YAMLSeq } from 'yaml';

/** The short forms of CloudFormation's functions that its templates may have. */
const functionNames = [
  'Sub',
  'GetAtt',
  'If',
  'Join',
  'Equals',
  'Not',
  'And',
  'Or',
  'Select',
  'Split',
  'FindInMap',
  'Base64',
];

/**
 * A template with every function in its long form, `{ Ref }` or `{ 'Fn::Sub' }`.
 * @returns problems also for what CloudFormation does not take: tags that it does not know, and aliases.
 */
export function parseTemplate(text: string): { readonly template: unknown; readonly problems: readonly string[] } {
  const document = parseDocument(text, { customTags: tags });
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message.split('\n')[0] ?? message);
  visit(document, (_, node) => {
    if (isAlias(node)) problems.push(`*${node.source}: CloudFormation takes no aliases`);
  });
  return { template: problems.length === 0 ? document.toJS() : undefined, problems };
}

const longName = (tag: string): string => (tag === 'Ref' || tag === 'Condition' ? tag : `Fn::${tag}`);

const scalarTag = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text) => ({ [longName(name)]: name === 'GetAtt' ? splitAtFirstDot(text) : text }),
});

const sequenceTag = (name: string): CollectionTag => ({
  tag: `!${name}`,
  collection: 'seq',
  nodeClass: YAMLSeq,
  resolve: (sequence) => {
    const call = new YAMLMap();
    call.set(longName(name), sequence);
    return call;
  },
});

/** An attribute may have dots in its name. */
function splitAtFirstDot(text: string): string[] {
  const [resource = '', ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}

const tags = [...['Ref', 'Condition', ...functionNames].map(scalarTag), ...functionNames.map(sequenceTag)];
