import { type CollectionTag, isScalar, type Node, parseDocument, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml';
import { UserError } from '../../../model/errors.ts';
import { isObject } from '../../../model/json/json-object.ts';
import { printable } from '../../../model/printable.ts';
import { plainData } from '../../reading/document.ts';

/**
 * A YAML or JSON text, with CloudFormation's short forms written in full: `!Ref X` is `{ Ref: X }`, and `!Sub x` is `{ Fn::Sub: x }`.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 * @throws {UserError} `project-invalid` with file and line.
 */
export function readTemplateText(text: string, file: string): Readonly<Record<string, unknown>> {
  const document = parseDocument(text, { customTags: shortForms, merge: true, uniqueKeys: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    throw invalid(`${file}:${line}:${col}: ${printable(error.message.split(' at line ')[0] ?? '')}`);
  }
  const plain = plainData(document);
  if ('message' in plain) throw invalid(`${file}: ${plain.message}`);
  if (!isObject(plain.data)) throw invalid(`${file}: expected a map, such as a template with \`Resources\``);
  return plain.data;
}

const invalid = (message: string): UserError =>
  new UserError('project-invalid', message, { hint: 'correct the file, or name another one' });

const functions = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join', 'Length'],
  ...['Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'Ref', 'Condition'],
];

const fullName = (name: string): string => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const shortForms = functions.flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [fullName(name)]: name === 'GetAtt' ? attributeOf(text) : text }) },
  ...(['seq', 'map'] as const).map(
    (collection): CollectionTag => ({
      tag: `!${name}`,
      collection,
      resolve: (node: YAMLMap.Parsed | YAMLSeq.Parsed) => withKey(fullName(name), node),
    }),
  ),
]);

/** `Table.Stream.Arn` is the attribute `Stream.Arn` of `Table`. */
function attributeOf(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function withKey(key: string, node: Node): Node {
  const map = new YAMLMap();
  map.set(key, isScalar(node) ? node.value : node);
  return map as Node;
}
