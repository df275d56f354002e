// The scripts of the bank's application, as it serves them. They are texts because they run in a browser, never here; they use nothing but the
// page, and every request carries the token that PageTokens.ts checks.

const tokens = `"use strict"
// The page's seed, put right again, and the token of a request.
const main = document.querySelector("main")
const seed = (main.dataset.seed || "").split(".").reverse()
  .map((code, index) => String.fromCharCode(parseInt(code, 36) - index)).join("")
let count = 0
const sign = (text) => {
  const hash = (start) => {
    let h = start
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
    return (h >>> 0).toString(16).padStart(8, "0")
  }
  return hash(2166136261) + hash(40389)
}
const pageToken = (request) => {
  count += 1
  return count + "." + sign(seed + "|" + count + "|" + request)
}
const ask = async (method, path, body) => {
  const headers = { "x-page-token": pageToken(method + " " + path), accept: "application/json" }
  if (body !== undefined) headers["content-type"] = "application/json"
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
  const answer = await response.json().catch(() => ({ error: "unreadable" }))
  if (response.status === 401 && answer.error === "session-expired") location.href = "/app?expired=1"
  return { status: response.status, answer }
}
`

const app = `"use strict"
const root = document.getElementById("root")
const make = (name, attributes, ...children) => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null) element.setAttribute(key, value)
  }
  element.append(...children)
  return element
}
const money = (text) => {
  if (text === null) return ""
  const [whole, cents] = text.replace("-", "").split(".")
  return (text.startsWith("-") ? "-" : "") + "R$ " + whole.replace(/\\B(?=(\\d{3})+$)/g, ".") + "," + cents
}
const day = (iso) => iso.split("-").reverse().join("/")
const cell = (field, text) => make("td", { "data-field": field }, text === null ? "" : String(text))
const fail = (error) => {
  main.dataset.error = error
  let place = document.getElementById("app-error")
  if (place === null) {
    place = make("p", { id: "app-error", role: "alert" })
    root.prepend(place)
  }
  place.dataset.error = error
  place.textContent = "Something is not right: " + error
}
const ready = () => { main.dataset.ready = "yes" }

const views = {
  login() {
    const field = (id, type, label) => make("label", {}, label, make("input", { id, type, autocomplete: "off" }))
    const form = make("form", { id: "app-login", class: "panel narrow" },
      field("user", "text", "User"), field("password", "password", "Password"),
      ...(main.dataset.channel === "otp" ? [field("token", "text", "Token")] : []),
      make("button", { id: "enter", type: "submit" }, "Log in"))
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      const value = (id) => { const input = document.getElementById(id); return input === null ? "" : input.value }
      const { answer } = await ask("POST", "/app/api/login",
        { channel: main.dataset.channel || "", user: value("user"), password: value("password"), token: value("token") })
      if (answer.next) location.href = answer.next
      else if (answer.challenge) dialog(answer.challenge)
      else fail(answer.error)
    })
    root.append(form)
    if (main.dataset.expired === "yes") fail("session-expired")
    ready()
  },
  async accounts() {
    const { answer } = await ask("GET", "/app/api/accounts")
    const cards = await ask("GET", "/app/api/cards")
    if (answer.error || cards.answer.error) return fail(answer.error || cards.answer.error)
    root.append(make("ul", { id: "app-accounts" }, ...answer.accounts.map((account) =>
      make("li", { "data-account": account.id },
        make("span", { "data-field": "name" }, account.name), " ",
        make("span", { "data-field": "number" }, account.number), " ",
        make("span", { "data-field": "balance" }, money(account.balance)), " ",
        make("a", { "data-field": "statement", href: "/app/accounts/" + account.id }, "Statement")))))
    root.append(make("ul", { id: "app-cards" }, ...cards.answer.cards.map((card) =>
      make("li", { "data-card": card.id },
        make("span", { "data-field": "name" }, card.name), " ",
        make("span", { "data-field": "brand" }, card.brand), " ",
        make("span", { "data-field": "level" }, card.level), " ",
        make("span", { "data-field": "number" }, card.number), " ",
        make("span", { "data-field": "balance" }, money(card.balance)), " ",
        make("span", { "data-field": "limit" }, money(card.limit)), " ",
        make("span", { "data-field": "available" }, money(card.available)), " ",
        make("span", { "data-field": "minimum-payment" }, money(card.minimumPayment)), " ",
        make("span", { "data-field": "closing-date" }, day(card.closingDate)), " ",
        make("span", { "data-field": "due-date" }, day(card.dueDate)), " ",
        make("a", { "data-field": "statement", href: "/app/cards/" + card.id }, "Statement")))))
    root.append(make("p", {}, make("a", { id: "profile-link", href: "/app/profile" }, "Profile"), " ",
      make("button", { id: "leave", type: "button" }, "Log out")))
    document.getElementById("leave").addEventListener("click", async () => {
      await ask("POST", "/app/api/logout", {})
      location.href = "/app"
    })
    ready()
  },
  statement() {
    const card = main.dataset.kind === "card"
    const base = card ? "/app/api/cards/" + main.dataset.id : "/app/api/accounts/" + main.dataset.id + "/statement"
    const body = make("tbody")
    const end = make("p", { id: "end", hidden: "" })
    const more = make("button", { id: "more", type: "button", hidden: "" }, "More")
    const sentinel = make("div", { id: "sentinel" }, "\\u00a0")
    let next = 0
    let busy = false
    let search = ""
    const load = async () => {
      if (busy || next === 0) return
      busy = true
      const { answer } = await ask("GET", base + search + "page=" + next)
      busy = false
      if (answer.error) { next = 0; more.hidden = true; return fail(answer.error) }
      body.append(...answer.rows.map((row) => make("tr",
        { "data-row": row.id, "data-status": row.status, "data-bill": row.bill, "data-bill-forecast": row.billForecast },
        cell("date", day(row.date)), cell("document", row.id), cell("description", row.description),
        cell("kind", row.kind), cell("counterpart", row.counterpart), cell("counterpart-document", row.counterpartDocument),
        cell("instalment", row.instalment), cell("amount", money(row.amount)), cell("balance", money(row.balance)))))
      main.dataset.totalRows = answer.total
      main.dataset.loadedPages = answer.page
      next = answer.page < answer.totalPages ? answer.page + 1 : 0
      more.hidden = next === 0 || main.dataset.mode === "scroll"
      end.hidden = next !== 0
      end.dataset.totalRows = answer.total
      end.textContent = answer.total + " rows"
      ready()
      if (main.dataset.mode === "scroll" && next !== 0 && sentinel.getBoundingClientRect().top < innerHeight) load()
    }
    const start = () => {
      const from = document.getElementById("from").value
      const to = document.getElementById("to").value
      search = "?" + (from === "" ? "" : "from=" + encodeURIComponent(from) + "&") + (to === "" ? "" : "to=" + encodeURIComponent(to) + "&")
      delete main.dataset.ready
      delete main.dataset.error
      const old = document.getElementById("app-error")
      if (old !== null) old.remove()
      body.replaceChildren()
      next = 1
      load()
    }
    const form = make("form", { id: "range", class: "row" },
      make("label", {}, "From", make("input", { id: "from", value: main.dataset.from })),
      make("label", {}, "To", make("input", { id: "to", value: main.dataset.to })),
      make("button", { id: "search", type: "submit" }, "Show"))
    form.addEventListener("submit", (event) => { event.preventDefault(); start() })
    more.addEventListener("click", load)
    root.append(form, make("div", { class: "panel" }, make("table", { id: "app-statement" }, body)), more, end, sentinel)
    if (main.dataset.mode === "scroll") new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) load() }).observe(sentinel)
    start()
  },
  async profile() {
    const { answer } = await ask("GET", "/app/api/profile")
    if (answer.error) return fail(answer.error)
    root.append(make("dl", { id: "app-profile" }, ...answer.person.flatMap(({ field, type, value }) =>
      [make("dt", {}, field), make("dd", { "data-field": field, "data-type": type }, value)])))
    ready()
  }
}

// The second factor, over the login form.
const dialog = (challenge) => {
  const old = document.getElementById("mfa-dialog")
  if (old !== null) old.remove()
  const said = make("p", { id: "mfa-error", role: "alert", hidden: "" })
  const choose = (option) => make("option", { value: option.value }, option.label)
  const inputs = {
    code: () => [make("p", {}, "We sent a code to ", make("span", { id: "mfa-sent-to" }, challenge.sentTo)), make("input", { id: "mfa-answer", maxlength: "6" })],
    image: () => [make("img", { id: "mfa-image", src: challenge.image, alt: "Digits to type" }), make("input", { id: "mfa-answer", maxlength: "6" })],
    select: () => [make("select", { id: "mfa-answer" }, ...challenge.options.map(choose))],
    phone: () => [make("select", { id: "mfa-answer" }, ...challenge.options.map(choose))],
    qr: () => [make("code", { id: "mfa-payload" }, challenge.payload)],
    approve: () => [make("p", {}, "Approve on your phone ", make("span", { id: "mfa-sent-to" }, challenge.sentTo))]
  }
  const waits = challenge.kind === "qr" || challenge.kind === "approve"
  const send = make("button", { id: "mfa-send", type: "button" }, "Go on")
  const cancel = make("button", { id: "mfa-cancel", type: "button" }, "Cancel")
  const trust = make("input", { id: "mfa-trust", type: "checkbox" })
  const box = make("dialog", { id: "mfa-dialog", "data-kind": challenge.kind, "data-expires-at": challenge.expiresAt },
    said, ...inputs[challenge.kind](), make("label", {}, trust, " Remember this device"), ...(waits ? [] : [send]), cancel)
  document.body.append(box)
  box.showModal()
  let open = true
  const close = (error) => { open = false; box.close(); box.remove(); fail(error) }
  const take = ({ answer }) => {
    if (answer.next) { open = false; location.href = answer.next }
    else if (answer.challenge) { open = false; dialog(answer.challenge) }
    else if (answer.error === "wrong-code") { said.hidden = false; said.dataset.error = answer.error; said.textContent = "That is not right." }
    else close(answer.error)
  }
  send.addEventListener("click", async () => {
    take(await ask("POST", "/app/api/challenge", { answer: document.getElementById("mfa-answer").value, trust: trust.checked }))
  })
  cancel.addEventListener("click", async () => {
    await ask("POST", "/app/api/challenge/cancel", {})
    close("cancelled")
  })
  const poll = async () => {
    if (!open) return
    const { answer } = await ask("GET", "/app/api/challenge")
    if (!open) return
    if (answer.state === "waiting") return void setTimeout(poll, 1000)
    take(await ask("POST", "/app/api/challenge", { answer: "", trust: trust.checked }))
  }
  if (waits) setTimeout(poll, 1000)
}

views[main.dataset.view]()
`

const faults = `"use strict"
// What a page of the application does wrong, by name.
const wrong = {
  busy() { const end = performance.now() + 15000; while (performance.now() < end); document.querySelector("main").dataset.fault = "over" },
  alert() { alert("Your session will end soon."); document.querySelector("main").dataset.fault = "over" },
  confirm() { document.querySelector("main").dataset.answer = String(confirm("Do you want to see our offers?")) },
  prompt() { document.querySelector("main").dataset.answer = String(prompt("What is your favourite colour?")) },
  beforeunload() { addEventListener("beforeunload", (event) => { event.preventDefault(); event.returnValue = "stay" }) },
  popup() { window.open("/", "offers", "width=400,height=300") },
  spin() { for (;;); },
  crash() {
    // Rules in rules and selectors in selectors end on the stack of whoever parses them, and the page's process with it.
    try { new CSSStyleSheet().replaceSync("a{".repeat(500000)) } catch {}
    document.querySelector(":is(".repeat(500000))
  },
  dialogs() {
    addEventListener("beforeunload", (event) => { event.preventDefault(); event.returnValue = "stay" })
    for (;;) confirm("Do you want to see our offers?")
  },
  popups() { setInterval(() => window.open("/", "_blank", "width=400,height=300"), 250) },
  download() {
    const link = document.createElement("a")
    link.id = "download"
    link.href = "/app/assets/extrato.pdf"
    link.download = "extrato.pdf"
    link.textContent = "Download"
    document.querySelector("main").append(link)
    link.click()
  },
  "go-abroad"() { location.href = "http://elsewhere.sandbox.test/" },
  "ask-abroad"() {
    const image = new Image()
    image.src = "http://tracker.sandbox.test/pixel.png"
    fetch("http://tracker.sandbox.test/collect", { method: "POST", mode: "no-cors", body: "seen" })
      .then(() => { document.querySelector("main").dataset.abroad = "reached" })
      .catch(() => { document.querySelector("main").dataset.abroad = "blocked" })
  }
}
const start = wrong[document.currentScript.dataset.fault]
if (start !== undefined) start()
`

/** The served files by name. */
export const scripts: Readonly<Record<string, string>> = { "tokens.js": tokens, "app.js": app, "faults.js": faults }
