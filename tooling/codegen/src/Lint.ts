/** What a linter of OpenAPI has against a document, by the rules that its makers recommend, warnings too. */
import { createConfig, lintFromString } from "@redocly/openapi-core"

/** One line for each problem: the rule, what is wrong, where. */
export const problems = async (document: object): Promise<ReadonlyArray<string>> => {
  const config = await createConfig({ extends: ["recommended"] })
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config })
  return found.map(({ location, message, ruleId }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ""}`)
}
