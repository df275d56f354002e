// The person's profile.
import { Html, Pages as Paging, Parse, type Records } from "@tomada/connector-kit"
import { Effect, Option } from "effect"

import { bank } from "./manifest.ts"
import * as Pages from "./pages.ts"

const at = "profile"

export const identity = () =>
  Paging.single(
    Effect.gen(function* () {
      const page = yield* Pages.behindLogin(`${bank}/profile`, "profile")
      const field = (name: string) => Html.textOf(page.main, `[data-field='${name}']`, `${at}/${name}`)
      const maybe = (name: string) =>
        Option.getOrNull(Option.map(Html.find(page.main, `[data-field='${name}']`), Html.text))
      const every = (name: string) => Html.all(page.main, `[data-field='${name}']`).map(Html.text)
      const street = yield* field("street")
      const city = yield* field("city")
      const state = yield* field("state")
      const document = yield* field("cpf")
      const collected: Records.CollectedIdentity = {
        fullName: yield* field("full-name"),
        document,
        taxNumber: document,
        documentType: "CPF",
        birthDate: yield* Parse.dayMonthYear(yield* field("birth-date"), `${at}/birth-date`),
        companyName: maybe("company-name"),
        emails: every("email").map((value) => ({ type: "Personal", value })),
        phoneNumbers: every("phone").map((value) => ({ type: "Personal", value })),
        addresses: [
          {
            type: "Personal",
            fullAddress: `${street}, ${city} - ${state}`,
            primaryAddress: street,
            city,
            state,
            postalCode: yield* field("postal-code"),
            country: yield* field("country")
          }
        ]
      }
      return [collected]
    })
  )
