/** JSON Schema (draft 2020-12) of the document, made from the table of keys: what editors complete and check with. */
import type { Key, MapKeys, ObjectShape, Quantity, Shape } from '../policies/schema.ts';
import { DISTRIBUTION_FORMS } from './keys/distributions.ts';
import { NAMED_SHAPES, SCENARIO } from './keys/scenario.ts';
import { patternOf } from './quantities.ts';
import { mapKeyPattern } from './read.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Relations between values (references, sums, merged links) are beyond a schema: `parseScenario` checks those. */
export function jsonSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Callscape scenario',
    ...objectSchema(SCENARIO),
    $defs: {
      distribution: { anyOf: [quantitySchema('duration', 0, undefined, false), objectSchema(DISTRIBUTION_FORMS)] },
      step: schemaOf(NAMED_SHAPES.step),
      branch: schemaOf(NAMED_SHAPES.branch),
    },
  };
}

function schemaOf(shape: Shape): Schema {
  switch (shape.kind) {
    case 'any':
      return {};
    case 'boolean':
      return { type: 'boolean' };
    case 'seed':
      return { anyOf: [{ type: 'string', maxLength: 200 }, { type: 'integer' }] };
    case 'string':
      return { type: 'string', maxLength: shape.maxLength, ...namePattern(shape.names) };
    case 'enum':
      return { type: 'string', enum: [...shape.values, ...shape.later] };
    case 'integer':
    case 'number':
      return orInfinite({ type: shape.kind, minimum: shape.min, maximum: shape.max }, shape.infinite);
    case 'distribution':
      return { $ref: '#/$defs/distribution' };
    case 'object':
      return objectSchema(shape);
    case 'map':
      return mapSchema(shape.keys, shape.of, shape.max);
    case 'list':
      return { type: 'array', items: schemaOf(shape.of), minItems: shape.min, maxItems: shape.max };
    case 'either':
      return { anyOf: shape.options.map(schemaOf) };
    case 'named':
      return { $ref: `#/$defs/${shape.name}` };
    default:
      return quantitySchema(shape.kind, shape.min, shape.max, shape.infinite);
  }
}

function quantitySchema(kind: Quantity, minimum: number, maximum: number | undefined, infinite: boolean): Schema {
  const amount = { type: 'number', minimum, ...(maximum === undefined ? {} : { maximum }) };
  return orInfinite({ anyOf: [amount, { type: 'string', pattern: patternOf(kind) }] }, infinite);
}

function orInfinite(schema: Schema, infinite: boolean): Schema {
  return infinite ? { anyOf: [schema, { const: 'infinite' }] } : schema;
}

function namePattern(names: 'id' | 'call' | 'other'): Schema {
  if (names === 'other') return {};
  const id = mapKeyPattern('id').slice(1, -1);
  return { pattern: names === 'id' ? `^${id}$` : `^${id}(\\.${id})?$` };
}

function mapSchema(keys: MapKeys, of: Shape, max: number): Schema {
  return {
    type: 'object',
    propertyNames: { pattern: mapKeyPattern(keys) },
    additionalProperties: schemaOf(of),
    maxProperties: max,
  };
}

function objectSchema(shape: ObjectShape): Schema {
  const required = shape.keys.filter((key) => key.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(shape.keys.map((key) => [key.name, keySchema(key)])),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...(shape.oneOf.length > 0 ? { oneOf: shape.oneOf.map(alternative) } : {}),
  };
}

/** `false` accepts nothing: keys that are known and do not work yet are refused here too, and say so. */
function keySchema(key: Key): Schema {
  const description = key.supported ? key.en : `Not yet supported: ${key.en}`;
  const fallback = key.fallback === undefined ? {} : { default: key.fallback };
  if (!key.supported) return { description, not: {} };
  return { description, ...fallback, ...valuesSchema(key) };
}

function valuesSchema({ only, shape }: Key): Schema {
  if (only === null) return schemaOf(shape);
  return shape.kind === 'list' ? { ...schemaOf(shape), items: { enum: only } } : { enum: only };
}

/** The property is named besides being required: some readers take no notice of `required` alone. */
function alternative(name: string): Schema {
  return { type: 'object', properties: { [name]: {} }, required: [name] };
}
