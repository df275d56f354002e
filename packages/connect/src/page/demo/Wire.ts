// What the demo reads of the API's answers, which its backend hands on as they came.

export interface Item {
  readonly id: string
  readonly connector: { readonly id: number; readonly name: string; readonly primaryColor: string }
  readonly status: string
  readonly executionStatus: string
  readonly lastUpdatedAt: string | null
  readonly createdAt: string
  readonly error: { readonly code: string; readonly message: string } | null
}

export interface Account {
  readonly id: string
  readonly type: "BANK" | "CREDIT"
  readonly name: string
  readonly number: string | null
  readonly balance: number
  readonly currencyCode: string
}

export interface Transaction {
  readonly id: string
  readonly description: string
  readonly date: string
  readonly amount: number
  readonly amountInAccountCurrency: number | null
  readonly currencyCode: string
  readonly category: string | null
  readonly status: "PENDING" | "POSTED"
}

export interface Arrived {
  readonly number: number
  readonly arrivedAt: string
  readonly event: { readonly event: string; readonly eventId: string; readonly itemId?: string }
}

export interface Mail {
  readonly last: number
  readonly webhooks: ReadonlyArray<Arrived>
}
