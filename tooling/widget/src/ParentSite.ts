// The site of the integrating application, on an origin of its own: one page for each SDK, built from the unmodified packages of npm when it is
// opened. The query is the page's referrer policy; any other path is an empty page.
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { build } from "vite"

export const sdks = ["vanilla", "react"] as const
export type Sdk = (typeof sdks)[number]

export interface ParentSite {
  readonly port: number
  readonly close: () => Promise<void>
}

const room = fileURLToPath(new URL("./parents/", import.meta.url))

const bundled = async (sdk: Sdk): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "tomada-parent-"))
  try {
    await build({
      configFile: false,
      root: room,
      logLevel: "error",
      publicDir: false,
      mode: "production",
      define: { "process.env.NODE_ENV": JSON.stringify("production") },
      build: {
        outDir: folder,
        emptyOutDir: false,
        minify: false,
        reportCompressedSize: false,
        lib: { entry: join(room, `${sdk}.ts`), formats: ["es"], fileName: sdk }
      }
    })
    return readFileSync(join(folder, `${sdk}.js`), "utf8")
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const page = (head: string, script: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>An application</title><link rel="icon" href="data:,">${head}</head><body><h1>An application</h1>${script}</body></html>`

export const open = async (): Promise<ParentSite> => {
  const scripts: ReadonlyMap<string, string> = new Map(
    await Promise.all(sdks.map(async (sdk) => [`/${sdk}.js`, await bundled(sdk)] as const))
  )
  const server = createServer((request, response) => {
    const [path = "/", query] = (request.url ?? "/").split("?")
    const script = scripts.get(path)
    response.setHeader(
      "content-type",
      script === undefined ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8"
    )
    const named = scripts.has(`${path}.js`)
    const head = query === undefined || query === "" ? "" : `<meta name="referrer" content="${query}">`
    response.end(script ?? page(head, named ? `<script type="module" src="${path}.js"></script>` : ""))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
