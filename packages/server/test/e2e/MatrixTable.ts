// Who may do what, written by hand: for every operation of the document, what each asker is answered about the Item of the application
// "one" and what hangs on it. `pages`: whether pages of other origins may read the answer; `limit`: which limit it tells.

/**
 * Who asks: with nothing, with what is no token, with tokens of one whose time is over, with the key of the other application, with the
 * connect token that other made for its own Item; with connect tokens of one that have nothing to do with the Item, that made it, that
 * were made for it; and with the key of one.
 * `404+`: the Item is there and waits for no answer, in other words than those for an Item that is not there.
 */
export const askers = ["nobody", "bad", "expired", "other", "foreign", "sibling", "maker", "bound", "key"] as const
export type Asker = (typeof askers)[number]

export const limits = ["-", "attempts", "requests", "updates"] as const
export type Limit = (typeof limits)[number]

export interface Row {
  readonly operation: string
  readonly pages: boolean
  readonly limit: Limit
  readonly statuses: Readonly<Record<Asker, string>>
}

const table = `
                                         pages     limit   nobody      bad  expired    other  foreign  sibling    maker    bound      key
POST /auth                                   -  attempts      200      200      200      200      200      200      200      200      200
POST /connect_token                          -  requests      403      403      403      404      403      403      403      403      200
POST /connecttokens                          -  requests      403      403      403      404      403      403      403      403      200
GET /connectors                            any  requests      403      403      403      200      200      200      200      200      200
GET /connectors/{id}                       any  requests      403      403      403      200      200      200      200      200      200
POST /connectors/{id}/validate             any  requests      403      403      403      200      200      200      200      200      200
POST /items                                any  requests      403      403      403      200      200      200      200      200      200
GET /items/{id}                            any  requests      403      403      403      404      404      404      200      200      200
PATCH /items/{id}                          any   updates      403      403      403      404      404      404      403      200      200
DELETE /items/{id}                           -  requests      403      403      403      404      403      403      403      403      200
POST /items/{id}/mfa                       any  requests      403      403      403      404      404      404     404+     404+     404+
PATCH /items/{id}/disable-auto-sync          -  requests      403      403      403      404      403      403      403      403      200
GET /accounts                              any  requests      403      403      403      404      404      404      200      200      200
GET /accounts/{id}                           -  requests      403      403      403      404      403      403      403      403      200
GET /accounts/{id}/statements                -  requests      403      403      403      404      403      403      403      403      200
GET /accounts/{id}/balance                   -  requests      403      403      403      404      403      403      403      403      200
GET /transactions                            -  requests      403      403      403      404      403      403      403      403      200
GET /v2/transactions                         -  requests      403      403      403      404      403      403      403      403      200
GET /transactions/{id}                       -  requests      403      403      403      404      403      403      403      403      200
PATCH /transactions/{id}                     -  requests      403      403      403      404      403      403      403      403      200
GET /identity                                -  requests      403      403      403      404      403      403      403      403      200
GET /identity/{id}                           -  requests      403      403      403      404      403      403      403      403      200
GET /bills                                   -  requests      403      403      403      404      403      403      403      403      200
GET /bills/{id}                              -  requests      403      403      403      404      403      403      403      403      200
GET /investments                             -  requests      403      403      403      404      403      403      403      403      200
GET /investments/{id}                        -  requests      403      403      403      404      403      403      403      403      200
GET /investments/{id}/transactions           -  requests      403      403      403      404      403      403      403      403      200
GET /loans                                   -  requests      403      403      403      404      403      403      403      403      200
GET /loans/{id}                              -  requests      403      403      403      404      403      403      403      403      200
GET /consents                                -  requests      403      403      403      404      403      403      403      403      200
GET /consents/{id}                           -  requests      403      403      403      404      403      403      403      403      200
GET /categories/rules                        -  requests      403      403      403      200      403      403      403      403      200
POST /categories/rules                       -  requests      403      403      403      200      403      403      403      403      200
DELETE /categories/rules/{id}                -  requests      403      403      403      404      403      403      403      403      200
GET /categories                              -  requests      403      403      403      200      403      403      403      403      200
GET /categories/{id}                         -  requests      403      403      403      200      403      403      403      403      200
GET /merchants                               -  requests      403      403      403      200      403      403      403      403      200
GET /webhooks                                -  requests      403      403      403      200      403      403      403      403      200
POST /webhooks                               -  requests      403      403      403      200      403      403      403      403      200
GET /webhooks/{id}                           -  requests      403      403      403      404      403      403      403      403      200
PATCH /webhooks/{id}                         -  requests      403      403      403      404      403      403      403      403      200
DELETE /webhooks/{id}                        -  requests      403      403      403      404      403      403      403      403      200
GET /webhook-secret                          -  requests      403      403      403      200      403      403      403      403      200
POST /webhook-secret                         -  requests      403      403      403      200      403      403      403      403      200
GET /tomada/encryption-key                   -  requests      403      403      403      200      403      403      403      403      200
POST /tomada/encryption-key                  -  requests      403      403      403      200      403      403      403      403      200
GET /v2/items                                -  requests      403      403      403      200      403      403      403      403      200
GET /tomada/items                            -  requests      403      403      403      200      403      403      403      403      200
GET /tomada/items/{id}/executions            -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/executions/{id}                  -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/events                           -  requests      403      403      403      200      403      403      403      403      200
GET /tomada/webhooks/{id}/deliveries         -  requests      403      403      403      404      403      403      403      403      200
POST /tomada/webhooks/{id}/resend            -  requests      403      403      403      404      403      403      403      403      200
POST /tomada/webhooks/{id}/test              -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/deliveries/{id}                  -  requests      403      403      403      404      403      403      403      403      200
POST /tomada/deliveries/{id}/resend          -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/transactions/{id}/decisions      -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/accounts/{id}/suggestions        -  requests      403      403      403      404      403      403      403      403      200
POST /tomada/suggestions/{id}/accept         -  requests      403      403      403      404      403      403      403      403      200
POST /tomada/suggestions/{id}/undo           -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/accounts/{id}/balance-check      -  requests      403      403      403      404      403      403      403      403      200
GET /tomada/connectors                       -  requests      403      403      403      200      403      403      403      403      200
GET /tomada/connectors/{id}                any  requests      403      403      403      200      200      200      200      200      200
GET /tomada/connect                        any  requests      403      403      403      403      200      200      200      200      403
GET /health/live                             -         -      200      200      200      200      200      200      200      200      200
GET /health/ready                            -         -      200      200      200      200      200      200      200      200      200
`

const [, head = "", ...lines] = table.trimEnd().split("\n")
const columns = head.trim().split(/ +/)

const parsed = (line: string): Row => {
  const [method, path, ...cells] = line.split(/ +/)
  if (cells.length !== columns.length) throw new Error(`as many cells as columns, not so: ${line}`)
  const cell = (column: string) => cells[columns.indexOf(column)] ?? ""
  const limit = limits.find((one) => one === cell("limit"))
  if (limit === undefined) throw new Error(`no such limit: ${line}`)
  const statuses = Object.fromEntries(askers.map((asker) => [asker, cell(asker)]))
  return {
    operation: `${method} ${path}`,
    pages: cell("pages") === "any",
    limit,
    statuses: statuses as Row["statuses"] // made of all askers
  }
}

export const rows: ReadonlyArray<Row> = lines.map(parsed)
