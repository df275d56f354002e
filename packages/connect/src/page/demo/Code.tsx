// How an application does the same: what this page and its backend did, in the lines that matter.

const backend = `import { Tomada, verifyWebhook } from "@tomada/sdk"

const tomada = new Tomada({ clientId, clientSecret })

// for a person who wants to connect a bank
const { accessToken } = await tomada.connectTokens.create({
  options: { clientUserId: "ana", webhookUrl: "https://shop.example/webhooks" }
})

// where the webhooks arrive
const { secret } = await tomada.webhookSecret.get()
const event = await verifyWebhook({ payload, headers, secret })
if (event.event === "item/created" || event.event === "item/updated") {
  for (const account of await tomada.accounts.list({ itemId: event.itemId }).all()) {
    const rows = await tomada.transactions.list({ accountId: account.id }).all()
  }
}`

const browser = `import { PluggyConnect } from "pluggy-connect-sdk"

const widget = new PluggyConnect({
  url: "SERVER",
  connectToken: accessToken,
  includeSandbox: true,
  onSuccess: ({ item }) => console.log("connected", item.id),
  onError: ({ message }) => console.log(message)
})
await widget.init()`

const Lines = ({ code, title }: { readonly code: string; readonly title: string }) => (
  <div class="card code">
    <h3>{title}</h3>
    <pre tabIndex={0} aria-label={title}>
      <code>{code}</code>
    </pre>
  </div>
)

export const Code = () => (
  <section aria-labelledby="code-title">
    <h2 id="code-title">In your application</h2>
    <p class="quiet">
      The widget opens with the unmodified <code>pluggy-connect-sdk</code> and <code>react-pluggy-connect</code>; the
      client secret stays in your backend.
    </p>
    <div class="columns">
      <Lines title="Your backend" code={backend} />
      <Lines title="Your page" code={browser.replace("SERVER", window.location.origin)} />
    </div>
  </section>
)
