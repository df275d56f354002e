// The client. All but a few of its methods are made from the contract: see Methods.generated.ts for what there is.
import { bound } from "./Bound.ts"
import type { Operation } from "./Calling.ts"
import type { ItemListsMethods, ItemsMethods } from "./Methods.generated.ts"
import { Groups } from "./Operations.generated.ts"
import { type SettleOptions, settled } from "./Settling.ts"
import { type TomadaOptions, Transport } from "./Transport.ts"
import type { Item } from "./Wire.generated.ts"

/** Items, with their list and what a run comes to. */
export interface Items extends ItemsMethods {
  /** Items of the application by status, connector, clientUserId and last change, the newest first. */
  readonly list: ItemListsMethods["list"]
  /** The Item once its run has ended or waits for the person, asked for again and again. */
  readonly waitUntilSettled: (id: string, options?: SettleOptions) => Promise<Item>
}

/** A client of one application. It asks for an API key when it first needs one, and for another before that ends. */
export class Tomada extends Groups {
  declare readonly items: Items

  constructor(options: TomadaOptions) {
    const transport = new Transport(options)
    // The types of a group and its operations are made from one document by one program.
    super(<Methods>(operations: Readonly<Record<string, Operation>>) => bound(transport, operations) as Methods)
    const { itemLists, items } = this
    this.items = {
      ...items,
      list: itemLists.list,
      waitUntilSettled: (id, wait) => settled(() => items.get(id, { signal: wait?.signal }), transport.clock, wait)
    }
  }
}
