// Investments: the list of positions, one position in full, and its movements.
import { markup } from "./Html.ts"
import * as Facts from "./InvestmentFacts.ts"
import * as Paging from "./Paging.ts"
import { json, table, terms } from "./Sheet.ts"
import { refusal, type Show, shownOf } from "./View.ts"
import type { Visit } from "./Visit.ts"

export const positionsPerPage = 6
export const movementsPerPage = 10

const positions = (visit: Visit, { company, user }: Parameters<Show>[1]) =>
  Facts.positionsOf({ seed: visit.bank.seed, user: user.name, company }, visit.today)

const noPage = (name: string, title: string) => refusal(name, title, "no-such-page", "There is no such page.", 404)

/** /investments */
export const list: Show = (visit, open) => {
  const { cap, rows } = shownOf(visit, open.user, "investments", positions(visit, open))
  const paged = Paging.cut(rows, visit.query, positionsPerPage)
  if (paged === undefined) return noPage("investments", "Investments")
  return {
    page: {
      name: "investments",
      title: "Investments",
      data: { ...Paging.data(paged), ...(cap === undefined ? {} : { "row-cap": String(cap) }) },
      body: markup`${table(
        "investments",
        paged.rows.map(({ id, listed }) => ({
          sheet: listed,
          named: ["data-investment", id],
          links: [["investment", `/investments/${id}`]]
        }))
      )}${Paging.links(paged, "/investments")}`
    },
    json: {
      ...Paging.json(paged),
      rowCap: cap ?? null,
      investments: paged.rows.map(({ id, listed }) => ({ id, ...json(listed) }))
    }
  }
}

const named = (visit: Visit, open: Parameters<Show>[1]) =>
  positions(visit, open).find(({ id }) => id === visit.parts[1])

/** /investments/:id */
export const one: Show = (visit, open) => {
  const position = named(visit, open)
  if (position === undefined) return undefined
  return {
    page: {
      name: "investment",
      title: "Investment",
      data: { investment: position.id },
      body: markup`${terms("investment", position.full)}
        <p><a id="movements-link" data-field="movements" href="/investments/${position.id}/movements">Movements</a></p>`
    },
    json: { id: position.id, ...json(position.full) }
  }
}

/** /investments/:id/movements, newest first */
export const movements: Show = (visit, open) => {
  const position = named(visit, open)
  if (position === undefined) return undefined
  const { cap, rows } = shownOf(visit, open.user, "movements", position.movements.toReversed())
  const paged = Paging.cut(rows, visit.query, movementsPerPage)
  if (paged === undefined) return noPage("movements", "Movements")
  return {
    page: {
      name: "movements",
      title: "Movements",
      data: {
        investment: position.id,
        ...Paging.data(paged),
        ...(cap === undefined ? {} : { "row-cap": String(cap) })
      },
      body: markup`${table(
        "movements",
        paged.rows.map((movement) => ({
          sheet: Facts.movementSheet(movement),
          named: ["data-movement", movement.id]
        }))
      )}${Paging.links(paged, `/investments/${position.id}/movements`)}`
    },
    json: {
      investment: position.id,
      ...Paging.json(paged),
      rowCap: cap ?? null,
      movements: paged.rows.map((movement) => json(Facts.movementSheet(movement)))
    }
  }
}
