/** JSON Schema (draft 2020-12) of the document, made from the table of keys: what editors complete and check with. */
import { DURATION_MAX_MS, type Key, type ObjectShape, type Quantity, type Shape } from '../policies/schema.ts';
import { DISTRIBUTION_FORMS } from './keys/distributions.ts';
import { NAMED_SHAPES, SCENARIO } from './keys/scenario.ts';
import { patternOf, TEXT_MAX as QUANTITY_TEXT_MAX } from './quantities.ts';
import { keyOf, mapKeyPattern, SEED_MAX } from './read.ts';

type Schema = Readonly<Record<string, unknown>>;

/** No value fits. */
const NOTHING: Schema = { not: {} };

/**
 * Takes every document that `parseScenario` takes. What it takes besides, `parseScenario` refuses for relations between
 * values (references, sums, what goes with what over several objects), and for the size of amounts with units.
 */
export function jsonSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Callscape scenario',
    ...objectSchema(SCENARIO),
    $defs: {
      distribution: {
        anyOf: [quantitySchema('duration', 0, DURATION_MAX_MS, false), objectSchema(DISTRIBUTION_FORMS)],
      },
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
      return {
        anyOf: [
          { type: 'string', maxLength: 200 },
          { type: 'integer', minimum: -SEED_MAX, maximum: SEED_MAX },
        ],
      };
    case 'string':
      return { type: 'string', maxLength: shape.maxLength, ...namePattern(shape.names) };
    case 'enum':
      return shape.values.length === 0 ? NOTHING : { type: 'string', enum: shape.values };
    case 'integer':
    case 'number':
      return orInfinite({ type: shape.kind, minimum: shape.min, maximum: shape.max }, shape.infinite);
    case 'distribution':
      return { $ref: '#/$defs/distribution' };
    case 'object':
      return objectSchema(shape);
    case 'map':
      return mapSchema(shape);
    case 'list':
      return { type: 'array', items: schemaOf(shape.of), minItems: shape.min, maxItems: shape.max };
    case 'either':
      return { anyOf: shape.options.map(schemaOf).filter((option) => option !== NOTHING) };
    case 'named':
      return { $ref: `#/$defs/${shape.name}` };
    default:
      return quantitySchema(shape.kind, shape.min, shape.max, shape.infinite);
  }
}

function quantitySchema(kind: Quantity, minimum: number, maximum: number, infinite: boolean): Schema {
  const amount = { type: kind === 'size' ? 'integer' : 'number', minimum, maximum };
  const text = { type: 'string', pattern: patternOf(kind), maxLength: QUANTITY_TEXT_MAX };
  return orInfinite({ anyOf: [amount, text] }, infinite);
}

function orInfinite(schema: Schema, infinite: boolean): Schema {
  return infinite ? { anyOf: [schema, { const: 'infinite' }] } : schema;
}

function namePattern(names: 'id' | 'call' | 'other'): Schema {
  if (names === 'other') return {};
  const id = mapKeyPattern('id').slice(1, -1);
  return { pattern: names === 'id' ? `^${id}$` : `^${id}(\\.${id})?$` };
}

function mapSchema({ keys, of, min, max }: Extract<Shape, { readonly kind: 'map' }>): Schema {
  return {
    type: 'object',
    propertyNames: { pattern: mapKeyPattern(keys) },
    additionalProperties: schemaOf(of),
    minProperties: min,
    maxProperties: max,
  };
}

/** A closed object; where keys exclude each other, one for each choice, so that every reader refuses what is left. */
function objectSchema(shape: ObjectShape): Schema {
  const { keys, oneOf, tag } = shape;
  if (oneOf.length > 0) {
    const choices = keys.filter(({ name, supported }) => supported && oneOf.includes(name));
    return { anyOf: choices.map((key) => closed([{ ...key, required: true }, ...companions(shape, key.name)])) };
  }
  const tagKey = keyOf(shape, tag);
  if (tagKey?.shape.kind !== 'enum') return closed(keys);
  return {
    anyOf: tagKey.shape.values.map((value) => {
      // Without its tag an object is of the usual kind.
      const isUsual = value === tagKey.fallback;
      const fallback = isUsual ? value : undefined;
      const named = { ...tagKey, only: [value], required: !isUsual, fallback };
      return closed([named, ...companions(shape, value)]);
    }),
  };
}

function closed(keys: readonly Key[]): Schema {
  const required = keys.filter((key) => key.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map((key) => [key.name, keySchema(key)])),
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** Keys that go with one of the alternatives, or with one value of the tag. */
function companions({ keys, oneOf, tag, variants }: ObjectShape, chosen: string): Key[] {
  const belongs = variants?.[chosen];
  const others = keys.filter(({ name }) => name !== tag && !oneOf.includes(name));
  return belongs ? others.filter(({ name }) => belongs.includes(name)) : others;
}

/** Keys that are known and do not work yet are refused here too, and say so; an empty list asks for nothing. */
function keySchema(key: Key): Schema {
  if (!key.supported) {
    const isListOfAny = key.shape.kind === 'list' && key.shape.min === 0;
    const description = `Not yet supported: ${key.en}`;
    return { description, ...(isListOfAny ? { type: 'array', items: NOTHING, maxItems: 0 } : NOTHING) };
  }
  const fallback = key.fallback === undefined ? {} : { default: key.fallback };
  return { description: key.en, ...fallback, ...valuesSchema(key) };
}

function valuesSchema({ only, shape }: Key): Schema {
  if (only === null) return schemaOf(shape);
  return shape.kind === 'list' ? { ...schemaOf(shape), items: { enum: only } } : { enum: only };
}
