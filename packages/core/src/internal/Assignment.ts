// The best one-to-one assignment of a small bipartite graph, exact: which pairs give the highest total. Its cost doubles with
// each column, so the caller bounds them.

/** A pair that may be; a higher `score` is better. */
export interface Edge {
  readonly row: number
  readonly column: number
  readonly score: number
}

/** Edges of which no two share a row or a column, and the sum of their scores. */
export interface Solution {
  readonly total: number
  readonly edges: ReadonlyArray<Edge>
}

/** Rows and columns may stay alone. Of equal totals the first in the order of the edges. */
export const solve = (edges: ReadonlyArray<Edge>): Solution => {
  const rows = [...Map.groupBy(edges, ({ row }) => row).values()]
  const columns = [...new Set(edges.map(({ column }) => column))]
  const bit = new Map(columns.map((column, index) => [column, 2 ** index]))
  let best = new Map<number, Solution>([[0, { total: 0, edges: [] }]])
  for (const options of rows) {
    const next = new Map(best)
    for (const [used, solution] of best) {
      for (const edge of options) {
        const mask = bit.get(edge.column) ?? 0
        if ((used & mask) !== 0) continue
        const total = solution.total + edge.score
        const known = next.get(used | mask)
        if (known === undefined || total > known.total) {
          next.set(used | mask, { total, edges: [...solution.edges, edge] })
        }
      }
    }
    best = next
  }
  return [...best.values()].reduce((a, b) => (b.total > a.total ? b : a))
}
