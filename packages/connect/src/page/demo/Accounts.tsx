// The accounts of one Item. Balances of one currency may stand under each other; they are summed nowhere.
import { useState } from "preact/hooks"

import * as Backend from "./Backend.ts"
import * as Money from "./Money.ts"
import { useLoaded } from "./State.ts"
import { Transactions } from "./Transactions.tsx"
import type { Account, Item } from "./Wire.ts"

const balanceOf = ({ balance, currencyCode }: Account): string => {
  const units = Money.units(balance)
  return units === undefined ? `${currencyCode} ${balance}` : Money.shown(units, currencyCode)
}

export const Accounts = ({ item }: { readonly item: Item }) => {
  const [chosen, choose] = useState<string | null>(null)
  const loaded = useLoaded(() => Backend.accounts(item.id), [item.id, item.lastUpdatedAt])
  if (loaded === undefined) return null
  if ("trouble" in loaded) return <p class="trouble">{loaded.trouble}</p>
  const account = loaded.value.find(({ id }) => id === chosen) ?? loaded.value[0]
  if (account === undefined) return null
  return (
    <section aria-labelledby="accounts-title">
      <h2 id="accounts-title">Accounts of {item.connector.name}</h2>
      <ul class="accounts">
        {loaded.value.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              class={`card account${one.id === account.id ? " chosen" : ""}`}
              aria-pressed={one.id === account.id}
              onClick={() => choose(one.id)}
            >
              <span class="account-name">{one.name}</span>
              <span class="account-number">
                {one.type === "CREDIT" ? `card ending in ${one.number ?? "…"}` : one.number}
              </span>
              <span class="balance">{balanceOf(one)}</span>
              <span class="account-number">{one.type === "CREDIT" ? "owed on the open bill" : "balance"}</span>
            </button>
          </li>
        ))}
      </ul>
      <Transactions key={account.id} account={account} asOf={item.lastUpdatedAt} />
    </section>
  )
}
