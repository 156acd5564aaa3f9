import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { Fields, ResourceType, ValueType } from './resource-types.ts';
import { webFunctionTypes } from './web-function-model.ts';

const database = loadAwsServiceSpecSync();

/** What CloudFormation knows of a type of resource. */
export function resourceType(name: string): ResourceType | undefined {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', name);
  return resource === undefined ? webFunctionTypes[name] : fromModel(resource, database);
}

/** Types that the installed model does not know, but the template reference does. It should know them some day. */
export const typesBesideModel = Object.keys(webFunctionTypes);

export const isInModel = (name: string): boolean =>
  database.lookup('resource', 'cloudFormationType', 'equals', name).length > 0;

function fromModel({ properties, attributes, tagInformation }: Resource, db: SpecDatabase): ResourceType {
  return {
    properties: fieldsOf(properties, db),
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, typeOf(type, db)])),
    ...(tagInformation === undefined ? {} : { tagProperty: tagInformation.tagPropertyName }),
  };
}

const fieldsOf = (properties: Record<string, Property>, db: SpecDatabase): Fields =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type, required = false }]) => [
      name,
      { type: typeOf(type, db), required },
    ]),
  );

const tagType: ValueType = {
  kind: 'object',
  fields: () => ({
    Key: { type: { kind: 'string' }, required: true },
    Value: { type: { kind: 'string' }, required: true },
  }),
};

function typeOf(type: PropertyType, db: SpecDatabase): ValueType {
  switch (type.type) {
    case 'string':
    case 'integer':
      return { kind: type.type, ...(type.allowedValues === undefined ? {} : { allowed: type.allowedValues }) };
    case 'number':
    case 'boolean':
      return { kind: type.type };
    case 'date-time':
      return { kind: 'string' };
    case 'tag':
      return tagType;
    case 'array':
      return { kind: 'list', of: typeOf(type.element, db) };
    case 'map':
      return { kind: 'map', of: typeOf(type.element, db) };
    case 'ref':
      // Definitions may contain themselves: only looked at where a template has a value.
      return { kind: 'object', fields: () => fieldsOf(db.get('typeDefinition', type.reference.$ref).properties, db) };
    case 'union':
      return { kind: 'either', of: type.types.map((member) => typeOf(member, db)) };
    default:
      return { kind: 'json' };
  }
}
