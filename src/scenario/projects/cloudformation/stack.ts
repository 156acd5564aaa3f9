import { defaultAccountId, defaultRegion } from '../../../model/platform/defaults.ts';
import type { ProjectSettings } from '../project.ts';
import { attributeOf, mapOf, type Resource, referenceTo, resourcesOf, type StackLocation } from './resources.ts';
import { Unknown } from './unknown.ts';
import { Values } from './values.ts';

/** A template as it would be deployed: what its conditions include, and its values as far as they are known. */
export interface Stack {
  readonly resources: readonly Resource[];
  readonly values: Values;
  readonly place: StackLocation;
  /** The section of SAM with defaults. */
  readonly globals: Readonly<Record<string, unknown>>;
}

export function stackOf(
  template: Readonly<Record<string, unknown>>,
  { region = defaultRegion, accountId = defaultAccountId, parameters }: Omit<ProjectSettings, 'environment'>,
): Stack {
  const place = { region, accountId };
  const declared = mapOf(template['Parameters']);
  const byId = new Map<string, Resource>();
  const values: Values = new Values({
    reference: (name) => {
      if (name.startsWith('AWS::')) return pseudoParameters(place)[name];
      if (declared[name] !== undefined) return parameterValue(name, mapOf(declared[name]), parameters);
      const resource = byId.get(name.replace(ofFunction, ''));
      return resource && referenceTo(resource, values, place);
    },
    attribute: (id, name) => {
      const resource = byId.get(id);
      return resource && attributeOf(resource, name, values, place);
    },
    conditions: mapOf(template['Conditions']),
    mappings: template['Mappings'],
    region,
  });
  const resources = resourcesOf(template, (condition) => values.holds(condition));
  for (const resource of resources) byId.set(resource.id, resource);
  return { resources, values, place, globals: mapOf(template['Globals']) };
}

/** SAM's names of what `AutoPublishAlias` makes: `Orders.Alias` and `Orders.Version`. */
const ofFunction = /\.(?:Alias|Version)$/;

/** Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const pseudoParameters = ({ region, accountId }: StackLocation): Readonly<Record<string, unknown>> => ({
  'AWS::AccountId': accountId,
  'AWS::NotificationARNs': [],
  'AWS::Partition': 'aws',
  'AWS::Region': region,
  'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/local/00000000-0000-0000-0000-000000000000`,
  'AWS::StackName': 'local',
  'AWS::URLSuffix': 'amazonaws.com',
});

/** A type such as `AWS::SSM::Parameter::Value<String>` has the name of a stored value as its default, and not the value. */
function parameterValue(
  name: string,
  { Default: fallback, Type: type }: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, string>>,
): unknown {
  const isList = /^(?:CommaDelimitedList|List<.*>)$/.test(String(type));
  const value =
    (Object.hasOwn(given, name) ? given[name] : undefined) ??
    (String(type).startsWith('AWS::SSM::') ? undefined : fallback);
  if (value === undefined || value === null) return new Unknown(`parameter ${name}`);
  return isList
    ? String(value)
        .split(',')
        .map((each) => each.trim())
    : value;
}
