// Companies by their number: the numbers are judged, and none is known.
import { Cnpj } from "@tomada/core"
import { Effect } from "effect"

import { group } from "./Group.ts"

export const merchantsHandlers = group(
  "merchants",
  Effect.fnUntraced(function* (handlers) {
    return handlers.handleAll({
      list: ({ query: { cnpjs = [] } }) => {
        const judged = [...new Set(cnpjs)].map((text) => ({ text, cnpj: Cnpj.parse(text) }))
        return Effect.succeed({
          foundMerchants: [],
          notFoundMerchants: [...new Set(judged.flatMap(({ cnpj }) => cnpj ?? []))],
          invalidCnpjs: judged.flatMap(({ cnpj, text }) => (cnpj === undefined ? [text] : []))
        })
      }
    })
  })
)
