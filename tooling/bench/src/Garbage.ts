// Collects the garbage of this process, so that what ran before a measured call does not end in it.
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")

export const collect = runInNewContext("gc") as () => void // what the flag exposes
