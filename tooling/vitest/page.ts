// The pages that servers of the tests show are those of this checkout.
import { buildPage } from "../page.ts"

export const setup = (): Promise<void> => buildPage()
