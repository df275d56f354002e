// How the page is built: plain files that any server can send, nothing inlined, so that its policy can forbid inline scripts and styles.
import { fileURLToPath } from "node:url"

import { defineConfig } from "vite"

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

export default defineConfig({
  root: path("src/page"),
  base: "/",
  publicDir: false,
  cacheDir: path("node_modules/.vite"),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    rollupOptions: { input: [path("src/page/index.html"), path("src/page/demo.html")] },
    outDir: path("dist/page"),
    emptyOutDir: true,
    assetsDir: "connect",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    reportCompressedSize: false
  }
})
