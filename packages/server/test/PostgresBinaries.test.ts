import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { run } from "../src/ChildProcess.ts"
import { findPackage, prove } from "../src/PostgresBinaries.ts"
import { testFolder } from "./fixtures/TestFolder.ts"

/** A package as a package manager leaves it that runs no install scripts: without the links of its libraries. */
const installWithoutScripts = (target: string) =>
  Effect.gen(function* () {
    const installed = yield* findPackage
    const unneeded = /(\.a|share|lib.postgresql|node_modules)$/
    cpSync(installed, target, {
      recursive: true,
      filter: (path) => path === installed || !(lstatSync(path).isSymbolicLink() || unneeded.test(path))
    })
  })

const answer = (program: string, user?: { readonly uid: number; readonly gid: number }) =>
  run({ program, args: ["--version"], ...(user && { user }) }).pipe(Effect.map(({ output }) => output))

describe("the programs of PostgreSQL", () => {
  it.live(
    "run where they are installed though install scripts have not, and are copied to where another user may enter",
    () =>
      Effect.gen(function* () {
        const folder = yield* testFolder
        chmodSync(folder, 0o711)
        const closed = join(folder, "closed")
        mkdirSync(closed, { mode: 0o700 })
        const bare = join(closed, "package")
        yield* installWithoutScripts(bare)
        if (process.platform === "linux") {
          const before = yield* answer(join(bare, "native", "bin", "postgres"))
          assert.include(before, "cannot open shared object file")
        }
        const own = join(folder, "own")
        mkdirSync(own, { mode: 0o700 })
        const { postgres } = yield* prove(bare, own)
        assert.isTrue(postgres.startsWith(bare))
        assert.include(yield* answer(postgres), "18.4")
        assert.deepStrictEqual(readdirSync(own), [])

        if (process.getuid?.() !== 0) return
        const user = { uid: 65534, gid: 65534 }
        chownSync(own, user.uid, user.gid)
        mkdirSync(join(own, "programs-1.0.0"))
        const copied = yield* prove(bare, own, user)
        for (const program of [copied.initdb, copied.postgres]) {
          assert.isTrue(program.startsWith(own))
          assert.include(yield* answer(program, user), "18.4")
        }
        assert.lengthOf(readdirSync(own), 1)
        assert.deepStrictEqual(yield* prove(bare, own, user), copied)
      }),
    20_000
  )

  it.live("that this system cannot run are refused with the cure", () =>
    Effect.gen(function* () {
      const folder = yield* testFolder
      const strange = join(folder, "package")
      mkdirSync(join(strange, "native", "bin"), { recursive: true })
      const program = join(strange, "native", "bin", process.platform === "win32" ? "postgres.exe" : "postgres")
      writeFileSync(program, "#!/lib/ld-of-another-system.so\n", { mode: 0o755 })
      const error = yield* prove(strange, folder).pipe(Effect.flip)
      assert.match(error.message, /made for glibc.*set DATABASE_URL/)
      assert.deepStrictEqual(readdirSync(folder), ["package"])
    })
  )
})
