// A file of the person's as a data URL. It is read here and goes out with the form; its name and size are shown, its contents never.
import { useState } from "preact/hooks"

import { largestFile } from "../flow/Form.ts"
import { useAround } from "./Around.ts"
import type { Described, FieldProps } from "./FieldProps.ts"
import { Icon } from "./Icon.tsx"

const sizes = ["B", "KB", "MB"] as const

/** Bytes in the unit that people know. */
export const sizeOf = (bytes: number, language: string): string => {
  const step = bytes < 1_024 ? 0 : bytes < 1_024 ** 2 ? 1 : 2
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1_024 ** step)
  return `${number} ${sizes[step]}`
}

const read = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener("load", () => resolve(typeof reader.result === "string" ? reader.result : ""))
    reader.addEventListener("error", () => reject(new Error("the file could not be read")))
    reader.readAsDataURL(file)
  })

export const FileInput = ({ onValue, onLeave, described }: FieldProps & { readonly described: Described }) => {
  const { words } = useAround()
  const say = words.credentials
  const [chosen, setChosen] = useState<{ readonly name: string; readonly size: number } | null>(null)
  const [trouble, setTrouble] = useState("")

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    setChosen(null)
    onValue("")
    if (file.size > largestFile) return setTrouble(say.fileTooLarge(sizeOf(largestFile, words.language)))
    try {
      onValue(await read(file))
      setChosen({ name: file.name, size: file.size })
      setTrouble("")
    } catch {
      setTrouble(say.fileUnreadable)
    }
  }

  return (
    <span class="file">
      <input
        {...described}
        type="file"
        onChange={(event) => void take(event.currentTarget.files?.[0])}
        onBlur={onLeave}
      />
      <span class="file-face" aria-hidden="true">
        <Icon name="file" />
        <span>{chosen === null ? say.pickFile : say.changeFile}</span>
      </span>
      <span class="file-about" aria-live="polite">
        {chosen === null ? trouble : `${chosen.name} · ${sizeOf(chosen.size, words.language)}`}
      </span>
    </span>
  )
}
