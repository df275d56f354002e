// Purchases in instalments, and payments that are scheduled before they are executed: future rows that are posted month by
// month under another day and id, a cent that the first one bears, equal purchases, bills that move days by weeks.
import type { Collected } from "../src/Coverage.ts"
import type { CollectedTransaction, CreditCardMetadata } from "../src/Transaction.ts"
import { claim, complete, day, type Extra, pending, row } from "./Ledger.ts"
import { d0, d1, d2, id, type Scenario } from "./ScenarioRows.ts"

const scheduled = { status: "SCHEDULED" } as const

/** A day of the nth month from March 2026 on. */
const month = (nth: number, date = 20): string => {
  const months = 2 + nth
  const [year, of] = [2026 + Math.floor(months / 12), (months % 12) + 1]
  return `${year}-${String(of).padStart(2, "0")}-${String(date).padStart(2, "0")}`
}

interface Part extends Extra {
  readonly number: number
  readonly total: number
  readonly amount?: string
  readonly text?: string
  readonly bought?: string
  readonly card?: CreditCardMetadata
}

const part = (date: string, options: Part): CollectedTransaction => {
  const { amount = "100", bought, card, number, text = "LOJA AZUL", total, ...extra } = options
  return row(date, amount, text, {
    creditCardMetadata: {
      installmentNumber: number,
      totalInstallments: total,
      ...(bought === undefined ? {} : { purchaseDate: day(bought) }),
      ...card
    },
    ...extra
  })
}

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

const two = (number: number): string => String(number).padStart(2, "0")

/** Instalments of twelve, from `from` on, as they are shown ahead of their months. */
const ahead = (from: number, withIds: boolean): ReadonlyArray<CollectedTransaction> =>
  range(from, 12).map((number) =>
    part(month(number - 1, 10), {
      number,
      total: 12,
      text: `LOJA AZUL ${two(number)}/12`,
      ...scheduled,
      ...(withIds ? id(`f${number}`) : {})
    })
  )

/** The nth month: its instalment posted 18 days late under another id and text, the others still ahead. */
const monthly = (number: number, withIds: boolean): Collected<CollectedTransaction> =>
  complete(
    [
      part(month(number - 1, 28), {
        number,
        total: 12,
        text: `LOJA AZUL PARC ${number} DE 12`,
        ...(withIds ? id(`q${number}`) : {})
      }),
      ...ahead(number + 1, withIds)
    ],
    [claim(month(number - 1, 18), month(number - 1, 28))]
  )

const posted = (withIds: boolean): Scenario["live"] =>
  range(1, 12).map((number) => [
    number - 1,
    month(number - 1, 28),
    "100",
    `LOJA AZUL PARC ${number} DE 12`,
    "POSTED",
    withIds ? `q${number}` : null
  ])

const year = (withIds: boolean): Pick<Scenario, "first" | "second" | "afterwards" | "live"> => ({
  first: ahead(1, withIds),
  second: monthly(1, withIds),
  afterwards: range(2, 12).map((number) => monthly(number, withIds)),
  live: posted(withIds)
})

const twins = (number: number, extra: Extra, date = month(number - 1)): ReadonlyArray<CollectedTransaction> => [
  part(date, { number, total: 10, ...extra }),
  part(date, { number, total: 10, ...extra })
]

const pix = (date: string, text: string, extra: Extra = {}) => row(date, "-150", text, extra)

export const installmentScenarios: ReadonlyArray<Scenario> = [
  {
    name: "50 twelve instalments are shown ahead, then posted month by month under another day and id",
    defeats: "Pluggy's key",
    ...year(true)
  },
  { name: "51 the same without ids", defeats: "Kresus", ...year(false) },
  {
    name: "52 an instalment vanishes on its day and is posted a week later",
    defeats: "id only",
    first: [
      part(d0, { number: 1, total: 2, ...id("q1") }),
      part(month(1), { number: 2, total: 2, ...scheduled, ...id("f2") })
    ],
    second: complete([], [claim(month(1, 18), month(1, 21))]),
    afterwards: [
      complete([part(month(1, 28), { number: 2, total: 2, ...id("q2") })], [claim(month(1, 24), month(1, 28))])
    ],
    live: [
      [0, d0, "100", "LOJA AZUL", "POSTED", "q1"],
      [1, month(1, 28), "100", "LOJA AZUL", "POSTED", "q2"]
    ]
  },
  {
    name: "53 the first instalment is a cent dearer than it was shown ahead",
    defeats: "Actual, loose",
    first: range(1, 3).map((number) => part(month(number - 1), { number, total: 3, amount: "33.33", ...scheduled })),
    second: complete([
      part("2026-04-10", { number: 1, total: 3, amount: "33.34", ...id("q1") }),
      ...range(2, 3).map((number) => part(month(number - 1), { number, total: 3, amount: "33.33", ...scheduled }))
    ]),
    live: [
      [0, "2026-04-10", "33.34", "LOJA AZUL", "POSTED", "q1"],
      [1, month(1), "33.33", "LOJA AZUL", "SCHEDULED", null],
      [2, month(2), "33.33", "LOJA AZUL", "SCHEDULED", null]
    ]
  },
  {
    name: "54 two equal purchases on one day, each in ten instalments",
    defeats: "moneyman",
    first: range(1, 10).flatMap((number) => twins(number, scheduled)),
    second: complete(twins(1, {}).map((one, nth) => ({ ...one, institutionId: `q1${nth}` }))),
    afterwards: range(2, 10).map((number) =>
      complete(
        twins(number, {}, month(number - 1, 27)).map((one, nth) => ({ ...one, institutionId: `q${number}${nth}` })),
        [claim(month(number - 1, 17), month(number - 1, 28))]
      )
    ),
    live: range(1, 10).flatMap((number) =>
      range(0, 1).map(
        (nth) =>
          [
            (number - 1) * 2 + nth,
            number === 1 ? d0 : month(number - 1, 27),
            "100",
            "LOJA AZUL",
            "POSTED",
            `q${number}${nth}`
          ] as const
      )
    )
  },
  {
    name: "55 a bill closes and moves an instalment and a purchase by weeks, under other ids",
    defeats: "Sure",
    first: [
      part("2026-03-16", { number: 2, total: 10, ...pending, ...id("p2") }),
      part("2026-03-17", { number: 1, total: 10, ...pending, ...id("p1") })
    ],
    second: complete(
      [
        part("2026-04-10", { number: 1, total: 10, ...id("q1"), card: { billId: "april" } }),
        part("2026-04-10", { number: 2, total: 10, ...id("q2"), card: { billId: "april" } })
      ],
      [claim("2026-03-16", "2026-04-12")]
    ),
    live: [
      [0, "2026-04-10", "100", "LOJA AZUL", "POSTED", "q2"],
      [1, "2026-04-10", "100", "LOJA AZUL", "POSTED", "q1"]
    ]
  },
  {
    name: "56 a bill closes and moves everything that is to come by weeks, of two purchases of one shop and amount",
    defeats: "Pluggy's key",
    first: range(2, 4).flatMap((number) => [
      part(month(number - 2, 25), { number, total: 4, bought: "2026-03-01", ...scheduled }),
      part(month(number - 2, 25), { number, total: 4, bought: "2026-03-09", ...scheduled })
    ]),
    second: complete(
      range(2, 4).flatMap((number) => [
        part(month(number - 1, 10), { number, total: 4, bought: "2026-03-09", ...scheduled }),
        part(month(number - 1, 10), { number, total: 4, bought: "2026-03-01", ...scheduled })
      ])
    ),
    live: range(2, 4).flatMap((number) =>
      range(0, 1).map(
        (nth) => [(number - 2) * 2 + nth, month(number - 1, 10), "100", "LOJA AZUL", "SCHEDULED", null] as const
      )
    )
  },
  {
    name: "57 an instalment moves to another bill: the bill is no part of what it is",
    defeats: "Pluggy's key",
    first: [part(d0, { number: 3, total: 6, card: { billId: "march" } })],
    second: complete([part(month(1), { number: 3, total: 6, card: { billId: "april" } })], [claim(d0, month(1))]),
    live: [[0, month(1), "100", "LOJA AZUL", "POSTED", null]]
  },
  {
    name: "58 an equal purchase of another day is another purchase, though its first one be missing",
    defeats: "amount and date",
    first: [part(d0, { number: 1, total: 3, bought: d0, ...scheduled })],
    second: complete([part(d1, { number: 1, total: 3, bought: d1 })]),
    live: [[1, d1, "100", "LOJA AZUL", "POSTED", null]]
  },
  {
    name: "59 another shop, another number of instalments, another number and another amount are other rows",
    defeats: "one absence",
    first: range(1, 4).map((number) => part(month(number), { number, total: 4, ...scheduled })),
    second: complete([
      part(d0, { number: 1, total: 4, text: "PADARIA" }),
      part(d0, { number: 2, total: 5 }),
      part(d0, { number: 3, total: 4, amount: "100.05" }),
      part(d0, { number: 5, total: 12 })
    ]),
    afterwards: [
      complete(
        range(1, 4).map((number) => part(month(number, 22), { number, total: 4 })),
        [claim(month(4), month(4))]
      )
    ],
    live: [
      ...range(1, 4).map((number) => [number - 1, month(number, 22), "100", "LOJA AZUL", "POSTED", null] as const),
      [4, d0, "100.05", "LOJA AZUL", "POSTED", null],
      [5, d0, "100", "LOJA AZUL", "POSTED", null],
      [6, d0, "100", "LOJA AZUL", "POSTED", null],
      [7, d0, "100", "PADARIA", "POSTED", null]
    ]
  },
  {
    name: "60 a posted instalment outside what was read is not the next purchase's",
    defeats: "Actual, loose",
    first: [part(d0, { number: 1, total: 2, ...id("q1") })],
    second: complete([part("2026-03-26", { number: 1, total: 2, ...id("r1") })], [claim("2026-03-22", "2026-03-26")]),
    live: [
      [0, d0, "100", "LOJA AZUL", "POSTED", "q1"],
      [1, "2026-03-26", "100", "LOJA AZUL", "POSTED", "r1"]
    ]
  },
  {
    name: "61 a payment is scheduled, then executed under another id and text, though other ids last",
    defeats: "Pluggy's key",
    first: [
      row(d0, "-9", "PAO", { ...pending, ...id("t1") }),
      pix(d2, "PIX AGENDADO JOAO SILVA", { ...scheduled, ...id("s1") })
    ],
    second: complete([row(d0, "-9", "PAO", id("t1")), pix(d2, "PIX ENVIADO JOAO SILVA", id("e1"))]),
    live: [
      [0, d0, "-9", "PAO", "POSTED", "t1"],
      [1, d2, "-150", "PIX ENVIADO JOAO SILVA", "POSTED", "e1"]
    ]
  },
  {
    name: "62 a payment stays in the list of scheduled ones beside its execution",
    defeats: "one absence",
    first: [pix(d1, "PIX AGENDADO JOAO SILVA", { ...scheduled, ...id("s1") })],
    second: complete([
      pix(d1, "PIX AGENDADO JOAO SILVA", { ...scheduled, ...id("s1") }),
      pix(d1, "PIX ENVIADO JOAO SILVA", id("e1"))
    ]),
    afterwards: [
      complete([
        pix(d1, "PIX AGENDADO JOAO SILVA", { ...scheduled, ...id("s1") }),
        pix(d1, "PIX ENVIADO JOAO SILVA", id("e1"))
      ])
    ],
    live: [[0, d1, "-150", "PIX ENVIADO JOAO SILVA", "POSTED", "e1"]]
  },
  {
    name: "63 the same without ids, and the next month's payment stays scheduled",
    defeats: "moneyman",
    first: [pix(d1, "PIX AGENDADO JOAO SILVA", scheduled), pix(month(1), "PIX AGENDADO JOAO SILVA", scheduled)],
    second: complete([
      pix(d1, "PIX AGENDADO JOAO SILVA", scheduled),
      pix(d1, "PIX ENVIADO JOAO SILVA"),
      pix(month(1), "PIX AGENDADO JOAO SILVA", scheduled)
    ]),
    live: [
      [0, d1, "-150", "PIX ENVIADO JOAO SILVA", "POSTED", null],
      [1, month(1), "-150", "PIX AGENDADO JOAO SILVA", "SCHEDULED", null]
    ]
  },
  {
    name: "64 of two equal payments to one person one is executed, the other is still scheduled",
    defeats: "Kresus",
    first: [pix(d1, "PIX AGENDADO JOAO SILVA", scheduled), pix(d2, "PIX AGENDADO JOAO SILVA", scheduled)],
    second: complete([pix(d1, "PIX ENVIADO JOAO SILVA"), pix(d2, "PIX AGENDADO JOAO SILVA", scheduled)]),
    live: [
      [0, d1, "-150", "PIX ENVIADO JOAO SILVA", "POSTED", null],
      [1, d2, "-150", "PIX AGENDADO JOAO SILVA", "SCHEDULED", null]
    ]
  },
  {
    name: "65 an instalment that the person deleted ahead of its month is posted",
    defeats: "Actual, strict",
    first: [part(month(1), { number: 2, total: 2, ...scheduled, ...id("f2") })],
    deleted: 0,
    second: complete([part(month(1, 28), { number: 2, total: 2, ...id("q2") })], [claim(month(1, 18), month(1, 28))]),
    live: []
  },
  {
    name: "66 a purchase is cancelled and made anew, where ids last",
    defeats: "Sure",
    first: [
      part(d0, { number: 1, total: 10, ...pending, ...id("1") }),
      row(d0, "9", "PAO", { ...pending, ...id("2") })
    ],
    second: complete([part(d1, { number: 1, total: 10, ...id("3") }), row(d0, "9", "PAO", id("2"))]),
    live: [
      [1, d0, "9", "PAO", "POSTED", "2"],
      [2, d1, "100", "LOJA AZUL", "POSTED", "3"]
    ]
  }
]
