/** The scenario document: reading, checking, editing. */
export { canonicalJson } from './canonical.ts';
export { checkScenario, FORMAT_VERSION, type Scenario, type ScenarioReading, type Setting } from './check.ts';
export { type ParseOptions, parseScenario } from './parse.ts';
export { type Edit, getValue, setValue } from './paths.ts';
export { formatProblem, PROBLEM_CODES, type Problem, type ProblemCode, type Warning } from './problems.ts';
export { formatQuantity, parseQuantity, type QuantityKind, type QuantityReading } from './quantities.ts';
