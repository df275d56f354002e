// What the server knows of the widget: where the built pages lie. Nothing of the pages themselves is imported here, since they run in browsers.

/** The folder of the built pages: `index.html`, and `connect/` with files that bear a digest of themselves in their names. */
export const folder: URL = new URL("../dist/page/", import.meta.url)
