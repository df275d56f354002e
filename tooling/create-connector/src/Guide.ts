// docs/guides/write-a-connector.md as steps that can be done in their order: files to write, commands to run, and what they should say.
// Commands in `bash` blocks are for a terminal of their own and are not run.
export type Step =
  | { readonly _tag: "File"; readonly path: string; readonly text: string }
  | { readonly _tag: "Command"; readonly line: string; readonly says: ReadonlyArray<string> }

const block = /^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm

const lines = (text: string): ReadonlyArray<string> => text.split("\n").filter((line) => line.trim() !== "")

/** A line that ends in a backslash goes on in the next. */
const commands = (text: string): ReadonlyArray<string> => lines(text.replaceAll(/\\\n\s*/g, ""))

/** A `text` block is what the last command before it says, among other lines. */
export const steps = (guide: string): ReadonlyArray<Step> => {
  const found: Array<Step> = []
  for (const [, language, path, text = ""] of guide.matchAll(block)) {
    if (path !== undefined) found.push({ _tag: "File", path, text })
    else if (language === "sh") found.push(...commands(text).map((line): Step => ({ _tag: "Command", line, says: [] })))
    else if (language === "text") {
      const last = found.pop()
      if (last?._tag !== "Command") throw new Error("the guide says what a command answers, and there is no command")
      found.push({ ...last, says: lines(text) })
    }
  }
  return found
}
