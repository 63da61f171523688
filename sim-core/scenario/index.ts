/** The scenario document: reading, checking, editing, describing, sharing. */
export { type ArrivalsReading, type FileText, type ReadFile, readArrivalTimes } from './arrivals-file.ts';
export { checkScenario, type Edit, FORMAT_VERSION, type Scenario, type ScenarioReading } from './check.ts';
export {
  type ControlKind,
  describePath,
  keyTable,
  type Parameter,
  type ParameterAt,
  parametersOf,
  profileValuesAt,
} from './describe.ts';
export type { KeyRow, ParameterGroup, Target } from './describe.ts';
export { keyDocs } from './key-docs.ts';
export { profileDocs } from './profile-docs.ts';
export { jsonSchema } from './json-schema.ts';
export { type Codec, decodeLink, encodeLink, type LinkContent, type LinkReading } from './link-codec.ts';
export { packDocument, unpackDocument } from './link-codec.ts';
export { nearest } from './nearest.ts';
export { type ParseOptions, parseScenario } from './parse.ts';
export { type Edited, getValue, setValue } from './paths.ts';
export { formatProblem, PROBLEM_CODES, type Problem, type ProblemCode, type Warning } from './problems.ts';
export { formatQuantity, parseQuantity, type QuantityKind, type QuantityReading } from './quantities.ts';
