// The frame of a proof that opens a world of processes: however it ends, by its own end, an error or a signal, the world is closed once.
import { constants } from "node:os"

/** Exit code 1 when `prove` answers false or fails. A signal that comes again while the world closes cuts nothing short. */
export const run = async <World extends { readonly close: () => Promise<void> }>(
  name: string,
  open: () => Promise<World>,
  prove: (world: World) => Promise<boolean>
): Promise<void> => {
  const proving = async (): Promise<void> => {
    const opening = open()
    let closed: Promise<void> | undefined
    const close = () =>
      (closed ??= opening.then(
        (world) => world.close(),
        () => undefined
      ))
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => void close().finally(() => process.exit(128 + constants.signals[signal])))
    }
    try {
      if (!(await prove(await opening))) process.exitCode = 1
    } finally {
      await close()
    }
  }
  await proving().catch((error: unknown) => {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  })
}
