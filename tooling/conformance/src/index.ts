/** Judges answers against the published OpenAPI document: `load` it, `check` an answer, see the `differences` on purpose. */
export { type Difference, differences, remarks } from "./Differences.ts"
export { check, load, type Oas, type Operation, parse, type Problem } from "./Oas.ts"
