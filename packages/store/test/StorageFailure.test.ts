import { assert, describe, it } from "@effect/vitest"
import { SqlError } from "effect/sql"

import { isOutage, StorageFailure } from "../src/StorageFailure.ts"

const failure = (code: string | undefined) =>
  new StorageFailure(
    new SqlError.SqlError({
      reason: new SqlError.UnknownError({
        cause: Object.assign(new Error("detail: Ana bought bread"), code !== undefined && { code })
      })
    })
  )

describe("what a database fails with", () => {
  it("is an outage when the same statement may succeed in a minute", () => {
    for (const code of ["08006", "25006", "53100", "53200", "53300", "57P01", "57P02", "57P03", "58030"])
      assert.isTrue(isOutage(failure(code)), code)
    const { ConnectionError, StatementTimeoutError } = SqlError
    for (const reason of [new ConnectionError({ cause: undefined }), new StatementTimeoutError({ cause: undefined })])
      assert.isTrue(isOutage(new StorageFailure(new SqlError.SqlError({ reason }))))
  })

  it("is a fault of ours when the statement is wrong", () => {
    for (const code of ["42601", "23505", "22P02", undefined]) assert.isFalse(isOutage(failure(code)), code)
    assert.isFalse(isOutage(new Error("connection refused")))
  })

  it("names no value", () => {
    assert.notInclude(failure("23505").message, "Ana")
  })
})
