// Every file of a new connector, from its plan alone: nothing that is there already is among them.
import type { Plan } from "./Plan.ts"
import * as File from "./text/File.ts"
import * as Form from "./text/Form.ts"
import * as Manifest from "./text/Manifest.ts"
import * as Package from "./text/Package.ts"
import { pages } from "./text/Pages.ts"
import * as Products from "./text/Products.ts"
import * as Redirect from "./text/Redirect.ts"
import * as Tests from "./text/Tests.ts"

const wayIn = (plan: Plan): ReadonlyArray<readonly [path: string, text: string]> => {
  switch (plan.transport) {
    case "redirect":
      return Redirect.files(plan)
    case "file":
      return File.files(plan)
    case "http":
    case "browser":
    case "browser-login-then-http":
      return [["src/pages.ts", pages(plan)], ...Form.files(plan)]
  }
}

export const folderOf = ({ slug }: Plan): string => `connectors/${slug}`

/** Path from the root of the checkout to text. */
export const files = (plan: Plan): ReadonlyMap<string, string> =>
  new Map([
    [`.changeset/connector-${plan.slug}.md`, Package.changeset(plan)],
    ...[
      ["package.json", Package.packageJson(plan)] as const,
      ["tsconfig.build.json", Package.tsconfig] as const,
      ["turbo.json", Package.turbo] as const,
      ["README.md", Package.readme(plan)] as const,
      ["src/manifest.ts", Manifest.manifest(plan)] as const,
      ["src/index.ts", Manifest.index(plan)] as const,
      ...wayIn(plan),
      ...Products.files(plan),
      ...Tests.files(plan)
    ].map(([path, text]) => [`${folderOf(plan)}/${path}`, text] as const)
  ])
