/**
 * The whole contract, and the OpenAPI document that is made from it.
 *
 * All problems of a request are reported at once, not the first alone.
 */
import { HttpApi, OpenApi } from "effect/http-api"

import { AccountsApi } from "./AccountsApi.ts"
import { AuthApi } from "./AuthApi.ts"
import { BillsApi } from "./BillsApi.ts"
import { CategoriesApi } from "./CategoriesApi.ts"
import { CategoryRulesApi } from "./CategoryRulesApi.ts"
import { ConnectorEntriesApi } from "./ConnectorEntriesApi.ts"
import { ConnectorsApi } from "./ConnectorsApi.ts"
import { ConnectTermsApi } from "./ConnectTermsApi.ts"
import { ConnectTokensApi } from "./ConnectTokensApi.ts"
import { ConsentsApi } from "./ConsentsApi.ts"
import { EncryptionKeyApi } from "./EncryptionKeyApi.ts"
import { EventsApi } from "./EventsApi.ts"
import { ExecutionsApi } from "./ExecutionsApi.ts"
import { HealthApi } from "./HealthApi.ts"
import { IdentityApi } from "./IdentityApi.ts"
import { InvestmentsApi } from "./InvestmentsApi.ts"
import { ItemListsApi } from "./ItemListsApi.ts"
import { ItemsApi } from "./ItemsApi.ts"
import { LoansApi } from "./LoansApi.ts"
import { MerchantsApi } from "./MerchantsApi.ts"
import { MergingApi } from "./MergingApi.ts"
import { open } from "./Specification.ts"
import { TransactionsApi } from "./TransactionsApi.ts"
import { WebhooksApi } from "./WebhooksApi.ts"
import { WebhookSecretApi } from "./WebhookSecretApi.ts"

export class Api extends HttpApi.make("tomada")
  .add(AuthApi)
  .add(ConnectTokensApi)
  .add(ConnectorsApi)
  .add(ItemsApi)
  .add(AccountsApi)
  .add(TransactionsApi)
  .add(IdentityApi)
  .add(BillsApi)
  .add(InvestmentsApi)
  .add(LoansApi)
  .add(ConsentsApi)
  .add(CategoryRulesApi)
  .add(CategoriesApi)
  .add(MerchantsApi)
  .add(WebhooksApi)
  .add(WebhookSecretApi)
  .add(EncryptionKeyApi)
  .add(ItemListsApi)
  .add(ExecutionsApi)
  .add(EventsApi)
  .add(MergingApi)
  .add(ConnectorEntriesApi)
  .add(ConnectTermsApi)
  .add(HealthApi)
  .annotate(HttpApi.ParseOptions, { errors: "all" })
  .annotateMerge(
    OpenApi.annotations({
      title: "Tomada",
      version: "1.0.0",
      description: "Bank data from the institutions that people connect, served from your own machine.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      servers: [{ url: "/", description: "The server that answers this document" }],
      transform: open
    })
  ) {}

/** The OpenAPI 3.1 document of the contract. */
export const document = (): OpenApi.OpenAPISpec => OpenApi.fromApi(Api)
