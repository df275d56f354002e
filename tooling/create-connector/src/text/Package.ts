// The files around the source: what the package manager, the release and a reader need.
import type { Plan } from "../Plan.ts"

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const packageJson = ({ name, slug }: Plan): string =>
  json({
    name: `@tomada/connector-${slug}`,
    version: "0.0.0",
    description: `The connector of ${name}.`,
    license: "Apache-2.0",
    files: ["dist", "src"],
    type: "module",
    sideEffects: false,
    exports: {
      ".": "./src/index.ts",
      "./*": "./src/*.ts",
      "./internal/*": null,
      "./package.json": "./package.json"
    },
    publishConfig: {
      exports: {
        ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
        "./*": { types: "./dist/*.d.ts", default: "./dist/*.js" },
        "./internal/*": null,
        "./package.json": "./package.json"
      },
      access: "public"
    },
    scripts: { build: "tsc -p tsconfig.build.json" },
    dependencies: { "@tomada/connector-kit": "workspace:^", effect: "catalog:", zod: "catalog:" },
    devDependencies: {
      "@effect/vitest": "catalog:",
      "@tomada/connector-testing": "workspace:^",
      vitest: "catalog:"
    }
  })

export const tsconfig: string = json({
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    noEmit: false,
    rootDir: "src",
    outDir: "dist",
    declaration: true,
    declarationMap: true,
    sourceMap: true
  },
  include: ["src"]
})

export const turbo: string = `{
  "extends": ["//"],
  "tags": ["connector"]
}
`

export const changeset = ({ name, slug }: Plan): string => `---
"@tomada/connector-${slug}": minor
---

A connector of ${name}, which reads nothing yet.
`

const asks = ({ challenges }: Plan): string =>
  challenges.length === 0 ? "Nothing beside the form." : `${challenges.map((kind) => `\`${kind}\``).join(", ")}.`

export const readme = (plan: Plan): string => `# ${plan.name}

A connector of Tomada: number ${plan.id}, slug \`${plan.slug}\`, ${plan.country}, days of ${plan.zone}, ${plan.currency}.

People see it with \`logo.svg\` of this folder, once there is one: a square drawing without script; \`pnpm codegen\` takes it in.

## Products

${plan.products.map((product) => `- \`${product}\`: not taught yet, answers \`Unsupported\`.`).join("\n")}

## Challenges

${asks(plan)}

## Known limits

- Nothing was recorded yet: what the source says of pages and answers is invented.

## How to test

\`pnpm unit connectors/${plan.slug}\` runs the parsers and the contract suite over the recordings in \`cassettes/${plan.slug}\`. What a check lacks stands in the name of its test.

## Owner

Nobody yet.
`
