// The application's rules of categories. A rule of another application is not found: its id is nobody's business.
import { type CategoryRule as Wire, Page, Refusal } from "@tomada/api"
import { Category, CategoryRule } from "@tomada/core"
import { CategoryRules } from "@tomada/engine"
import { Effect, Option } from "effect"

import { caller } from "./Authorized.ts"
import { group } from "./Group.ts"
import { byTag, refuse } from "./Refusals.ts"

const view = ({ applicationId, categoryId, ...rule }: CategoryRule.CategoryRule): Wire.CategoryRule => ({
  id: rule.id,
  description: rule.description,
  categoryId,
  category: Option.match(Category.get(categoryId), {
    onNone: () => categoryId,
    onSome: ({ description }) => description
  }),
  clientId: applicationId,
  transactionType: rule.transactionType,
  accountType: rule.accountType,
  matchType: rule.matchType,
  createdAt: rule.createdAt
})

export const categoryRulesHandlers = group(
  "categoryRules",
  Effect.fnUntraced(function* (handlers) {
    const rules = yield* CategoryRules.CategoryRules
    return handlers.handleAll({
      list: Effect.fn("categoryRules.list")(function* () {
        return Page.single((yield* rules.list(yield* caller)).map(view))
      }),
      create: Effect.fn("categoryRules.create")(
        function* ({ payload }) {
          const category = Category.get(payload.categoryId)
          if (Option.isNone(category)) return yield* refuse(Refusal.categoryNotFound)
          const rule = {
            description: payload.description,
            categoryId: category.value.id,
            transactionType: payload.transactionType ?? null,
            accountType: payload.accountType ?? null,
            matchType: payload.matchType ?? "exact"
          }
          return view(yield* rules.create(yield* caller, rule))
        },
        Effect.catchTags({ TooManyCategoryRules: byTag.TooManyCategoryRules })
      ),
      delete: Effect.fn("categoryRules.delete")(
        function* ({ params }) {
          yield* rules.remove(yield* caller, CategoryRule.CategoryRuleId.make(params.id))
          return { count: 1 }
        },
        Effect.catchTags({ CategoryRuleNotFound: byTag.CategoryRuleNotFound })
      )
    })
  })
)
