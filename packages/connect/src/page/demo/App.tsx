// The page as a whole: what it is for, the button, and what came of it.
import { useState } from "preact/hooks"

import { Accounts } from "./Accounts.tsx"
import { Calls } from "./Calls.tsx"
import { Code } from "./Code.tsx"
import { Items } from "./Items.tsx"
import { useDemo } from "./State.ts"
import { Users } from "./Users.tsx"
import { Webhooks } from "./Webhooks.tsx"

export const App = () => {
  const demo = useDemo()
  const [chosen, choose] = useState<string | null>(null)
  const { items = [] } = demo
  const item = items.find(({ id }) => id === chosen) ?? items[0]

  return (
    <>
      <header class="top">
        <div class="top-inner">
          <span class="brand">Tomada</span>
          <span class="tag">Demo</span>
          <a href="/docs">API reference</a>
        </div>
      </header>
      <main>
        <section class="hero" aria-labelledby="hero-title">
          <div>
            <h1 id="hero-title">Connect a bank, see what your application gets</h1>
            <p class="lead">
              This page plays an application of yours. It asks Tomada for a connect token, opens the Connect Widget with
              it, and shows what comes back: accounts, transactions, webhooks. All of it went over the API that your own
              application would use.
            </p>
            <button type="button" class="big" disabled={demo.isOpening} onClick={() => void demo.connect()}>
              {demo.isOpening ? "Opening…" : "Connect an account"}
            </button>
            <p class="quiet">
              Choose <strong>Banco Tomada</strong>, then type <code>user-ok</code> and <code>password-ok</code>. The
              bank is made up and runs on this computer; no real bank can be reached from here.
            </p>
            <ol class="steps">
              <li>
                <span>
                  <strong>Your backend asks for a connect token</strong>
                  <span class="quiet">with its client id and secret, which stay there</span>
                </span>
              </li>
              <li>
                <span>
                  <strong>Your page opens the widget with it</strong>
                  <span class="quiet">the person agrees, chooses a bank and logs in; your page sees no password</span>
                </span>
              </li>
              <li>
                <span>
                  <strong>Webhooks tell your backend</strong>
                  <span class="quiet">and it reads accounts and transactions over the API</span>
                </span>
              </li>
            </ol>
          </div>
          <Users />
        </section>
        <p class="trouble toast" role="status">
          {demo.trouble}
        </p>
        <Items demo={demo} chosen={item?.id} choose={choose} />
        {item !== undefined && <Accounts key={item.id} item={item} />}
        <div class="columns">
          <Calls calls={demo.calls} />
          <Webhooks webhooks={demo.webhooks} />
        </div>
        <Code />
      </main>
      <footer>
        Only this computer can open this page. <code>TOMADA_DEMO=off</code> leaves it out.
      </footer>
    </>
  )
}
