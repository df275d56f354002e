// Names a Chromium to the tests, in TOMADA_TEST_BROWSER. Where there is none the tests that need it fail and say what to
// do; the others run.
import { find } from "./index.ts"

export default async (): Promise<void> => {
  try {
    const found = await find()
    process.env["TOMADA_TEST_BROWSER"] = JSON.stringify(found)
    console.log(`browser for tests: ${found.source}`)
  } catch (error) {
    console.log(`browser for tests: none. ${(error as Error).message}`) // find throws nothing else
  }
}
