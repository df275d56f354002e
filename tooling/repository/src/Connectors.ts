/** Two connectors of one number or one slug: Items name their connector by number, forever, so neither may be given twice. */

interface Manifest {
  readonly id: number
  readonly slug: string
}

/** One line for each number and each slug that more than one of these manifests has, with the other half of each. */
export const shared = (manifests: ReadonlyArray<Manifest>): ReadonlyArray<string> =>
  (["id", "slug"] as const).flatMap((key) => {
    const other = key === "id" ? "slug" : "id"
    return [...Map.groupBy(manifests, (manifest) => manifest[key])]
      .filter(([, holders]) => holders.length > 1)
      .map(
        ([value, holders]) =>
          `the ${key === "id" ? "number" : "slug"} ${value}: ${holders.map((h) => h[other]).join(", ")}`
      )
  })
