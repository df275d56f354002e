/**
 * A client that somebody else's generator makes of the document: openapi-typescript for the types, openapi-fetch for the calls, compiled
 * strictly with a TypeScript of theirs. Proves that the document says what such tools need.
 */
import { execFile } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

import openapi, { astToString } from "openapi-typescript"

const run = promisify(execFile)
const modules = fileURLToPath(new URL("../node_modules", import.meta.url))
const compiler = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc")

const options = {
  target: "es2022",
  lib: ["es2022", "dom"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: [],
  outDir: "out",
  rootDir: "."
}

/** Rejects with what the compiler says where a program does not compile. */
const compile = async (folder: string): Promise<void> => {
  try {
    await run(process.execPath, [compiler, "-p", folder])
  } catch (error) {
    throw new Error(String((error as { stdout?: unknown }).stdout), { cause: error }) // where tsc speaks
  }
}

/**
 * Makes the client of this document in an empty folder, with a program that imports `client` from `./client.js`, compiles both and
 * answers the path of the program.
 */
export const generatedClient = async (folder: string, document: object, program: string): Promise<string> => {
  mkdirSync(folder, { recursive: true })
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  write("schema.d.ts", astToString(await openapi(JSON.stringify(document))))
  write(
    "client.ts",
    `import createClient from "openapi-fetch"\n\nimport type { paths } from "./schema.js"\n\nexport const client = (baseUrl: string) => createClient<paths>({ baseUrl })\n`
  )
  write("program.ts", program)
  write("package.json", JSON.stringify({ type: "module" }))
  write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["*.ts"] }))
  symlinkSync(modules, join(folder, "node_modules"))
  await compile(folder)
  return join(folder, "out", "program.js")
}
